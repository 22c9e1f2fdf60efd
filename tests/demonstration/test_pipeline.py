"""The demonstration's pipeline stands in every stage, has partners, funding, reports due soon and one that is late."""

from datetime import UTC, datetime

import pytest

from tsunagu.coordination.domain.pipeline.stages import COLUMNS
from tsunagu.coordination.queries.pipeline import products, public_pipeline_counts, reports_due
from tsunagu.demonstration.engine.legal import publish_all
from tsunagu.demonstration.engine.pipeline import fill_pipeline
from tsunagu.demonstration.network.load import load_network
from tsunagu.demonstration.network.reading import invented_members, read
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def filled(db: None) -> None:
    with acting(Scope("worker")):
        clock.set_clock(NOW, 1.0)
    load_network(NOW)
    publish_all(NOW)
    fill_pipeline(NOW)


def test_every_stage_has_a_product_and_twice_is_once(filled: None) -> None:
    fill_pipeline(NOW)
    with acting(Scope("auditor")):
        found = products()
        due = reports_due(NOW, 400)
    assert len(found) == len(read("pipeline")["products"]) >= 18
    assert {one.standing.column for one in found} == set(COLUMNS) - {"treatment"}
    assert any(place.stage == "treatment" for one in found for place in one.standing.others)
    today = tokyo_date(NOW)
    assert sum(one.days_left(today) < 0 for one in due) == 1
    assert sum(0 <= one.days_left(today) <= 60 for one in due) >= 5
    assert {one.kind for one in due} == {"report", "term"}
    with acting(Scope("public")):
        assert sum(one.count or 0 for one in public_pipeline_counts(today)) > 0


def test_nothing_invented_is_said_of_a_real_organisation() -> None:
    data = read("pipeline")
    real = {one.key for one in invented_members() if one.is_coordinator}
    for product in data["products"]:
        assert "デモ" in product["ja"]
        assert "demo" in product["en"]
        assert product["lead"] not in real
        assert not real & {partner[0] for partner in product.get("partners", ())}
    assert all("デモ" in one["ja"] + one["funder_ja"] for one in data["programmes"])

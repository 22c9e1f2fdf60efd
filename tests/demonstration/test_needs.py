"""The demonstration's needs and consultations: in several states, invented throughout, built once."""

from datetime import UTC, datetime, timedelta

import pytest

from tsunagu.coordination.models import Consultation, Introduction, Need
from tsunagu.coordination.queries.matching.figures import figures
from tsunagu.demonstration.engine.consultations import talk_of_needs
from tsunagu.demonstration.network.load import load_network
from tsunagu.foundation.scope import Scope, acting

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_needs_of_every_kind_and_state_are_built_once() -> None:
    load_network(NOW)
    for _ in range(2):
        talk_of_needs(NOW)
    with acting(Scope("worker")):
        needs = list(Need.objects.all())
        assert len(needs) >= 10
        assert {one.kind for one in needs} == {"need", "offer", "idea"}
        assert {one.state for one in needs} == {"open", "in_consultation", "answered", "closed"}
        assert {one.is_open for one in needs} == {True, False}
        assert all("デモ" in one.title_ja and "demo" in one.title_en for one in needs)
        assert {"agreed", "not_agreed", "in_talks", "closed"} <= {
            one.state for one in Consultation.objects.all()
        }
        assert {"asked", "offered", "accepted", "declined"} <= {
            one.state for one in Introduction.objects.all()
        }
        found = figures(NOW - timedelta(days=400), NOW)
    assert found.all.agreed == 3
    assert found.all.days is not None

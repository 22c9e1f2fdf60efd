"""What isn't open is told to nobody outside its circle: by no list, count, figure, file, search, notice or table."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.coordination.pipeline.conftest import NOW, TODAY, Cast, card, enter, programme
from tests.coordination.pipeline.test_services import answer, award, inbox, invite
from tsunagu.coordination.models import Product, ProductMove, ProductPartner
from tsunagu.coordination.queries import pipeline as queries
from tsunagu.coordination.services.pipeline.change_card import change_card
from tsunagu.coordination.services.pipeline.remind import remind
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

AsPerson = Callable[[Actor], Client]
SECRET, OPEN = Text("極秘心筋シート", "Secret sheet"), Text("公開軟骨シート", "Open sheet")
PAGES = ("/", "/network/pipeline/?show=stages", "/network/pipeline/?show=years", "/network/pipeline/table.csv",
         "/network/pipeline/figures/", "/network/pipeline/reports/?within=365", "/network/pipeline/programmes/",
         "/network/coverage/", "/members/?q=極秘心筋", "/inbox/")  # fmt: skip


@pytest.fixture
def secret(cast: Cast) -> None:
    """Three confidential products under way, one of them with an award, beside one that is open."""
    which = programme(cast)
    for number in range(3):
        uuid = enter(cast, "trial", date(2025, 4, 1), name=Text(f"{SECRET.ja}{number}", SECRET.en))
    with acting(cast.scope(cast.lead)):
        award(cast, uuid, which)
    enter(cast, "seed", is_open=True, name=OPEN)
    remind(NOW)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_tells_an_outsider_of_it(cast: Cast, secret: None, as_person: AsPerson, address: str) -> None:
    answer = as_person(cast.outsider).get(address, follow=True)
    assert answer.status_code in (200, 404)
    content = answer.content.decode("utf-8-sig")
    assert SECRET.ja not in content
    assert SECRET.en not in content


def test_counts_and_figures_of_an_outsider_leave_it_out(
    cast: Cast, secret: None, as_person: AsPerson
) -> None:
    client = as_person(cast.outsider)
    assert "1品目" in client.get(reverse("pipeline:overview")).content.decode()
    figures = client.get(reverse("pipeline:figures"))
    assert figures.context["count"] == 1
    assert sum(line["stay"].inside for line in figures.context["stays"]) == 1
    assert all(line["awards"] == 0 and line["yen"] == "0円" for line in figures.context["funded"])
    with acting(cast.scope(cast.outsider)):
        assert [one.awards for one in queries.programmes()] == [0]
        assert queries.reports_due(NOW, 365) == []
    with acting(cast.scope(cast.lead)):
        assert [one.awards for one in queries.programmes()] == [1]
    filters = client.get(reverse("pipeline:overview"), {"lead": str(cast.lead.member_uuid)})
    assert SECRET.ja not in filters.content.decode()


def test_public_counts_neither_count_it_nor_change_when_it_is_there(cast: Cast, secret: None) -> None:
    for scope in (Scope("public"), cast.scope(cast.outsider), cast.scope(cast.lead), Scope("auditor")):
        with acting(scope):
            told = {one.stage: one.count for one in queries.public_pipeline_counts(TODAY)}
        assert told["trial"] == 0, "three are there: a count of them would be told, were they counted"
        assert told["seed"] is None, "one is too few to be told"


def test_notices_of_it_reach_its_parties_and_the_coordinator_alone(cast: Cast, secret: None) -> None:
    kinds = ("report_due", "approval_term", "partner_invited", "information", "lead_offered")
    for who in (cast.outsider, cast.partner):
        assert not any(inbox(cast, who, kind) for kind in kinds)
    for who in (cast.lead, cast.coordinator):
        assert inbox(cast, who, "report_due")


@pytest.mark.parametrize("scope", ["outsider", "public"])
def test_rows_that_others_read_name_nobody_of_the_circle(cast: Cast, scope: str) -> None:
    uuid = enter(cast, is_open=True)
    answer(cast, cast.partner, uuid, invite(cast, uuid, cast.partner), accepts=True)
    invite(cast, uuid, cast.auditor, role="regulatory")
    with acting(Scope("public") if scope == "public" else cast.scope(cast.outsider)):
        rows = [*Product.objects.all(), *ProductMove.objects.all(), *ProductPartner.objects.all()]
        assert len(rows) == (1 if scope == "public" else 3)
        assert all(row.readers == [] for row in rows)
    with acting(cast.scope(cast.auditor)):
        assert queries.product(uuid).is_party(cast.auditor.member_id), (
            "who is invited still finds its invitation"
        )
    with acting(cast.scope(cast.lead)):
        change_card(cast.lead, uuid, card(is_open=False), NOW)
    with acting(cast.scope(cast.partner)):
        assert queries.product(uuid).moves, "once it is closed its circle is named again"

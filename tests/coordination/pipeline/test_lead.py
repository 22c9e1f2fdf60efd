"""The lead is handed over by both sides, a development ends as a whole, and who leaves the network reads no more."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.coordination.pipeline.conftest import NOW, TODAY, Cast, enter, programme
from tests.coordination.pipeline.test_services import answer, award, filled, inbox, invite, reads
from tsunagu.coordination.models import LeadOffer, Product, ProductMove, ProductPartner
from tsunagu.coordination.queries import pipeline as queries
from tsunagu.coordination.services.pipeline.end_product import end_product
from tsunagu.coordination.services.pipeline.hand_over_lead import answer_offer, offer_lead, take_offer_back
from tsunagu.coordination.services.pipeline.plan_stages import plan_stages
from tsunagu.coordination.services.pipeline.record_move import Evidence, Reached, record_move, withdraw_move
from tsunagu.coordination.services.pipeline.remind import remind
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Member

AsPerson = Callable[[Actor], Client]


def offered(cast: Cast, uuid: UUID, *, stays_as: str = "", by: Actor | None = None) -> UUID:
    who = by or cast.lead
    with acting(cast.scope(who)):
        return offer_lead(
            who, uuid, cast.partner.member_uuid, "事業の移管", stays_as, request_key=str(uuid4()), now=NOW
        )


def answer_lead(cast: Cast, who: Actor, uuid: UUID, offer: UUID, *, accepts: bool) -> None:
    with acting(cast.scope(who)):
        answer_offer(who, uuid, offer, accepts, NOW)


def with_partner(cast: Cast) -> UUID:
    """A full product in which the partner takes part."""
    uuid = filled(cast)
    answer(cast, cast.partner, uuid, invite(cast, uuid, cast.partner), accepts=True)
    return uuid


def leads() -> set[int]:
    """The leads that the rows of all tables name."""
    with acting(Scope("auditor")):
        tables = (Product, ProductMove, ProductPartner, LeadOffer)
        return {lead for table in tables for lead in table.objects.values_list("member_id", flat=True)}


def test_both_sign_and_then_the_partner_keeps_it_and_the_lead_reads_no_more(cast: Cast) -> None:
    uuid = with_partner(cast)
    offer = offered(cast, uuid)
    assert inbox(cast, cast.partner, "lead_offered")
    assert leads() == {cast.lead.member_id}, "one signature changes nothing"
    answer_lead(cast, cast.partner, uuid, offer, accepts=True)
    answer_lead(cast, cast.partner, uuid, offer, accepts=True)
    assert leads() == {cast.partner.member_id}
    assert not reads(cast, cast.lead)
    assert not inbox(cast, cast.partner, "lead_offered")
    assert "引き継ぎました" in inbox(cast, cast.lead, "information")[-1].text.ja
    with acting(cast.scope(cast.partner)):
        plan_stages(cast.partner, uuid, {"trial": date(2028, 4, 1)}, NOW)
        page, (told,) = queries.product_page(uuid), queries.lead_offers(uuid)
    assert page.awards
    assert page.history
    assert [part.state for part in page.product.parts] == ["ended"], "it leads now, and takes part no more"
    assert (told.offered_by.ja, told.answered_by.ja, told.state) == ("人lead", "人partner", "accepted")


def test_the_lead_may_stay_as_a_partner(cast: Cast) -> None:
    uuid = with_partner(cast)
    answer_lead(cast, cast.partner, uuid, offered(cast, uuid, stays_as="cell_source"), accepts=True)
    assert reads(cast, cast.lead)
    with acting(cast.scope(cast.lead)):
        view = queries.product(uuid)
        assert [(part.member, part.role) for part in view.taking_part] == [
            (cast.lead.member_uuid, "cell_source")
        ]
        with pytest.raises(NotAllowed):
            plan_stages(cast.lead, uuid, {}, NOW)


def test_reminders_go_to_the_new_lead(cast: Cast) -> None:
    uuid = with_partner(cast)
    remind(NOW)
    assert inbox(cast, cast.lead, "report_due")
    answer_lead(cast, cast.partner, uuid, offered(cast, uuid), accepts=True)
    remind(NOW)
    for who, count in ((cast.lead, 0), (cast.partner, 1), (cast.coordinator, 1)):
        assert len(inbox(cast, who, "report_due")) == count, who.member_key


def test_declined_or_taken_back_nothing_changes_and_it_may_be_offered_again(cast: Cast) -> None:
    uuid = with_partner(cast)
    first = offered(cast, uuid)
    with pytest.raises(BadInput, match="waits"):
        offered(cast, uuid)
    answer_lead(cast, cast.partner, uuid, first, accepts=False)
    second = offered(cast, uuid)
    with acting(cast.scope(cast.lead)):
        take_offer_back(cast.lead, uuid, second, NOW)
    with pytest.raises(Refused, match="Taken back"):
        answer_lead(cast, cast.partner, uuid, second, accepts=True)
    assert leads() == {cast.lead.member_id}
    assert not inbox(cast, cast.partner, "lead_offered")


def test_only_who_takes_part_is_asked_and_only_it_answers(cast: Cast) -> None:
    uuid = filled(cast)
    part = invite(cast, uuid, cast.partner)
    with pytest.raises(BadInput, match="takes part") as refused:
        offered(cast, uuid)
    assert refused.value.field == "taker"
    answer(cast, cast.partner, uuid, part, accepts=True)
    with pytest.raises(NotAllowed):
        offered(cast, uuid, by=cast.partner)
    with pytest.raises(NotFound):
        offered(cast, uuid, by=cast.outsider)
    offer = offered(cast, uuid)
    for who, error in ((cast.lead, NotAllowed), (cast.coordinator, NotAllowed), (cast.outsider, NotFound)):
        with pytest.raises(error):
            answer_lead(cast, who, uuid, offer, accepts=True)
    with acting(cast.scope(cast.partner)), pytest.raises(NotAllowed):
        take_offer_back(cast.partner, uuid, offer, NOW)
    assert leads() == {cast.lead.member_id}


def left(actor: Actor) -> None:
    with acting(Scope("worker")):
        Member.objects.filter(pk=actor.member_id).update(left_on=TODAY)


def test_for_a_lead_that_left_the_coordinator_is_told_and_signs(cast: Cast) -> None:
    uuid = with_partner(cast)
    left(cast.lead)
    remind(NOW)
    assert not inbox(cast, cast.coordinator, "information")
    for day in (1, 2):
        remind(NOW + timedelta(days=day))
    assert "退会" in inbox(cast, cast.coordinator, "information")[0].text.ja
    assert len(inbox(cast, cast.coordinator, "information")) == 1
    offer = offered(cast, uuid, by=cast.coordinator)
    answer_lead(cast, cast.partner, uuid, offer, accepts=True)
    assert leads() == {cast.partner.member_id}


def test_a_partner_that_left_the_network_reads_no_more_asked_or_taking_part(cast: Cast) -> None:
    uuid = with_partner(cast)
    invite(cast, uuid, cast.outsider)
    for who in (cast.partner, cast.outsider):
        left(who)
    remind(NOW)
    assert reads(cast, cast.partner), "on its last day it is still a member"
    remind(NOW + timedelta(days=1))
    assert not reads(cast, cast.partner)
    assert not reads(cast, cast.outsider)
    assert not inbox(cast, cast.outsider, "partner_invited")


def test_a_development_ends_on_both_tracks_and_its_history_and_reports_stay(cast: Cast) -> None:
    uuid, which = enter(cast, "research", date(2024, 4, 1)), programme(cast)
    invite(cast, uuid, cast.partner)
    with acting(cast.scope(cast.lead)):
        award(cast, uuid, which)
        trial = Reached("pmd_act", "trial", date(2025, 4, 1), "1")
        record_move(cast.lead, uuid, trial, Evidence(), request_key="t", now=NOW)
        plan_stages(cast.lead, uuid, {"filed": date(2028, 4, 1)}, NOW)
        with pytest.raises(BadInput) as refused:
            end_product(cast.lead, uuid, TODAY, " ", request_key="e", now=NOW)
        assert refused.value.field == "note"
        end_product(cast.lead, uuid, TODAY, "資金の終了", request_key="e", now=NOW)
        page = queries.product_page(uuid)
        view = page.product
        assert {one.rest for one in (view.standing.main, *view.standing.others)} == {"stopped"}
        assert [line.note for line in page.history if line.move.state == "stopped"] == ["資金の終了"] * 2
        with pytest.raises(Refused, match="already"):
            end_product(cast.lead, uuid, TODAY, "再", request_key="f", now=NOW)
        assert [one.kind for one in queries.reports_due(NOW, 60)] == ["report"]
    assert not reads(cast, cast.partner), "an invitation not answered is taken back"
    assert not inbox(cast, cast.partner, "partner_invited")
    with acting(cast.scope(cast.lead)):
        withdraw_move(cast.lead, uuid, page.history[0].uuid, "誤り", NOW)
        assert not queries.product(uuid).standing.main.is_over


@pytest.mark.parametrize("who", ["partner", "outsider", "auditor"])
def test_nobody_else_ends_it(cast: Cast, who: str) -> None:
    uuid, actor = with_partner(cast), getattr(cast, who)
    with acting(cast.scope(actor)), pytest.raises((NotAllowed, NotFound)):
        end_product(actor, uuid, TODAY, "理由", request_key="e", now=NOW)
    with acting(Scope("auditor")):
        assert not ProductMove.objects.filter(state="stopped").exists()


def test_it_is_handed_over_and_ended_on_its_pages(cast: Cast, as_person: AsPerson) -> None:
    uuid, client, partner = with_partner(cast), as_person(cast.lead), as_person(cast.partner)
    address = reverse("pipeline:lead", args=[uuid])
    said = {"key": "l", "taker": str(cast.partner.member_uuid), "why": "", "stays_as": ""}
    assert client.post(address, said).status_code == 422
    assert client.post(address, said | {"why": "長" * 501}).status_code == 422
    assert (
        client.post(address, said | {"taker": str(cast.outsider.member_uuid), "why": "x"}).status_code == 422
    )
    for _twice in range(2):
        assert client.post(address, said | {"why": "事業の移管"}).status_code == 302
    page = partner.get(reverse("pipeline:product", args=[uuid])).content.decode()
    assert "事業の移管" in page
    with acting(cast.scope(cast.lead)):
        (offer,) = queries.lead_offers(uuid)
    there = reverse("pipeline:answer_lead", args=[uuid, offer.uuid])
    assert as_person(cast.outsider).post(there, {"answer": "accept"}).status_code == 404
    assert client.post(there, {"answer": "accept"}).status_code == 403
    assert partner.post(there, {"answer": "accept"}).status_code == 302
    assert client.get(reverse("pipeline:product", args=[uuid])).status_code == 404
    stop = reverse("pipeline:stop", args=[uuid])
    end = {"key": "s", "on": "2026-11-22", "note": "安全性の懸念"}
    for wrong in ({"note": ""}, {"on": "2026-02-30"}, {"on": "2030-01-01"}):
        assert partner.post(stop, end | wrong).status_code == 422
    assert partner.post(stop, end).status_code == 302
    assert "安全性の懸念" in partner.get(reverse("pipeline:product", args=[uuid])).content.decode()

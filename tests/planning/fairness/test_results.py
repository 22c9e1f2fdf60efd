"""What a computed round gives: places held at once, answers, the next in turn, figures at the end; who may see what."""

import csv
import io
from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from tests.planning.fairness.conftest import (
    ASKED,
    HANEDA,
    SENDAI,
    YOKOHAMA,
    coordinator,
)
from tests.planning.fairness.rounds import claims, of, published
from tests.planning.fairness.rounds import with_a_round as set_the_stage
from tests.support.pages import signed_in, text_of
from tests.support.world import World
from tsunagu.foundation.refusals import NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.notices.models import Notice
from tsunagu.planning.models import (
    AllocationClaim,
    AllocationOverride,
    AllocationRound,
    AllocationWork,
    Booking,
    PlanRequest,
    Resource,
)
from tsunagu.planning.queries import fairness as queries
from tsunagu.planning.services.fairness.answer_offer import accept_offer, decline_offer, offer_next
from tsunagu.planning.services.fairness.end_round import end_round
from tsunagu.planning.services.fairness.gathering import served
from tsunagu.planning.services.fairness.publish_round import publish_round
from tsunagu.planning.services.fairness.start_computing import reopen_inputs, start_computing, withdraw_round
from tsunagu.planning.services.reserve import held_for

__all__ = ["set_the_stage"]
pytestmark = pytest.mark.slow


def test_publishing_holds_every_place_at_once_and_a_refusal_publishes_nothing(world: World) -> None:
    uuid = world.chains["round"]
    found = claims(world, uuid)
    slots = {one.request for one in found if one.result and one.result["has_slot"]}
    assert 3 <= len(slots) < len(found)
    with acting(Scope("worker")):
        row = PlanRequest.objects.filter(uuid__in=slots).order_by("id").first()
        assert row is not None
    hub = coordinator(world)
    with world.acting(hub), pytest.raises(Refused):
        end_round(hub, uuid, world.now)
    published(world, uuid)
    with acting(Scope("auditor")):
        held = PlanRequest.objects.filter(state="reserved")
        assert set(held.values_list("uuid", flat=True)) == slots
        assert set(held.values_list("held_until", flat=True)) == {world.now + held_for()}
        assert Booking.objects.count() > 5 * len(slots)
        assert Notice.objects.filter(kind="place_offered").count() == len(slots)
    with world.acting(hub), pytest.raises(Refused, match="round_state"):
        publish_round(hub, uuid, world.now)
    for act in (reopen_inputs, withdraw_round):
        with world.acting(hub), pytest.raises(Refused):
            act(hub, uuid)


def test_a_place_that_is_taken_meanwhile_stops_the_publication(world: World) -> None:
    uuid = world.chains["round"]
    last = claims(world, uuid)[-1]
    with acting(Scope("worker")):
        _take_every_room(PlanRequest.objects.get(uuid=last.request))
    hub = coordinator(world)
    with world.acting(hub), pytest.raises(Refused, match="slot_taken"):
        publish_round(hub, uuid, world.now)
    with acting(Scope("auditor")):
        assert AllocationRound.objects.get(uuid=uuid).state == "computed"
        assert not PlanRequest.objects.filter(state="reserved").exists()
        assert not AllocationClaim.objects.filter(offered_at__isnull=False).exists()


def _take_every_room(request: PlanRequest) -> None:
    """Somebody else books all clean rooms of the maker for two months."""
    for room in Resource.objects.filter(site__key="tonomachi-cells-lic", kind="clean_room"):
        Booking.objects.create(
            member_id=room.member_id, owner_id=room.member_id, request=request, resource=room, step="other",
            starts_at=request.asked_at, ends_at=request.asked_at + timedelta(days=60), amount=4,
        )  # fmt: skip


def test_who_declines_frees_a_place_and_the_next_is_told(world: World) -> None:
    uuid = world.chains["round"]
    published(world, uuid)
    waiting = [one for one in claims(world, uuid) if one.answer == "waiting"]
    assert offer_next(uuid, world.now) == 0  # nothing is free for who is before the others
    offered = [one for one in claims(world, uuid) if one.answer == "offered"]
    keys = {one.member: one for one in offered}
    one, other = list(keys.values())[:2]
    actors = {a.member_uuid: a for a in (world.actor(name, "physician") for name in ASKED)}
    with world.acting(actors[one.member]) as physician:
        decline_offer(physician, one.uuid, world.now)
        decline_offer(physician, one.uuid, world.now)
        with pytest.raises(Refused, match="not_offered"):
            accept_offer(physician, one.uuid, world.now)
        with pytest.raises(NotFound):
            accept_offer(physician, other.uuid, world.now)
    with world.acting(actors[other.member]) as physician:
        accept_offer(physician, other.uuid, world.now)
        accept_offer(physician, other.uuid, world.now)
    assert offer_next(uuid, world.now) == 1
    after = {claim.uuid: claim.answer for claim in claims(world, uuid)}
    assert (after[one.uuid], after[other.uuid], after[waiting[0].uuid]) == ("declined", "accepted", "offered")
    with acting(Scope("auditor")):
        assert Notice.objects.filter(kind="place_offered", subject=waiting[0].uuid, done_at=None).exists()
        assert Notice.objects.get(kind="place_offered", subject=one.uuid).done_at is not None
        assert PlanRequest.objects.get(uuid=one.request).state == "open"  # it is declined, not withdrawn


def test_what_nobody_answers_runs_out_and_goes_to_the_next(world: World) -> None:
    uuid = world.chains["round"]
    published(world, uuid)
    before = {one.uuid: one.answer for one in claims(world, uuid)}
    waiting = [one for one in before if before[one] == "waiting"]
    world.now += held_for()
    assert 1 <= offer_next(uuid, world.now) <= len(waiting)
    after = {one.uuid: one.answer for one in claims(world, uuid)}
    assert {after[one] for one in before if before[one] == "offered"} == {"lapsed"}
    assert after[waiting[0]] == "offered"
    with acting(Scope("auditor")):
        open_ones = Notice.objects.filter(kind="place_offered", done_at=None).values_list(
            "subject", flat=True
        )
        assert set(open_ones) == {one for one in after if after[one] == "offered"}


def test_the_end_keeps_figures_of_the_answers_and_nothing_of_few(world: World) -> None:
    uuid = world.chains["round"]
    published(world, uuid)
    accepted = 0
    for hospital in (HANEDA, SENDAI, YOKOHAMA):
        physician, own = of(world, uuid, hospital)
        for claim in own:
            if claim.answer == "offered" and accepted < 4:
                with world.acting(physician):
                    accept_offer(physician, claim.uuid, world.now)
                accepted += 1
    hub = coordinator(world)
    with world.acting(hub):
        end_round(hub, uuid, world.now + timedelta(days=30))
        view = queries.round_of(uuid)
        assert len(served(world.now, [])) == 3
    assert view.after is not None
    assert view.after["answers"]["accepted"] == "4"
    assert view.after["all"]["count"] == 4
    assert set(view.after["places"]) <= {"", "東京都", "神奈川県", "宮城県"}
    assert all(group["count"] >= 3 for group in view.after["places"].values())


def test_who_sees_what(world: World) -> None:
    uuid = world.chains["round"]
    physician, own = of(world, uuid, HANEDA)
    others, outsider = of(world, uuid, YOKOHAMA)[0], world.actor("tonomachi-cells", "operator")
    assert {one.member for one in own} == {physician.member_uuid}
    with world.acting(others):
        assert queries.round_of(
            uuid
        ).effect  # the network's figures are everybody's; pages show them once published
        with pytest.raises(NotFound):
            queries.claim_of(own[0].uuid, world.now)
        assert queries.single_waits(uuid) == {}
        assert not AllocationWork.objects.exists()
    assert claims(world, uuid, outsider) == []
    with world.acting(coordinator(world)):
        assert len(queries.single_waits(uuid)["declared"]) == sum(ASKED.values())
    with world.acting(outsider):
        for act in (publish_round, start_computing, end_round):
            with pytest.raises(NotAllowed):
                act(outsider, uuid, world.now)
    with acting(Scope("auditor")):
        assert not AllocationOverride.objects.exists()
        text = str(AllocationRound.objects.get(uuid=uuid).effect)
    assert not any(one.key in text or str(one.request) in text for one in own)


def address(name: str, uuid: UUID) -> str:
    return reverse(f"planning:{name}", args=[uuid])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_results_are_read_once_published_and_files_hold_only_ones_own(world: World, language: str) -> None:
    uuid = world.chains["round"]
    physician, own = of(world, uuid, HANEDA)
    hospital = signed_in(world, physician, **{"accept-language": language})
    hub = signed_in(world, coordinator(world), **{"accept-language": language})
    page, figures = address("allocation_round", uuid), address("allocation_figures", uuid)
    assert 'role="img"' not in text_of(hospital.get(page))
    assert hospital.get(figures).status_code == 404
    assert 'role="img"' in text_of(hub.get(page))
    published(world, uuid)
    shown = text_of(hospital.get(page))
    assert shown.count('role="img"') >= 3
    assert all(one.key in shown for one in own)
    others = [one.key for one in claims(world, uuid) if one.member != physician.member_uuid]
    assert not any(key in shown for key in others)
    rows = list(csv.reader(io.StringIO(hospital.get(figures).content.decode("utf-8-sig"))))
    assert len(rows) >= 1 + 3 * 4
    mine = hospital.get(address("allocation_requests", uuid)).content.decode("utf-8-sig")
    assert all(one.key in mine for one in own)
    assert not any(key in mine for key in others)
    assert hospital.get(address("allocation_effect", uuid)).status_code == 404  # it hasn't ended

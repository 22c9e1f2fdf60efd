"""A call goes from one to the next until somebody answers: who is told, when, by which way, and who may answer."""

from datetime import date
from uuid import uuid4

import pytest

from tests.support.pages import signed_in, stage, world
from tests.support.world import World
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Member
from tsunagu.notices.domain.calling import MINUTES, STATES, TRANSITIONS
from tsunagu.notices.models import Call, CallStep, Notice
from tsunagu.notices.queries import waiting_for
from tsunagu.notices.services.answer_call import acknowledge, drive_calls, end_call
from tsunagu.notices.services.call import Matter, start_call
from tsunagu.notices.services.keep_roster import NewTurn, Who, add_turns

__all__ = ["stage", "world"]
MAKER, OUTSIDER = "tonomachi-cells", "sapporo-hospital"
HEAD_PHONE = "044-999-9999"


@pytest.fixture
def hub(world: World) -> Actor:
    return world.actor("rink", "coordinator")


@pytest.fixture
def people(world: World, hub: Actor) -> tuple[Actor, Actor]:
    """The maker's roster: an operator first, a supervisor second; the coordinator is on call; the head has a phone."""
    first = world.actor(MAKER, "operator")
    second = world.actor(MAKER, "supervisor", besides=frozenset({first.person_uuid}))
    for actor, duty, order in (
        (first, "manufacturing", 1),
        (second, "manufacturing", 2),
        (hub, "coordination", 1),
    ):
        with world.acting(actor):
            turn = NewTurn(duty, order, "1111111", 0, 24, Who(actor.person_uuid, "", f"044-000-000{order}"),
                           date(2026, 1, 1))  # fmt: skip
            add_turns(actor, actor.member_id, [turn], world.now)
    with acting(Scope("worker")):
        Member.objects.filter(uuid=first.member_uuid).update(phone=HEAD_PHONE)
    return first, second


def matter(world: World, urgency: int = 2, role: str = "operator") -> Matter:
    return Matter(uuid4(), world.member(MAKER), role, Text("受領の署名がありません", "No receipt"), urgency)


def begun(world: World, hub: Actor, what: Matter) -> Call:
    with world.acting(hub):
        uuid = start_call(hub, what, world.now)
    with acting(Scope("auditor")):
        return Call.objects.get(uuid=uuid)


def driven(world: World, **later: float) -> int:
    world.later(**later)
    with acting(Scope("worker")):
        return drive_calls(world.now)


def told(call: Call) -> list[tuple[str, str, str]]:
    with acting(Scope("auditor")):
        return [
            (one.rung, one.way, one.name_ja) for one in CallStep.objects.filter(call=call).order_by("place")
        ]


def called(world: World, actor: Actor) -> list[str]:
    with world.acting(actor):
        return [one.text.ja for one in waiting_for(actor) if one.kind == "call"]


def test_nobody_answers_and_one_after_the_other_is_told(
    world: World, hub: Actor, people: tuple[Actor, Actor]
) -> None:
    first, second = people
    call = begun(world, hub, matter(world))
    assert [one[0] for one in told(call)] == ["duty"]
    assert called(world, first)
    assert not called(world, second)
    assert driven(world, minutes=29) == 0, "half an hour isn't over"
    assert driven(world, minutes=1) == 1
    assert driven(world) == 0, "again changes nothing"
    assert called(world, second)
    for _ in range(2):
        assert driven(world, minutes=MINUTES[2]) == 1
    names = [first.person_name.ja, second.person_name.ja, first.member_name.ja, hub.person_name.ja]
    assert told(call) == list(
        zip(("duty", "duty", "head", "coordinator"), ("inbox", "inbox", "phone", "inbox"), names, strict=True)
    )
    assert any(HEAD_PHONE in text for text in called(world, hub)), "the coordinator telephones the head"
    assert driven(world, minutes=MINUTES[2]) == 1
    assert driven(world, days=1) == 0
    with acting(Scope("auditor")):
        call.refresh_from_db()
    assert (call.state, call.next_at) == ("unanswered", None)


def test_an_answer_ends_it_and_clears_every_inbox(
    world: World, hub: Actor, people: tuple[Actor, Actor]
) -> None:
    first, second = people
    call = begun(world, hub, matter(world, urgency=3))
    driven(world, minutes=15)
    with world.acting(second):
        acknowledge(second, call.uuid, world.now)
        acknowledge(second, call.uuid, world.now)
    assert called(world, first) == called(world, second) == []
    assert driven(world, hours=5) == 0
    with world.acting(first), pytest.raises(Refused, match="call_answered") as refused:
        acknowledge(first, call.uuid, world.now)
    assert second.person_name.ja in refused.value.reason.ja
    assert len(told(call)) == 2


def test_the_same_matter_is_called_once_and_again_only_after_an_answer(
    world: World, hub: Actor, people: tuple[Actor, Actor]
) -> None:
    what = matter(world)
    call = begun(world, hub, what)
    assert begun(world, hub, what).uuid == call.uuid
    assert len(told(call)) == 1
    with world.acting(people[0]):
        acknowledge(people[0], call.uuid, world.now)
    assert begun(world, hub, what).uuid != call.uuid


def test_without_a_roster_all_who_hold_the_role_are_told(world: World, hub: Actor) -> None:
    call = begun(world, hub, matter(world, role="quality"))
    assert [one[:2] for one in told(call)] == [("role", "inbox")]
    assert called(world, world.actor(MAKER, "quality"))


def test_an_outsider_neither_sees_nor_answers_nor_calls(
    world: World, hub: Actor, people: tuple[Actor, Actor]
) -> None:
    call, outsider = begun(world, hub, matter(world)), world.actor(OUTSIDER, "physician")
    with world.acting(outsider):
        assert not Call.objects.exists()
        assert not CallStep.objects.exists()
        with pytest.raises(NotFound):
            acknowledge(outsider, call.uuid, world.now)
        with pytest.raises(NotAllowed):
            start_call(outsider, matter(world), world.now)
    with acting(Scope("auditor")):
        assert Call.objects.get().state == "open"
    client = signed_in(world, outsider)
    assert client.get(f"/calls/{call.uuid}/").status_code == 404
    assert client.post(f"/calls/{call.uuid}/answer/").status_code == 404
    assert "受領の署名がありません" not in client.get("/calls/").content.decode()


def test_the_coordinator_answers_for_whom_he_reached_and_says_whom(
    world: World, hub: Actor, people: tuple[Actor, Actor]
) -> None:
    call = begun(world, hub, matter(world))
    with world.acting(hub):
        with pytest.raises(BadInput) as refused:
            acknowledge(hub, call.uuid, world.now)
        assert refused.value.field == "answer"
        acknowledge(hub, call.uuid, world.now, "代表電話で山田さんが対応")
    with acting(Scope("auditor")):
        assert Call.objects.get().answer == "代表電話で山田さんが対応"


def test_a_call_whose_matter_is_done_ends_and_takes_no_answer(
    world: World, hub: Actor, people: tuple[Actor, Actor]
) -> None:
    call = begun(world, hub, matter(world))
    with acting(Scope("worker")):
        assert end_call(call.uuid, world.now)
        assert not end_call(call.uuid, world.now)
        assert not Notice.objects.filter(kind="call", done_at=None).exists()
    with world.acting(people[0]), pytest.raises(Refused, match="call_ended"):
        acknowledge(people[0], call.uuid, world.now)


def test_an_unknown_role_or_urgency_calls_nobody(world: World, hub: Actor) -> None:
    for wrong in (matter(world, role="auditor"), matter(world, urgency=0)):
        with world.acting(hub), pytest.raises(BadInput):
            start_call(hub, wrong, world.now)
    with acting(Scope("auditor")):
        assert not Call.objects.exists()


def test_one_tap_in_the_inbox_answers(world: World, hub: Actor, people: tuple[Actor, Actor]) -> None:
    call = begun(world, hub, matter(world))
    client = signed_in(world, people[0])
    page = client.get("/inbox/").content.decode()
    assert f'action="/calls/{call.uuid}/answer/"' in page
    assert client.post(f"/calls/{call.uuid}/answer/").status_code == 302
    page = client.get(f"/calls/{call.uuid}/").content.decode()
    assert f"{people[0].person_name.ja}さんが応答" in page
    assert "受領の署名がありません" not in client.get("/inbox/").content.decode()
    assert client.post(f"/calls/{call.uuid}/answer/", {"answer": "長" * 301}).status_code == 422


def test_states_are_a_table_and_what_is_over_stays_over() -> None:
    assert set(TRANSITIONS) == set(STATES)
    assert TRANSITIONS["acknowledged"] == TRANSITIONS["ended"] == frozenset()

"""Gaps in a roster: told once to the member and the coordinator, taken back when filled, told again if they return."""

from datetime import date, timedelta

import pytest

from tests.support.pages import stage, world
from tests.support.world import World
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.models import DutyTurn, Notice
from tsunagu.notices.services.keep_roster import NewTurn, Who, add_turns
from tsunagu.notices.services.tell_gaps import tell_gaps

__all__ = ["stage", "world"]
MAKER = "tonomachi-cells"
SINCE = date(2026, 10, 1)


@pytest.fixture
def actor(world: World) -> Actor:
    return world.actor(MAKER, "supervisor")


def on_duty(world: World, actor: Actor, days: str, order: int = 1) -> None:
    turn = NewTurn("quality", order, days, 0, 24, Who(None, "当番", "044-000-0000"), SINCE)
    with world.acting(actor):
        add_turns(actor, actor.member_id, [turn], world.now)


def told(world: World) -> int:
    with acting(Scope("worker")):
        return tell_gaps(world.now)


def waiting() -> list[tuple[str, str]]:
    """To whom the open notices of gaps are addressed: member and role."""
    with acting(Scope("auditor")):
        rows = Notice.objects.filter(kind="duty_gap", done_at__isnull=True)
        return sorted((one.member.key, one.role) for one in rows.select_related("member"))


def test_a_whole_roster_has_nothing_to_tell_and_no_roster_neither(world: World, actor: Actor) -> None:
    assert told(world) == 0
    on_duty(world, actor, "1111111")
    assert told(world) == 0
    assert waiting() == []


def test_a_gap_is_told_once_and_taken_back_when_it_is_filled(world: World, actor: Actor) -> None:
    on_duty(world, actor, "1111100")
    assert told(world) == 2, "this week's end and the next"
    assert waiting() == [("rink", "coordinator")] * 2 + [(MAKER, "")] * 2
    world.now += timedelta(hours=5)
    assert told(world) == 2
    assert len(waiting()) == 4, "looked at again, nothing is told twice"
    on_duty(world, actor, "0000011", order=2)
    assert told(world) == 0
    assert waiting() == []
    with acting(Scope("worker")):
        DutyTurn.objects.filter(order=2).delete()
    told(world)
    assert len(waiting()) == 4, "who was to come no longer does"


def test_what_has_passed_is_no_longer_told(world: World, actor: Actor) -> None:
    on_duty(world, actor, "1111100")
    told(world)
    world.now += timedelta(days=7)
    assert told(world) == 2
    with acting(Scope("auditor")):
        assert Notice.objects.filter(kind="duty_gap").count() == 6
    assert len(waiting()) == 4


def test_the_words_say_which_duty_and_from_when(world: World, actor: Actor) -> None:
    on_duty(world, actor, "1111100")
    told(world)
    with acting(Scope("auditor")):
        first = Notice.objects.filter(kind="duty_gap", member__key=MAKER).order_by("due_at")[0]
    assert "「品質」の当番が11/7 00:00から空いています" in first.text_ja
    assert first.link == f"/roster/{actor.member_uuid}/"

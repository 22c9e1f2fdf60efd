"""What is kept of all journeys is what the rules say of their records: for each reader, after each act, at any time."""

import random
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from tests.support.whole import seen_now, whole_list
from tests.support.world import StaysBehind, World
from tsunagu.custody.models import Touched
from tsunagu.demonstration.engine.doing import carry_out
from tsunagu.demonstration.engine.outlook import outlook
from tsunagu.demonstration.engine.script import Script
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.refusal import GatesRefused
from tsunagu.journeys.models import Journey, Standing, StandingConcern
from tsunagu.journeys.queries.board import load_board
from tsunagu.journeys.queries.concern import Concern
from tsunagu.journeys.queries.exceptions import Filters, concern_from, exceptions, showing
from tsunagu.journeys.services import bring_up_to_date
from tsunagu.journeys.services.bring_up_to_date import keep_up, look, make_again
from tsunagu.journeys.services.mind_calls import end_done, matter_of
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.domain.roster import DUTY_OF_ROLE
from tsunagu.notices.models import Call
from tsunagu.notices.services.call import start_call

FRESH, FROZEN, CARTILAGE = "auto-car-t-fresh-trial", "auto-car-t-frozen", "auto-cartilage"
READERS = (
    ("rink", "coordinator"),
    ("haneda-clinic", "physician"),
    ("tonomachi-cells", "operator"),
    ("minato-logistics", "courier"),
    ("sapporo-hospital", "physician"),
)


def set_the_stage(world: World) -> None:
    """Five cases, each stopped somewhere else, some with trouble on the way."""
    dice, beginning = random.Random(20261123), world.now
    trouble = Script(trouble_on=(("transport_in", "none"),))
    for number, (route, script) in enumerate(
        [(FRESH, trouble), (FRESH, Script()), (FROZEN, Script()), (CARTILAGE, Script()), (FRESH, Script())]
    ):
        world.now = beginning + timedelta(hours=7 * number)
        chain = world.order(route, name=str(number))
        for _ in range(dice.randrange(4, 26)):
            seen = outlook(chain, script)
            if seen.move is None:
                break
            with suppress(GatesRefused):  # what stops it is a concern
                carry_out(seen.running, world._next(chain, seen.move), script)


def told(found: list[Concern]) -> list[tuple[object, ...]]:
    """What a list says, in an order that doesn't depend on equal limits."""
    lines = [
        (not one.limit.is_hard, one.limit.at, one.kind, str(one.chain), one.step, str(one.subject),
         one.title.ja, one.detail.en, str(one.member), one.role, one.task, one.stage, one.number, one.limit.kind)
        for one in found
    ]  # fmt: skip
    return sorted(lines, key=str)


def whole(world: World, actor: Actor, now: datetime) -> list[tuple[object, ...]]:
    with world.acting(actor):
        return told(whole_list(load_board(), now))


@pytest.mark.parametrize(("member", "role"), READERS)
def test_each_reader_finds_what_the_records_say_at_any_time_before_it_is_made_again(
    world: World, member: str, role: str
) -> None:
    actor, dice = world.actor(member, role), random.Random(7)
    start = world.now
    with world.acting(actor):
        look(start)
    seen = 0
    for hours in sorted([0.0, *(dice.uniform(0, 35.9) for _ in range(25))]):
        now = start + timedelta(hours=hours)
        with world.acting(actor):
            kept = exceptions(now).shown
        assert told(kept) == whole(world, actor, now), f"after {hours} hours"
        seen += len(kept)
    assert (seen > 0) is (member != "sapporo-hospital")


def test_it_is_right_after_every_act_at_once(world: World) -> None:
    coordinator, chain = world.actor("rink", "coordinator"), world.chains["4"]
    for _ in range(12):
        seen = outlook(chain, Script())
        if seen.move is None:
            break
        carry_out(seen.running, world._next(chain, seen.move), Script())
        with world.acting(coordinator):
            kept = seen_now(world.now).shown
        assert told(kept) == whole(world, coordinator, world.now)
    else:
        return
    raise StaysBehind("the case was over before it could be looked at")


def test_whatever_was_kept_is_made_again_from_the_records(world: World) -> None:
    coordinator = world.actor("rink", "coordinator")
    with world.acting(coordinator):
        before = told(seen_now(world.now).shown)
    with acting(Scope("worker")):
        StandingConcern.objects.all().delete()
        Standing.objects.all().delete()
        assert keep_up(world.now) == Journey.objects.count()
        assert keep_up(world.now) == 0, "nothing is left to do"
        assert (
            make_again(Journey.objects.values_list("chain", flat=True), world.now) == Journey.objects.count()
        )
    with world.acting(coordinator):
        assert told(exceptions(world.now).shown) == before


def test_a_page_says_how_many_journeys_it_could_not_take_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After days without a worker nothing of a live journey is true any more: a page mustn't pass over it."""
    monkeypatch.setattr(bring_up_to_date, "MOST_WHILE_LOOKING", 2)
    coordinator, later = world.actor("rink", "coordinator"), world.now + timedelta(days=9)
    with world.acting(coordinator):
        while look(world.now):
            pass
    with acting(Scope("worker")):
        live = Standing.objects.filter(is_live=True).count()
        Standing.objects.filter(chain=world.chains["0"]).delete()
    with world.acting(coordinator):
        assert look(later) == live - 2
        while look(later):
            pass
        assert told(exceptions(later).shown) == told(whole_list(load_board(), later))


def test_no_call_ends_while_nobody_knows_whether_its_matter_is_done(world: World) -> None:
    later = world.now + timedelta(days=9)
    with acting(Scope("worker")):
        keep_up(world.now)
        found = [concern_from(row, {}) for row in showing(world.now).filter(task="step")]
        concern = next(one for one in found if one.role in DUTY_OF_ROLE)
        call = start_call(None, matter_of(concern), world.now)
        assert end_done(world.now) == 0
        assert end_done(later) == 0, "what is kept is out of date"
        Journey.objects.filter(chain=concern.chain).update(state="stopped")
        make_again([concern.chain], later)
        assert end_done(later) == 1
        assert Call.objects.get(uuid=call).state == "ended"


def test_what_the_clock_runs_out_of_is_made_again_by_the_page_itself(world: World) -> None:
    coordinator, later = world.actor("rink", "coordinator"), world.now + timedelta(days=9)
    with world.acting(coordinator):
        look(world.now)
        assert exceptions(later).shown == [], "kept for a day and a half only"
        kept = seen_now(later).shown
    assert told(kept) == whole(world, coordinator, later)


def test_marks_are_gone_once_they_are_taken_in_and_a_refused_act_leaves_none(world: World) -> None:
    with acting(Scope("worker")):
        assert Touched.objects.exists()
        assert look(world.now) == 0
        assert not Touched.objects.exists()


def test_every_filter_keeps_what_it_names(world: World) -> None:
    coordinator = world.actor("rink", "coordinator")
    with world.acting(coordinator):
        every = seen_now(world.now)
        assert every.total == every.matching == len(every.shown) > 1
        for kind, count in every.kinds.items():
            assert [one.kind for one in exceptions(world.now, Filters(kind=kind)).shown] == [kind] * count
        for member, count in every.members.items():
            found = exceptions(world.now, Filters(members=frozenset({member})))
            assert (found.matching, {one.member for one in found.shown}) == (count, {member})
        for area, count in every.areas.items():
            assert area == "" or exceptions(world.now, Filters(area=area)).matching == count
        assert sum(every.therapies.values()) == every.total
        assert exceptions(world.now, Filters(therapy="no-such")).shown == []
        assert len(exceptions(world.now, limit=1).shown) == 1

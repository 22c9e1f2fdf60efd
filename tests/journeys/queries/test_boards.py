"""The exception list, the inbox, flow, figures and lists: what they find, for whom, and at what cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.whole import seen_now
from tests.support.world import World
from tsunagu.custody.services.hand_over import give
from tsunagu.custody.services.holds import place_hold
from tsunagu.demonstration.engine.script import Script
from tsunagu.foundation.scope import open_chains
from tsunagu.journeys.queries.board import Board, load_board
from tsunagu.journeys.queries.exceptions import exceptions
from tsunagu.journeys.queries.figures import figures
from tsunagu.journeys.queries.flow import flow
from tsunagu.journeys.queries.inbox import Inbox, waiting_for
from tsunagu.journeys.queries.lists import Filters, listing
from tsunagu.journeys.queries.timeline import coming, timeline
from tsunagu.journeys.services.bring_up_to_date import look
from tsunagu.journeys.services.end_journey import fail_step
from tsunagu.journeys.services.record import record_weight
from tsunagu.members.domain.actor import Actor

ROUTE = "auto-car-t-fresh-trial"
CLINIC, MAKER, COURIER, OUTSIDER = "haneda-clinic", "tonomachi-cells", "minato-logistics", "sapporo-hospital"


def set_the_stage(world: World) -> None:
    """One fresh case in front of its first manufacturing step, another before its first transport."""
    beginning = world.now
    world.order(ROUTE, name="young")
    world.run_until(world.chains["young"], "transport_in", "bring")
    world.now = beginning
    world.order(ROUTE, name="ripe")
    world.run_until(world.chains["ripe"], "transduce")


def board_of(world: World, actor: Actor) -> Board:
    with world.acting(actor):
        return load_board()


def kinds(world: World, actor: Actor) -> list[str]:
    with world.acting(actor):
        return [one.kind for one in seen_now(world.now).shown]


def inbox(world: World, actor: Actor) -> Inbox:
    with world.acting(actor):
        return waiting_for(actor, world.now)


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.actor("rink", "coordinator")


def test_the_coordinator_sees_what_agreements_allow_and_an_outsider_nothing(
    world: World, coordinator: Actor
) -> None:
    assert {one.chain for one in board_of(world, coordinator).courses} >= set(world.chains.values())
    assert board_of(world, world.actor(OUTSIDER, "physician")).courses == []


def test_a_window_that_runs_out_stands_first_with_who_must_act(world: World, coordinator: Actor) -> None:
    ended = world.row(world.chains["ripe"], "collect").ended_at
    assert ended is not None
    world.now = ended + timedelta(hours=41.5)
    with world.acting(coordinator):
        found = seen_now(world.now)
    first = next(one for one in found.shown if one.chain == world.chains["ripe"])
    assert (first.kind, first.step, first.role) == ("window", "transduce", "operator")
    assert first.limit.slack_hours(world.now) == pytest.approx(6.5)
    assert first.member == world.member(MAKER)
    assert first.detail.ja == "48時間以内に「活性化・導入」を開始"


def test_nothing_is_wrong_where_nothing_is(world: World) -> None:
    operator = world.actor(MAKER, "operator")
    with world.acting(operator):
        assert [one for one in seen_now(world.now).shown if one.chain == world.chains["ripe"]] == []
    assert kinds(world, operator) == ["late"], "the other case waits for its courier for hours"


def test_an_unsigned_receipt_names_the_receiver(world: World, coordinator: Actor) -> None:
    chain = world.chains["young"]
    item = world.items(chain)[0]
    nurse = world.actor(CLINIC, "nurse")
    with world.acting(nurse):
        open_chains([chain])
        ready = world.run_until(chain, "transport_in", "bring")
        give(
            ready.signer(nurse),
            [item.uuid],
            world.member(COURIER),
            world.now,
            journey=chain,
            step="transport_in",
        )
    with world.acting(coordinator):
        (found,) = seen_now(world.now, "hand_over").shown
    assert found.title.ja == "受領の署名がない"
    assert (found.member, found.task) == (world.member(COURIER), "receive")
    waiting = inbox(world, world.actor(COURIER, "courier"))
    assert "receive" in [one.kind for one in waiting.mine]


def test_a_hold_and_a_failure_are_found(world: World, coordinator: Actor) -> None:
    chain = world.chains["ripe"]
    quality = world.actor(MAKER, "quality")
    with world.acting(quality):
        open_chains([chain])
        ready = world.run_until(chain, "transduce")
        place_hold(ready.signer(quality), ready.item.uuid, "培地の確認中", world.now)
    assert "hold" in kinds(world, coordinator)
    operator = world.actor(MAKER, "operator")
    with world.acting(operator):
        fail_step(operator, chain, "transduce", "増殖しない", world.now)
    with world.acting(coordinator):
        found = seen_now(world.now, "failed").shown
    assert [one.member for one in found] == [world.member(CLINIC)]


def test_a_leg_without_readings_is_found_and_answered_by_them(world: World, coordinator: Actor) -> None:
    world.order(ROUTE, name="unread")
    chain = world.chains["unread"]
    world.run_until(chain, "accept_in", script=Script(trouble_on=(("transport_in", "none"),)))
    with world.acting(coordinator):
        mine = [one for one in seen_now(world.now).shown if one.chain == chain]
    assert [(one.kind, one.task) for one in mine] == [("condition", "readings")]


def test_the_inbox_puts_my_role_first_and_what_waits_for_others_apart(world: World) -> None:
    operator, courier = world.actor(MAKER, "operator"), world.actor(COURIER, "courier")
    mine = inbox(world, operator)
    assert [(one.kind, one.step) for one in mine.mine] == [("step", "transduce")]
    quality = inbox(world, world.actor(MAKER, "quality"))
    assert [one.step for one in quality.colleagues] == ["transduce"]
    waiting = inbox(world, courier)
    assert [(one.step, one.waits_for is not None) for one in waiting.blocked] == [("transport_in", True)]
    giver = inbox(world, world.actor(CLINIC, "nurse"))
    assert "give" in [one.kind for one in giver.mine]


def test_the_flow_counts_each_journey_where_it_stands(world: World, coordinator: Actor) -> None:
    with world.acting(coordinator):
        look(world.now)
        picture = flow()
    assert picture.stages["processing"] == 1
    assert picture.stages["transport"] == 1
    assert picture.under_way == 2
    assert all(one.count > 0 for one in picture.currents)


def test_the_timeline_shows_what_begins_within_two_days(world: World, coordinator: Actor) -> None:
    with world.acting(coordinator):
        look(world.now)
        planned = timeline(coming(world.now), {}, {})
    assert planned
    assert all(world.now < one.at <= world.now + timedelta(hours=48) for one in planned)
    assert [one.at for one in planned] == sorted(one.at for one in planned)


def test_figures_without_data_say_nothing_and_with_data_count(world: World, coordinator: Actor) -> None:
    with world.acting(coordinator):
        look(world.now)
        found = {one.key: one for one in figures(world.now)}
    assert found["under_way"].value == 2
    assert found["waiting"].value == 2
    assert found["vein_to_vein"].value is None
    with world.acting(world.actor(OUTSIDER, "physician")):
        assert all(one.value is None for one in figures(world.now))


def test_a_list_is_filtered_by_number_therapy_state_and_site(world: World, coordinator: Actor) -> None:
    with world.acting(coordinator):
        every = listing(Filters(), world.now)
        number = every.lines[0].number
        assert [one.number for one in listing(Filters(text=number[-6:]), world.now).lines] == [number]
        assert listing(Filters(text="CAR-T"), world.now).lines
        assert listing(Filters(therapy="auto-cartilage"), world.now).lines == []
        assert listing(Filters(state="completed"), world.now).lines == []
        assert listing(Filters(text="%"), world.now).lines == []
        assert listing(Filters(kind="lot"), world.now).lines == []


def test_the_list_costs_the_same_number_of_queries_however_many_journeys(
    world: World, coordinator: Actor
) -> None:
    with world.acting(coordinator):
        look(world.now)
        with CaptureQueriesContext(connection) as two:
            exceptions(world.now)
    for number in range(4):
        world.order(ROUTE, name=f"more{number}")
    with world.acting(coordinator):
        look(world.now)
        with CaptureQueriesContext(connection) as six:
            exceptions(world.now)
        assert flow().under_way == 6
    assert len(six) <= len(two) < 6


def test_what_someone_else_weighed_is_not_mine(world: World) -> None:
    outsider = world.actor(OUTSIDER, "physician")
    with world.acting(outsider), pytest.raises(Exception, match="no_such_chain"):
        record_weight(outsider, world.chains["ripe"], 60, world.now, world.now)

"""Windows and legs without readings: refused without a decision, passing with one that two people signed."""

from datetime import timedelta

import pytest

from tests.stories.acts import causes_now, decide, propose, quality_and_physician, refuses, sign
from tests.support.world import Ready, World
from tsunagu.demonstration.engine.readings import logger_file
from tsunagu.demonstration.engine.script import Script
from tsunagu.journeys.services.attach_readings import attach_readings

ROUTE = "auto-car-t-fresh-trial"
CLINIC, OTHER_HOSPITAL, MAKER, SPONSOR = (
    "haneda-clinic",
    "shinanomachi-hospital",
    "tonomachi-cells",
    "sakura-cart",
)
WINDOW = ("time.window.collect", "time.expired_material")
HOUR = timedelta(hours=1)


def set_the_stage(world: World) -> None:
    """Four patients' fresh cells in front of the manufacturer's first step; each leg has other readings."""
    beginning = world.now
    for name, trouble in (("read", ""), ("unread", "none"), ("gap", "gap"), ("breach", "breach")):
        world.now = beginning
        world.order(ROUTE, name=name)
        world.run_until(
            world.chains[name], "transduce", script=Script(trouble_on=(("transport_in", trouble),))
        )


@pytest.fixture
def fresh(world: World) -> Ready:
    """Fresh cells, accepted, about to be activated within their 48 hours."""
    return world.run_until(world.chains["read"], "transduce")


@pytest.fixture
def late(fresh: Ready) -> Ready:
    """The same cells two hours after the window."""
    return _hours_after_collection(fresh, 50)


def _hours_after_collection(ready: Ready, hours: float) -> Ready:
    ended = ready.world.row(ready.chain, "collect").ended_at
    assert ended is not None
    ready.world.now = ended + hours * HOUR
    return ready


def test_the_last_minute_of_the_window_still_counts(fresh: Ready) -> None:
    _hours_after_collection(fresh, 47.99).start()
    assert fresh.world.row(fresh.chain, "transduce").state == "started"


def test_fresh_cells_past_48_hours_are_refused(late: Ready) -> None:
    with refuses(late.world, *WINDOW):
        late.start()
    with refuses(late.world, *WINDOW):
        late.check()
    with refuses(late.world, *WINDOW):
        late.perform()


def test_past_the_window_quality_and_physician_decide_together(late: Ready) -> None:
    signatures = quality_and_physician(late, MAKER, CLINIC)
    decide(late, causes_now(late, "time."), late.item.uuid, signatures)
    late.start()
    late.world.later(hours=24)
    late.check()
    late.perform()
    assert late.world.row(late.chain, "transduce").state == "done"


def test_one_signature_is_not_enough(late: Ready) -> None:
    quality, physician = quality_and_physician(late, MAKER, CLINIC)
    for only in (quality, physician):
        decide(late, causes_now(late, "time."), late.item.uuid, [only])
        with refuses(late.world, *WINDOW):
            late.start()


def test_a_physician_of_another_hospital_does_not_count(late: Ready) -> None:
    quality, _ = quality_and_physician(late, MAKER, CLINIC)
    decision = propose(late, causes_now(late, "time."), late.item.uuid, quality[0])
    sign(late, decision, [quality])
    stranger = late.world.actor(OTHER_HOSPITAL, "physician")
    with refuses(late.world, "no_such_chain"):
        sign(late, decision, [(stranger, "physician")])
    with refuses(late.world, *WINDOW):
        late.start()


def test_the_couriers_quality_unit_does_not_decide_over_the_cells(late: Ready) -> None:
    quality, physician = quality_and_physician(late, MAKER, CLINIC)
    courier = late.world.actor("minato-logistics", "quality")
    decision = propose(late, causes_now(late, "time."), late.item.uuid, courier)
    for capacity in ("quality", "second_quality"):
        for agrees in (True, False):  # neither a yes nor a no of theirs: one refusal would end the decision
            with refuses(late.world, "not_responsible"):
                sign(late, decision, [(courier, capacity)], agrees=agrees)
    with refuses(late.world, *WINDOW):
        late.start()
    sign(late, decision, [quality, physician])
    late.start()


def test_who_made_it_does_not_sign_as_quality(late: Ready) -> None:
    operator = late.who
    quality, physician = quality_and_physician(late, MAKER, CLINIC)
    decision = propose(late, causes_now(late, "time."), late.item.uuid, quality[0])
    with refuses(late.world, "role"):
        sign(late, decision, [(operator, "quality")])
    with refuses(late.world, "role"):
        sign(late, decision, [(physician[0], "quality")])
    with refuses(late.world, "role"):
        sign(late, decision, [(quality[0], "physician")])


def test_nobody_signs_twice(late: Ready) -> None:
    quality, _ = quality_and_physician(late, MAKER, CLINIC)
    decision = decide(late, causes_now(late, "time."), late.item.uuid, [quality])
    for capacity in ("quality", "second_quality", "manufacturer"):
        with refuses(late.world, "signed_already"):
            sign(late, decision, [(quality[0], capacity)])


def test_a_refused_decision_stays_refused(late: Ready) -> None:
    quality, physician = quality_and_physician(late, MAKER, CLINIC)
    decision = propose(late, causes_now(late, "time."), late.item.uuid, quality[0])
    sign(late, decision, [quality])
    sign(late, decision, [physician], agrees=False)
    with refuses(late.world, *WINDOW):
        late.start()
    with refuses(late.world, "decision_closed"):
        sign(late, decision, [(late.world.actor(SPONSOR, "quality"), "second_quality")])


def test_a_decision_answers_only_the_causes_it_names(late: Ready) -> None:
    decide(late, causes_now(late, "time.window"), late.item.uuid, quality_and_physician(late, MAKER, CLINIC))
    with refuses(late.world, "time.expired_material"):
        late.start()


def test_a_decision_counts_for_this_item_only(late: Ready) -> None:
    with refuses(late.world, "nothing_to_decide"):
        propose(
            late,
            {"time.window.collect", "condition.unjudged"},
            late.item.uuid,
            late.world.actor(MAKER, "quality"),
        )
    decide(late, causes_now(late, "time."), None, quality_and_physician(late, MAKER, CLINIC))
    with refuses(late.world, *WINDOW):
        late.start()


@pytest.mark.parametrize(
    ("name", "cause"),
    [("unread", "condition.unjudged"), ("gap", "condition.missing_readings"), ("breach", "condition.breach")],
)
def test_a_leg_without_good_readings_needs_two_signatures(world: World, name: str, cause: str) -> None:
    ready = world.run_until(world.chains[name], "transduce")
    with refuses(world, cause):
        ready.start()
    decide(
        ready, causes_now(ready, "condition."), ready.item.uuid, quality_and_physician(ready, MAKER, CLINIC)
    )
    ready.start()
    assert world.row(ready.chain, "transduce").state == "started"


def test_readings_that_come_late_need_no_decision(world: World) -> None:
    ready = world.run_until(world.chains["unread"], "transduce")
    row = world.row(ready.chain, "transport_in")
    assert row.started_at
    assert row.ended_at
    content = logger_file("cold", row.started_at, row.ended_at, "late")
    with world.acting(ready.who) as who:
        verdict = attach_readings(who, ready.chain, "transport_in", "late.csv", content, world.now)
    assert verdict.state == "within"
    ready.start()
    assert world.row(ready.chain, "transduce").state == "started"


def test_only_carrier_and_receiver_bring_readings(world: World) -> None:
    ready = world.run_until(world.chains["unread"], "transduce")
    row = world.row(ready.chain, "transport_in")
    assert row.started_at
    assert row.ended_at
    content = logger_file("cold", row.started_at, row.ended_at, "somebody's")
    sponsor = world.actor(SPONSOR, "quality")
    with refuses(world, "not_your_leg"), world.acting(sponsor):
        attach_readings(sponsor, ready.chain, "transport_in", "x.csv", content, world.now)

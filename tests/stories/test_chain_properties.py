"""Whatever people do, in whatever order, with whatever in hand: no sequence of services breaks the chain."""

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.stories import deeds
from tests.stories.chains import check_everything
from tests.support.world import World
from tsunagu.foundation.refusals import Refused

TRIAL = "auto-car-t-fresh-trial"
SHEET, AMNION = "auto-oral-epithelium-amnion", "donor-amnion-production"
ACTS: dict[str, Callable[[deeds.Hands], Any]] = {
    "move on": deeds.move_on,
    "any step": deeds.any_step,
    "give": deeds.give_something,
    "receive": deeds.receive_something,
    "take back": deeds.take_back,
    "sign late": deeds.sign_late,
    "hold": deeds.hold_something,
    "lift": deeds.lift_something,
    "dispose": deeds.dispose_of_something,
    "fail": deeds.fail_something,
    "begin again": deeds.begin_again_somewhere,
    "cancel": deeds.cancel_something,
    "withdraw": deeds.withdraw_something,
}


def set_the_stage(world: World) -> None:
    """Journeys of every nature in the middle of their way."""
    beginning = world.now
    world.order(AMNION, name="amnion")
    world.run_to_end(world.chains["amnion"])
    for name, route, step in (
        ("graft", SHEET, "seed"),
        ("trial", TRIAL, "accept_in"),
        ("other", TRIAL, "transport_out"),
    ):
        if name != "graft":
            world.now = beginning
        world.order(route, name=name)
        world.run_until(world.chains[name], step)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # a failure is shown as it was drawn: shrinking would take minutes
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(
    acts=st.lists(
        st.sampled_from([*sorted(ACTS), *["move on", "any step", "give", "receive"] * 3]),
        min_size=12,
        max_size=24,
    ),
    seed=st.integers(0, 2**32),
)
def test_no_sequence_of_services_breaks_the_chain(world: World, acts: list[str], seed: int) -> None:
    import time

    t = time.time()
    with transaction.atomic():
        hands = deeds.Hands(deepcopy(world), Random(seed))
        for name in acts:
            hands.world.later(minutes=20)
            try:
                with transaction.atomic():
                    ACTS[name](hands)
            except Refused as refusal:
                assert refusal.reason.ja  # noqa: PT017 - any act may be refused or not
                hands.refused += 1
            else:
                hands.done += 1
        t1 = time.time()
        check_everything()
        print(f"{t1 - t:.1f} {time.time() - t1:.1f} done {hands.done} refused {hands.refused}")
        transaction.set_rollback(True)

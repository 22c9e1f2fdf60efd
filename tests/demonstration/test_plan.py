"""The plan of the demonstration names only what its routes have."""

import pytest

from tsunagu.demonstration.engine.legal import shipped_routes
from tsunagu.demonstration.engine.orders import Planned
from tsunagu.demonstration.engine.plan import PLAN

ROUTES = {route.key: route for route in shipped_routes()}


@pytest.mark.parametrize("planned", PLAN, ids=lambda planned: planned.key)
def test_scripts_name_steps_panels_and_characteristics_of_their_route(planned: Planned) -> None:
    route, script = ROUTES[planned.route], planned.script
    steps = [script.fails_at, script.again_from, script.stops_at, script.leaves_given, script.unsigned_at]
    steps += [script.hold_after, script.cancels_at, *(key for key, _ in script.trouble_on)]
    assert all(route.has_step(key) for key in steps if key)
    for panel, characteristic in script.failing:
        assert route.panel(panel).characteristic(characteristic)


def test_every_therapy_and_every_lot_it_draws_from_is_in_the_plan() -> None:
    assert {planned.route for planned in PLAN} == set(ROUTES)


def test_there_are_about_sixty_journeys_and_no_two_are_alike() -> None:
    assert 55 <= len(PLAN) <= 70
    assert len({planned.key for planned in PLAN}) == len(PLAN)

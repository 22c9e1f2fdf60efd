"""Of a plan of 5 000 bars only what lies in the window is drawn."""

import pytest

from tests.planning.runs.test_services import ask
from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.foundation.scope import Scope, acting
from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.runs.picture import Bar, Lane, Picture, Piece, picture_as_data
from tsunagu.planning.models import PlanRun

JOURNEYS, PER_JOURNEY, LANES = 500, 10, 200
KINDS = ("collection_chair", "clean_room", "operator", "test_run", "reviewer", "courier", "infusion_bed")


def crowded() -> Picture:
    """500 journeys with ten bars each, spread over 200 lanes and two months."""
    lanes = [
        Lane(f"r{number // 2}", KINDS[number // 2 % 7], f"site-{number % 9}", number % 2 + 1, 2)
        for number in range(LANES)
    ]
    bars, pieces = [], []
    for journey in range(JOURNEYS):
        for number in range(PER_JOURNEY):
            start = journey * 3 + number * 24
            lane = (journey * PER_JOURNEY + number) % LANES
            bars.append(Bar(lane, journey, "seed", "harvest", start, start + 20, start + 24))
            pieces.append(Piece(journey, "seed", start, start + 20, "clean_room"))
    keys = tuple(f"J{number:04d}" for number in range(JOURNEYS))
    return Picture(tuple(lanes), keys, keys, tuple(bars), tuple(pieces))


@pytest.mark.parametrize("query", ["only=&scale=quarter", "only=&scale=weeks", "rows=journey&scale=quarter"])
def test_only_some_of_many_bars_are_drawn(world: World, small: Problem, query: str) -> None:
    run = ask(world, small)
    summary: dict[str, list[str]] = {"attention": [], "bottlenecks": []}
    with acting(Scope("worker")):
        PlanRun.objects.filter(uuid=run).update(
            state="done", cost=10, bound=9.0, left_out=0, picture=picture_as_data(crowded()), summary=summary
        )
    client = signed_in(world, world.actor("tonomachi-cells"))
    answer = client.get(f"/plan/runs/{run}/?{query}")
    assert answer.content.count(b'role="img"') <= 30 * 40
    assert len(answer.content) < 500_000

"""The waiting times of an installation reach its lists."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.whole import whole_list
from tests.support.world import World
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.services.holds import place_hold
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.queries.board import load_board
from tsunagu.journeys.queries.waiting import waiting_times
from tsunagu.journeys.services.end_journey import fail_step

ROUTE, MAKER = "auto-car-t-fresh-trial", "tonomachi-cells"


def set_the_stage(world: World) -> None:
    """Cells in their first manufacturing step."""
    world.order(ROUTE, name="case")
    world.run_until(world.chains["case"], "transduce", "perform")


@pytest.fixture(autouse=True)
def read_anew() -> Iterator[None]:
    waiting_times.cache_clear()
    yield
    waiting_times.cache_clear()


def due(world: World, kind: str) -> timedelta:
    """How long after now the concern is due."""
    with acting(Scope("auditor")):
        board = load_board([world.chains["case"]])
        found = [one for one in whole_list(board, world.now) if one.kind == kind]
    return found[0].limit.at - world.now


def held(world: World) -> None:
    quality = world.actor(MAKER, "quality")
    item = world.items(world.chains["case"])[0]
    with world.acting(quality):
        place_hold(Signer(quality.person_uuid, quality.member_uuid), item.uuid, "確認中", world.now)


def test_a_hold_is_looked_at_again_when_the_installation_says(
    world: World, settings: Any, tmp_path: Path
) -> None:
    held(world)
    assert due(world, "hold") == timedelta(hours=72)
    settings.WAITING_TIMES = tmp_path / "times.yaml"
    settings.WAITING_TIMES.write_text("hold_review_hours: 6.5\n")
    waiting_times.cache_clear()
    assert due(world, "hold") == timedelta(hours=6.5)


def test_so_is_a_word_after_a_failure(world: World, settings: Any, tmp_path: Path) -> None:
    settings.WAITING_TIMES = tmp_path / "times.yaml"
    settings.WAITING_TIMES.write_text("go_on_hours: 0.25\n")
    operator = world.actor(MAKER, "operator")
    with world.acting(operator):
        fail_step(operator, world.chains["case"], "transduce", "増殖しない", world.now)
    assert due(world, "failed") == timedelta(minutes=15)

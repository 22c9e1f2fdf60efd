"""The network with two patients treated to the end, its capacity published, and people who decide."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.planning.asking.conftest import Hospital, hospital, other
from tests.support.pages import signed_in, stage, world
from tests.support.world import World
from tsunagu.demonstration.engine.capacity import publish_capacity
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor

__all__ = ["Hospital", "hospital", "other", "stage", "world"]
FROZEN = "auto-car-t-frozen"


def set_the_stage(world: World) -> None:
    """Two patients are treated to the end, and every member publishes its capacity."""
    for name in ("first", "second"):
        chain = world.order(FROZEN, name=name)
        world.run_to_end(chain)
    with acting(Scope("worker")):
        publish_capacity(world.now)


@pytest.fixture
def hub(world: World) -> Actor:
    return world.actor("rink", "coordinator")


@pytest.fixture
def browser(world: World) -> Callable[[Actor], Client]:
    return lambda actor: signed_in(world, actor)

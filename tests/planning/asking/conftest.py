"""The network with its published capacity, and hospitals that ask."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.support.pages import signed_in, stage, world
from tests.support.world import World
from tsunagu.demonstration.engine.capacity import publish_capacity
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.asking.need import Need
from tsunagu.planning.services.ask_for_plan import ask_for_plan

__all__ = ["stage", "world"]
FROZEN = "auto-car-t-frozen"


def set_the_stage(world: World) -> None:
    """Every member of the network publishes its capacity."""
    with acting(Scope("worker")):
        publish_capacity(world.now)


@dataclass(frozen=True)
class Hospital:
    """A hospital's coordinator and site."""

    world: World
    actor: Actor
    site: UUID

    def need(self, **more: object) -> Need:
        """Return an ordinary need of this hospital."""
        today = tokyo_date(self.world.now)
        return Need(**{"therapy": FROZEN, "ready_from": today + timedelta(days=7), **more})  # type: ignore[arg-type]

    def ask(self, need: Need | None = None) -> UUID:
        """Ask and return the request."""
        with self.world.acting(self.actor):
            return ask_for_plan(self.actor, self.site, need or self.need(), self.world.now)


@pytest.fixture
def hospital(world: World) -> Hospital:
    return Hospital(
        world, world.actor("haneda-clinic", "physician"), stable_uuid("site", "haneda-clinic-main")
    )


@pytest.fixture
def other(world: World) -> Hospital:
    actor = world.actor("yokohama-hospital", "physician")
    return Hospital(world, actor, stable_uuid("site", "yokohama-hospital-main"))


@pytest.fixture
def browser(world: World) -> Callable[[Actor], Client]:
    def sign_in(actor: Actor) -> Client:
        return signed_in(world, actor)

    return sign_in

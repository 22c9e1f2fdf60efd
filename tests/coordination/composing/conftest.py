"""The invented network with its lanes, and people who compose chains in it."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.support.pages import signed_in, stage, world
from tests.support.world import World
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.members.domain.actor import Actor

__all__ = ["stage", "world"]
ADDRESS = "/network/chains/"


def asked(where: str = "sendai-hospital-main", **more: object) -> str:
    """Return the address that asks for a fresh adipose product at a hospital."""
    said = {
        "therapy": "sketch:fresh-msc", "cell_type": "adipose_msc", "where": f"site:{stable_uuid('site', where)}",
        "patients": 20, "start": "2027-04", "wish": "balanced", "elsewhere": "on",
    }  # fmt: skip
    return f"{ADDRESS}?{urlencode({**said, **more}, doseq=True)}"


@pytest.fixture
def browser(world: World) -> Callable[[Actor], Client]:
    return lambda actor: signed_in(world, actor)


@pytest.fixture
def hospital(world: World) -> Actor:
    return world.actor("sendai-hospital", "physician")


@pytest.fixture
def hub(world: World) -> Actor:
    return world.actor("rink", "coordinator")

"""What people do with samples, for tests."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from tests.support.world import World
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.services.append import Receipt
from tsunagu.evaluation.domain.samples import Taking
from tsunagu.evaluation.queries.samples import SampleView, samples_of
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.take_samples import take_samples
from tsunagu.members.domain.actor import Actor

RETAINED = Taking("retained", 2, "1", "mL", "vapour", "T1-R2-05", drawn="1e6")


def bag(world: World, name: str = "lot") -> ItemView:
    """One bag of the lot that nobody reserved."""
    return world.items(world.chains[name], "msc_bag")[0]


def holder(world: World, item: ItemView, *roles: str) -> Actor:
    """Someone of the organisation that holds the item."""
    return world.actor(item.holder, *(roles or ("storage", "qc", "quality", "operator", "procurement")))


def take(
    world: World, item: ItemView, taking: Taking = RETAINED, who: Actor | None = None, key: str | None = None,
    **changes: Any,
) -> Receipt:  # fmt: skip
    """Take samples from an item, as its holder unless somebody else is named."""
    person = who or holder(world, item)
    with world.acting(person):
        return take_samples(
            person, item.chain, item.uuid, replace(taking, **changes), world.now, key
        )  # fmt: skip


def samples(world: World, chain: UUID) -> list[SampleView]:
    """The kept samples of a chain."""
    with acting(Scope("auditor")):
        return samples_of([chain])

"""A correction of what a gate reads: by quality alone, never by who recorded it, never past the shelf life."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.stories.acts import refuses
from tests.stories.test_corrections import said_by
from tests.support.world import Ready, World
from tsunagu.custody.domain.corrections import Change
from tsunagu.custody.services.replay import rebuild, verify
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Deviation, Weight
from tsunagu.journeys.services.correct_record import correct_record
from tsunagu.journeys.services.record import record_weight
from tsunagu.members.domain.actor import Actor

ROUTE, CLINIC, MAKER = "auto-car-t-fresh-trial", "haneda-clinic", "tonomachi-cells"
REASON = "転記の誤り"


def set_the_stage(world: World) -> None:
    """A product in front of its release, and a released one at the bedside."""
    beginning = world.now
    for name, step in (("made", "release"), ("released", "administer")):
        world.now = beginning
        world.order(ROUTE, name=name)
        world.run_until(world.chains[name], step)


@pytest.fixture
def bedside(world: World) -> Ready:
    """The released product at the bedside."""
    return world.run_until(world.chains["released"], "administer")


def amend(world: World, who: Actor, chain: UUID, table: str, uuid: UUID, field: str, value: Any) -> None:
    """Correct a field of the record that said it."""
    row = said_by(chain, table, uuid, field)
    with world.acting(who):
        correct_record(who, chain, row.uuid, [Change(table, uuid, field, value)], REASON, world.now)


def expire(world: World, who: Actor, ready: Ready, at: datetime) -> None:
    amend(world, who, ready.chain, "custody.Item", ready.item.uuid, "expires_at", at)


def test_an_operator_moves_no_expiry(bedside: Ready) -> None:
    world, expires = bedside.world, bedside.item.expires_at
    assert expires
    with refuses(world, "may_not_correct") as caught:
        expire(world, world.actor(MAKER, "operator"), bedside, expires + timedelta(hours=48))
    assert "品質保証担当" in caught.value.reason.ja
    world.now = expires + timedelta(hours=2)
    with refuses(world, "time.expired", "time.window.harvest"):
        bedside.check()


def test_no_expiry_lies_past_the_shelf_life_of_the_route(world: World) -> None:
    ready = world.run_until(world.chains["made"], "release")
    assert ready.item.expires_at
    quality, late = world.actor(MAKER, "quality"), ready.item.expires_at + timedelta(minutes=1)
    with refuses(world, "past_shelf_life"):
        expire(world, quality, ready, late)
    with refuses(world, "value"):
        amend(world, quality, ready.chain, "custody.Item", ready.item.uuid, "expires_at", None)
    early = ready.item.expires_at - timedelta(hours=5)
    expire(world, quality, ready, early)
    assert world.item(ready.item.uuid).expires_at == early
    with acting(Scope("auditor")):
        assert not Deviation.objects.filter(chain=ready.chain).exists()


def test_after_release_an_expiry_is_only_brought_forward_and_that_is_a_deviation(bedside: Ready) -> None:
    world, expires, quality = bedside.world, bedside.item.expires_at, bedside.world.actor(MAKER, "quality")
    assert expires
    expire(world, quality, bedside, expires - timedelta(hours=3))
    with acting(Scope("auditor")):
        (found,) = Deviation.objects.filter(chain=bedside.chain)
    assert (found.state, found.member) == ("open", world.member(MAKER))
    assert bedside.item.label in found.text
    world.later(minutes=1)
    other = world.actor(MAKER, "quality", besides=frozenset({quality.person_uuid}))
    with refuses(world, "released_already"):
        expire(world, other, bedside, expires)
    rebuild()
    assert verify().wrong == ()


def test_an_old_weight_is_not_made_young(bedside: Ready) -> None:
    world, chain = bedside.world, bedside.chain
    nurse, quality = world.actor(CLINIC, "nurse"), world.actor(CLINIC, "quality")
    world.later(hours=1)
    with world.acting(nurse):
        record_weight(nurse, chain, 60.0, world.now - timedelta(days=40), world.now)
    recorded = world.now
    world.later(hours=1)
    with acting(Scope("auditor")):
        old = Weight.objects.filter(chain=chain).earliest("weighed_at")
    for who in (nurse, world.actor(CLINIC, "physician")):
        with refuses(world, "may_not_correct"):
            amend(world, who, chain, "journeys.Weight", old.uuid, "weighed_at", recorded)
    with refuses(world, "value"):  # it was not weighed after it was written down
        amend(world, quality, chain, "journeys.Weight", old.uuid, "weighed_at", world.now)
    amend(world, quality, chain, "journeys.Weight", old.uuid, "weighed_at", recorded)
    with acting(Scope("auditor")):
        assert Weight.objects.get(chain=chain, uuid=old.uuid).weighed_at == recorded


def test_quality_does_not_correct_its_own_record(bedside: Ready) -> None:
    world, chain = bedside.world, bedside.chain
    quality = world.actor(MAKER, "quality")
    expires = bedside.item.expires_at
    assert expires
    expire(world, quality, bedside, expires - timedelta(hours=3))
    world.later(minutes=1)
    with refuses(world, "may_not_correct"):
        expire(world, quality, bedside, expires - timedelta(hours=4))
    other = world.actor(MAKER, "quality", besides=frozenset({quality.person_uuid}))
    expire(world, other, bedside, expires - timedelta(hours=4))
    assert world.item(bedside.item.uuid).expires_at == expires - timedelta(hours=4)
    assert chain == bedside.chain

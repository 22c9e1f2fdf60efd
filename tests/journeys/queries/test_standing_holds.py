"""A hold in another chain is a concern of every journey whose things come from what is held, at once and no longer."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.journeys.queries.test_standing import told
from tests.stories.acts import hold
from tests.support.whole import seen_now, whole_list
from tests.support.world import World
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.models import Genealogy, Hold, Touched
from tsunagu.custody.queries.chains import parties_among
from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.custody.services.holds import lift_hold
from tsunagu.demonstration.engine.supplies import deliver_supplies
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.queries.board import load_board
from tsunagu.journeys.queries.concern import Concern
from tsunagu.journeys.queries.lists import Filters, listing
from tsunagu.journeys.services.bring_up_to_date import look
from tsunagu.members.domain.actor import Actor

FRESH, SHEET, AMNION = "auto-car-t-fresh-trial", "auto-oral-epithelium-amnion", "donor-amnion-production"
MAKER, CLINIC = "tonomachi-cells", "haneda-clinic"
SECRET = "無菌試験の再確認"


def set_the_stage(world: World) -> None:
    """Two CAR-T made with one batch, a third not begun; a graft on the amnion of a donor."""
    deliver_supplies(world.now)
    beginning = world.now
    for name, step in (("first", "expand"), ("second", "expand"), ("apart", "collect")):
        world.now = beginning
        world.order(FRESH, name=name)
        world.run_until(world.chains[name], step)
    world.now = beginning
    world.order(AMNION, name="amnion")
    world.run_to_end(world.chains["amnion"])
    world.order(SHEET, hospital=1, name="graft")
    world.run_until(world.chains["graft"], "administer")


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.actor("rink", "coordinator")


@pytest.fixture
def batch(world: World) -> UUID:
    """A supplier's batch that went into both."""
    with acting(Scope("auditor")):
        used = [
            set(Genealogy.objects.filter(chain=world.chains[name], is_material=True).values_list("parent"))
            for name in ("first", "second")
        ]
        ((uuid,), *_) = sorted(used[0] & used[1], key=str)
    return uuid


def concerns_of_holds(world: World, reader: Actor) -> dict[str, Concern]:
    """What the tower lists of holds, by the name of the journey; the whole of it is what the records say."""
    with world.acting(reader):
        kept = seen_now(world.now).shown
        assert told(kept) == told(whole_list(load_board(), world.now))
    names = {chain: name for name, chain in world.chains.items()}
    return {names[one.chain]: one for one in kept if one.kind == "hold"}


def marked(world: World) -> set[str]:
    names = {chain: name for name, chain in world.chains.items()}
    with acting(Scope("auditor")):
        return {names.get(chain, "batch") for chain in Touched.objects.values_list("chain", flat=True)}


def lift(world: World, member: str) -> None:
    quality = world.actor(member, "quality")
    with acting(Scope("auditor")):
        uuid = Hold.objects.get(lifted_at=None).uuid
    with world.acting(quality):
        signer = Signer(quality.person_uuid, quality.member_uuid)
        lift_hold(signer, uuid, "問題なしと確認", world.now, is_quality=True)


def test_a_held_batch_is_a_concern_of_those_who_used_it_until_it_is_lifted(
    world: World, coordinator: Actor, batch: UUID
) -> None:
    assert concerns_of_holds(world, coordinator) == {}
    hold(world, batch, MAKER, "quality")
    assert marked(world) == {"batch", "first", "second"}
    found = concerns_of_holds(world, coordinator)
    assert set(found) == {"first", "second"}
    assert found["first"].title.ja == "由来・原材料が保留中"
    assert (found["first"].member, found["first"].task) == (world.member(MAKER), "gates")
    assert found["first"].limit.at == world.now + timedelta(days=3), "by when to decide, as the gate says"
    with world.acting(coordinator):
        held = {one.chain for one in listing(Filters(), world.now).lines if one.is_held}
    assert held == {world.chains["first"], world.chains["second"]}
    lift(world, MAKER)
    assert marked(world) == {"batch", "first", "second"}
    assert concerns_of_holds(world, coordinator) == {}


def test_a_held_donation_reaches_the_graft_of_another_chain(world: World, coordinator: Actor) -> None:
    source = world.items(world.chains["amnion"], state="used")[0]
    with world.acting(coordinator):
        look(world.now)
    hold(world, source.uuid, source.holder, "quality", reason=SECRET)
    assert "graft" in marked(world)
    assert not {"first", "second", "apart"} & marked(world)
    found = concerns_of_holds(world, coordinator)["graft"]
    assert found.detail.ja == "由来となる現品に保留がかかっています"


def test_the_tower_tells_nothing_of_the_chain_in_which_the_hold_lies(world: World, batch: UUID) -> None:
    hold(world, batch, MAKER, "quality", reason=SECRET)
    physician = world.actor(CLINIC, "physician")
    with acting(Scope("auditor")):
        (thing,) = items_by_uuid([batch])
    with world.acting(physician):
        assert parties_among([thing.chain]) == frozenset()
    found = concerns_of_holds(world, physician)
    assert found
    for one in found.values():
        said = repr(one)
        assert not [
            word
            for word in (SECRET, thing.label, thing.lot_number, str(thing.chain), str(batch))
            if word in said
        ]


def test_a_hold_that_is_refused_marks_nothing(world: World, batch: UUID) -> None:
    with acting(Scope("worker")):
        look(world.now)
    with world.unchanged(), pytest.raises(Exception, match="no_such_item"):
        hold(world, batch, CLINIC, "physician")
    assert marked(world) == set()

"""A hold in another chain is a concern of every journey whose things come from what is held, at once and no longer."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import Model

from tests.journeys.queries.test_standing import told
from tests.stories.acts import (
    Signatures,
    causes_now,
    decide,
    hold,
    propose,
    quality_and_physician,
    sign,
)
from tests.support.whole import seen_now, whole_list
from tests.support.world import Ready, World
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.models import Genealogy, Hold, Touched
from tsunagu.custody.queries.chains import parties_among
from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.custody.services.holds import lift_hold
from tsunagu.demonstration.engine.supplies import deliver_supplies
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Decision, JourneyStep
from tsunagu.journeys.queries.board import load_board
from tsunagu.journeys.queries.concern import Concern
from tsunagu.journeys.queries.lists import Filters, listing
from tsunagu.journeys.services.bring_up_to_date import look, make_again
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


@pytest.fixture
def harvest(world: World) -> Ready:
    """The first CAR-T about to be harvested, which is no feeding: a hold stops it."""
    return world.run_until(world.chains["first"], "harvest")


def quality_and_doctor(ready: Ready) -> Signatures:
    return quality_and_physician(ready, MAKER, CLINIC)


def change(model: type[Model], harvest: Ready, where: dict[str, str], **values: object) -> None:
    """Let a record stand otherwise, as if it had come about so, and make again what is kept."""
    with acting(Scope("worker")):
        assert model._default_manager.filter(chain=harvest.chain, **where).update(**values)
        make_again([harvest.chain], harvest.at)


def test_a_hold_that_a_decision_answers_leaves_the_list_until_the_next_step_asks_again(
    world: World, coordinator: Actor, batch: UUID, harvest: Ready
) -> None:
    hold(world, batch, MAKER, "quality")
    assert concerns_of_holds(world, coordinator)["first"].step == "harvest"
    causes, thing = causes_now(harvest, "hold."), harvest.item.uuid
    proposed = propose(harvest, causes, thing, quality_and_doctor(harvest)[0][0])
    assert set(concerns_of_holds(world, coordinator)) == {"first", "second"}, "proposed is not decided"
    sign(harvest, proposed, quality_and_doctor(harvest))
    assert not [one for one in harvest.verdicts() if one.gate == "hold" and not one.passes]
    assert set(concerns_of_holds(world, coordinator)) == {"second"}, "each journey decides for itself"
    with world.acting(coordinator):
        assert harvest.chain in {one.chain for one in listing(Filters(), world.now).lines if one.is_held}
    harvest.start()
    assert "first" not in concerns_of_holds(world, coordinator), "also while the step is under way"
    world.later(hours=3)
    harvest.check()
    harvest.perform()
    asked_again = concerns_of_holds(world, coordinator)["first"]
    assert asked_again.step != "harvest"


def test_a_decision_answers_no_other_hold_and_a_refused_one_answers_none(
    world: World, coordinator: Actor, batch: UUID, harvest: Ready
) -> None:
    hold(world, batch, MAKER, "quality")
    causes, thing = causes_now(harvest, "hold."), harvest.item.uuid
    refused = propose(harvest, causes, thing, quality_and_doctor(harvest)[0][0])
    sign(harvest, refused, quality_and_doctor(harvest)[:1], agrees=False)
    assert "first" in concerns_of_holds(world, coordinator)
    decide(harvest, causes, thing, quality_and_doctor(harvest))
    assert "first" not in concerns_of_holds(world, coordinator)
    lift(world, MAKER)
    hold(world, batch, MAKER, "quality")
    assert "first" in concerns_of_holds(world, coordinator), "it was held anew, for another reason"


@pytest.mark.parametrize(
    ("model", "where", "values"),
    [
        (Decision, {}, {"attempt": 7}),
        (Decision, {}, {"step": "formulate"}),
        (Decision, {}, {"item": UUID(int=1)}),
        (JourneyStep, {"key": "expand"}, {"checked_by": "quality"}),
    ],
    ids=["another attempt", "another step", "another thing", "who signed had a hand in making it"],
)
def test_the_concern_is_back_when_the_decision_stands_no_more(
    world: World, coordinator: Actor, batch: UUID, harvest: Ready, model: type[Model], where: dict[str, str],
    values: dict[str, object],
) -> None:  # fmt: skip
    hold(world, batch, MAKER, "quality")
    signers = quality_and_doctor(harvest)
    decide(harvest, causes_now(harvest, "hold."), harvest.item.uuid, signers)
    assert "first" not in concerns_of_holds(world, coordinator)
    persons = {"quality": signers[0][0].person_uuid}
    change(model, harvest, where, **{key: persons.get(str(value), value) for key, value in values.items()})
    assert [one for one in harvest.verdicts() if one.gate == "hold" and not one.passes], "as the gate says"
    assert "first" in concerns_of_holds(world, coordinator)


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

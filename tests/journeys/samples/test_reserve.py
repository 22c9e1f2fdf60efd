"""A retest uses the reserve that was planned for it: one of the same thing, and it is gone afterwards."""

from uuid import UUID

import pytest

from tests.journeys.samples.deeds import take
from tests.stories.test_laboratory import LABORATORY
from tests.stories.test_out_of_specification import (
    checked,
    investigation,
    quality,
    retested,
    set_the_stage,
)
from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.services.hand_over import give
from tsunagu.custody.services.replay import rebuild
from tsunagu.evaluation.domain.samples import Taking
from tsunagu.evaluation.queries.samples import samples_of
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.investigate import plan_retest
from tsunagu.journeys.services.record import give_consent

__all__ = ["set_the_stage"]
RESERVE = Taking("retest", 1, "0.5", "mL", "cold")


def reserve(world: World, purpose: str = "retest", product: str = "qc_sample") -> UUID:
    """A sample taken from what the laboratory holds of her (or from another thing), kept for a purpose."""
    chain = world.chains["hers"]
    source = world.items(chain, product)[-1]
    take(world, source, RESERVE, who=world.actor(source.holder, "qc", "quality", "operator"), purpose=purpose)
    with acting(Scope("auditor")):
        found = samples_of([chain], [purpose])[-1].uuid
    world.later(minutes=1)
    return found


def plan(world: World, sample: UUID | None) -> None:
    person, one = quality(world), investigation(world)
    with world.acting(person):
        plan_retest(person, one.chain, one.uuid, 1, "retest", "予備検体で確認", world.now, sample=sample)
    world.later(minutes=1)


def test_the_reserve_is_used_up_by_the_retest(world: World) -> None:
    found = reserve(world)
    checked(world)
    plan(world, found)
    assert investigation(world).retest_sample == found
    assert world.item(found).state == "in_use"
    retested(world, "0.3")
    assert world.item(found).state == "used"
    rebuild()
    assert world.item(found).state == "used"


def test_without_a_reserve_a_retest_goes_on_as_before(world: World) -> None:
    checked(world)
    plan(world, None)
    retested(world, "0.3")
    assert investigation(world).retests == ["0.3 EU/mL"]


def test_a_retained_sample_is_not_used_up_for_a_retest(world: World) -> None:
    chain = world.chains["hers"]
    case = world.running(chain).case
    assert case is not None
    with world.acting(world.actor(case.hospital, "physician")) as physician:
        give_consent(physician, chain, "retained_cells", "1", world.now)
    found = reserve(world, "retained")
    checked(world)
    with world.unchanged(), pytest.raises(BadInput) as caught:
        plan(world, found)
    assert (caught.value.code, caught.value.field) == ("kept_for_later", "sample")


def test_a_reserve_of_another_case_is_refused(world: World) -> None:
    found = reserve(world)
    other = world.order("auto-car-t-fresh-trial", name="his")
    world.run_until(other, "release_test", "perform")
    theirs = world.items(other, "qc_sample")[-1]
    take(world, theirs, RESERVE, who=world.actor(theirs.holder, "qc"))
    with acting(Scope("auditor")):
        (wrong,) = samples_of([other], ["retest"])
    world.now = max(world.now, investigation(world).opened_at)
    checked(world)
    with world.unchanged(), pytest.raises(BadInput) as caught:
        plan(world, wrong.uuid)
    assert caught.value.code == "reserve_of_another"
    assert found != wrong.uuid


def test_a_reserve_on_its_way_elsewhere_is_not_used(world: World) -> None:
    found = reserve(world)
    checked(world)
    plan(world, found)
    analyst = world.actor(LABORATORY, "qc")
    with world.acting(analyst):
        give(Signer(analyst.person_uuid, analyst.member_uuid), [found], quality(world).member_uuid, world.now)
    with world.unchanged(), pytest.raises(Refused) as caught:
        retested(world, "0.3")
    assert caught.value.code == "already_given"


def test_the_plan_offers_the_reserves_of_the_same_thing(world: World) -> None:
    found = reserve(world)
    checked(world)
    one, client = investigation(world), signed_in(world, quality(world))
    number = world.running(one.chain).journey.number
    page = client.get(f"/journeys/{number}/oos-plan/?subject={one.uuid}").content.decode()
    assert world.item(found).label in page
    sent = {
        "subject": str(one.uuid),
        "key": "k",
        "kind": "retest",
        "count": "1",
        "reason": "予備",
        "sample": "x",
    }
    answer = client.post(f"/journeys/{number}/oos-plan/", sent)
    assert answer.status_code == 422
    answer = client.post(f"/journeys/{number}/oos-plan/", sent | {"sample": str(found)})
    assert answer.status_code == 302
    assert investigation(world).retest_sample == found

"""An expired product is never released: it goes the out-of-specification path, on which five things must agree."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.stories.acts import causes_now, consent, decide, propose, refuses, sign, withdraw
from tests.support.pages import signed_in
from tests.support.world import Ready, World
from tsunagu.foundation.refusals import Refused
from tsunagu.journeys.queries.links import journey_link
from tsunagu.members.domain.actor import Actor

ROUTE = "auto-car-t-fresh-trial"
CLINIC, MAKER, SPONSOR = "haneda-clinic", "tonomachi-cells", "sakura-cart"
EXPIRED = ("time.window.harvest", "time.expired")
LEGAL_ROUTE = "治験実施計画書に定める規格外製品の使用"


def set_the_stage(world: World) -> None:
    """A patient at the bedside of whose bag the 36 hours have not passed yet."""
    world.order(ROUTE, name="hers")
    world.run_until(world.chains["hers"], "administer")


@pytest.fixture
def expired(world: World) -> Ready:
    """The infusion two hours after the bag has expired."""
    ready = world.run_until(world.chains["hers"], "administer")
    assert ready.item.expires_at
    world.now = ready.item.expires_at + timedelta(hours=2)
    return ready


def people(ready: Ready) -> tuple[tuple[Actor, str], ...]:
    """The three who sign for an out-of-specification use."""
    world = ready.world
    return (
        (world.actor(CLINIC, "physician"), "physician"),
        (world.actor(SPONSOR, "quality", "sponsor"), "quality"),
        (world.actor(MAKER, "supervisor"), "manufacturer"),
    )


def special_use(ready: Ready) -> UUID:
    """Ask for the use of the bag out of specification."""
    physician = ready.world.actor(CLINIC, "physician")
    return propose(ready, {"time.expired"}, ready.item.uuid, physician, "out_of_specification", LEGAL_ROUTE)


def answer_the_window(ready: Ready) -> None:
    """The 36 hours from harvest are a window of their own, for quality and physician to decide."""
    quality = (ready.world.actor(SPONSOR, "quality"), "quality")
    physician = (ready.world.actor(CLINIC, "physician"), "physician")
    decide(ready, causes_now(ready, "time.window"), ready.item.uuid, [quality, physician])


def test_an_expired_bag_is_refused(expired: Ready) -> None:
    with refuses(expired.world, *EXPIRED):
        expired.check()
    with refuses(expired.world, *EXPIRED):
        expired.perform()


def test_an_expiry_is_not_overridden(expired: Ready) -> None:
    """Quality and physician may answer the window; what has expired stays expired for them."""
    world = expired.world
    quality, physician = world.actor(SPONSOR, "quality"), world.actor(CLINIC, "physician")
    decide(
        expired,
        causes_now(expired, "time."),
        expired.item.uuid,
        [(quality, "quality"), (physician, "physician")],
    )
    with refuses(world, "time.expired"):
        expired.check()


def test_with_all_who_must_agree_it_may_be_used(expired: Ready) -> None:
    world = expired.world
    answer_the_window(expired)
    consent(world, expired.chain, "out_of_specification", world.actor(CLINIC, "physician"), expired.item.uuid)
    sign(expired, special_use(expired), people(expired))
    expired.check()
    expired.perform()
    assert world.item(expired.item.uuid).state == "administered"


def test_the_patients_consent_may_come_last(expired: Ready) -> None:
    world, physician = expired.world, expired.world.actor(CLINIC, "physician")
    answer_the_window(expired)
    withdraw(world, expired.chain, "out_of_specification", physician)
    sign(expired, special_use(expired), people(expired))
    with refuses(world, "time.expired"):
        expired.check()
    number = expired.running.journey.number
    page = signed_in(world, physician).get(journey_link(number)).content.decode()
    assert "この現品を規格外で使うことへの患者さんの同意が必要です" in page
    consent(world, expired.chain, "out_of_specification", physician, expired.item.uuid)
    expired.check()
    expired.perform()
    assert world.item(expired.item.uuid).state == "administered"


@pytest.mark.parametrize("absent", ["physician", "quality", "manufacturer"])
def test_without_one_signature_it_may_not(expired: Ready, absent: str) -> None:
    world = expired.world
    answer_the_window(expired)
    consent(world, expired.chain, "out_of_specification", world.actor(CLINIC, "physician"), expired.item.uuid)
    sign(expired, special_use(expired), [one for one in people(expired) if one[1] != absent])
    with refuses(world, "time.expired"):
        expired.check()


@pytest.mark.parametrize("given", ["nothing", "for the course", "for another item", "and withdrawn"])
def test_without_consent_to_this_very_use_it_may_not(expired: Ready, given: str) -> None:
    world, physician = expired.world, expired.world.actor(CLINIC, "physician")
    answer_the_window(expired)
    withdraw(world, expired.chain, "out_of_specification", physician)
    if given == "for the course":
        consent(world, expired.chain, "out_of_specification", physician)
    elif given == "for another item":
        culture = world.items(expired.chain, "car_t_culture", state="used")[0]
        consent(world, expired.chain, "out_of_specification", physician, culture.uuid)
    elif given == "and withdrawn":
        consent(world, expired.chain, "out_of_specification", physician, expired.item.uuid)
    sign(expired, special_use(expired), people(expired))
    if given == "and withdrawn":
        withdraw(world, expired.chain, "out_of_specification", physician)
    with refuses(world, "time.expired"):
        expired.check()


def test_without_a_legal_route_it_is_not_even_proposed(expired: Ready) -> None:
    physician = expired.world.actor(CLINIC, "physician")
    with refuses(expired.world, "legal_route"):
        propose(expired, {"time.expired"}, expired.item.uuid, physician, "out_of_specification", "  ")


def test_one_person_does_not_sign_for_two(expired: Ready) -> None:
    """The sponsor's quality officer is also of the sponsor: one signature, not two."""
    world = expired.world
    both = world.actor(SPONSOR, "quality")
    assert both.holds("sponsor")
    decision = special_use(expired)
    sign(expired, decision, [(both, "quality")])
    with refuses(world, "signed_already"):
        sign(expired, decision, [(both, "manufacturer")])


def test_the_permission_is_for_this_use_and_no_release(expired: Ready) -> None:
    world = expired.world
    consent(world, expired.chain, "out_of_specification", world.actor(CLINIC, "physician"), expired.item.uuid)
    sign(expired, special_use(expired), people(expired))
    withdraw(world, expired.chain, "trial", world.actor(CLINIC, "physician"))
    with refuses(world, "time.window.harvest", "consent.withdrawn.trial"):
        expired.check()


def test_only_the_makers_own_people_agree_for_the_manufacturer(expired: Ready) -> None:
    world = expired.world
    answer_the_window(expired)
    consent(world, expired.chain, "out_of_specification", world.actor(CLINIC, "physician"), expired.item.uuid)
    physician, quality, _ = people(expired)
    for stranger in ("minato-logistics", "kawasaki-evaluation", CLINIC):
        decision = special_use(expired)
        try:
            sign(expired, decision, [physician, quality, (world.actor(stranger, "quality"), "manufacturer")])
        except Refused:
            continue  # told so at once: even better
        with refuses(world, "time.expired"):
            expired.check()

"""Sharing data with the network is the patient's choice: no treatment hangs on it, and the coordinator's view does."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tests.stories.acts import consent, refuses, withdraw
from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.custody.queries.chains import my_chains
from tsunagu.custody.services.replay import rebuild
from tsunagu.demonstration.engine.orders import basis_uuid
from tsunagu.demonstration.network.castings import casting
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.patient import Patient
from tsunagu.journeys.models import Case, Consent
from tsunagu.journeys.services.place_order import Order, place_order
from tsunagu.journeys.services.record import withdraw_consent
from tsunagu.therapies.queries import newest_route

TRIAL, LOT = "auto-car-t-fresh-trial", "allo-bm-msc-gvhd-production"
CLINIC, HUB, MAKER = "haneda-clinic", "rink", "tonomachi-cells"


def an_order(world: World, *consents: str) -> Order:
    """Return the order of a trial with these consents."""
    sites = {party: named[0] for party, named in casting(TRIAL).items()}
    patient = Patient("デモ共田 花子", "", (world.now - timedelta(days=20_000)).date(), "0007-0099")
    return Order(
        TRIAL, sites["hospital"], basis_uuid(TRIAL), patient, consents, world.now + timedelta(hours=2),
        kilograms=60.0, sites=sites,
    )  # fmt: skip


@pytest.fixture
def chain(world: World) -> UUID:
    """A case whose patient agreed to the trial, and to nothing else."""
    physician = world.actor(CLINIC, "physician")
    with world.acting(physician):
        return place_order(physician, an_order(world, "trial"), world.now).chain


def page(world: World, chain: UUID, member: str, role: str) -> int:
    """Return the status of the journey's page for someone of a member."""
    number = world.running(chain).journey.number
    return signed_in(world, world.actor(member, role)).get(f"/journeys/{number}/").status_code


def is_listed(world: World, chain: UUID) -> bool:
    with world.acting(world.actor(HUB, "coordinator")):
        return chain in my_chains()


def coordinator_sees(world: World, chain: UUID) -> bool:
    """Say whether the coordinator sees the journey, by its number and in its lists."""
    status = page(world, chain, HUB, "coordinator")
    assert status in (200, 404)
    assert is_listed(world, chain) == (status == 200)
    return status == 200


def test_without_the_data_consent_the_treatment_goes_on_unseen_by_the_coordinator(
    world: World, chain: UUID
) -> None:
    assert not coordinator_sees(world, chain)
    assert page(world, chain, CLINIC, "physician") == 200
    assert page(world, chain, MAKER, "supervisor") == 200
    world.run_until(chain, "transport_in")
    assert not coordinator_sees(world, chain)


def test_given_later_the_coordinator_sees_it_and_withdrawn_no_longer(world: World, chain: UUID) -> None:
    physician = world.actor(CLINIC, "physician")
    for _ in range(2):
        world.later(minutes=5)
        consent(world, chain, "network_data", physician)
        assert coordinator_sees(world, chain)
        consent(world, chain, "network_data", physician)
        assert coordinator_sees(world, chain)
        world.later(minutes=5)
        with acting(Scope("auditor")):
            newest = consent_rows(chain)[-1]
        with world.acting(physician):
            withdraw_consent(physician, chain, newest, world.now)
        assert not coordinator_sees(world, chain)
    assert page(world, chain, CLINIC, "physician") == 200
    rebuild()
    assert not coordinator_sees(world, chain)


def consent_rows(chain: UUID) -> list[UUID]:
    rows = Consent.objects.filter(chain=chain, purpose="network_data").order_by("given_at")
    return list(rows.values_list("uuid", flat=True))


def test_withdrawn_from_an_order_that_shared_data(world: World) -> None:
    chain = world.order(TRIAL)
    assert coordinator_sees(world, chain)
    withdraw(world, chain, "network_data", world.actor(CLINIC, "physician"))
    assert not coordinator_sees(world, chain)
    world.run_until(chain, "transport_in")


def test_other_consents_move_nobodys_view(world: World, chain: UUID) -> None:
    physician = world.actor(CLINIC, "physician")
    consent(world, chain, "retained_cells", physician)
    assert not coordinator_sees(world, chain)
    shared = world.order(TRIAL)
    withdraw(world, shared, "retained_cells", physician)
    assert coordinator_sees(world, shared)


def test_consent_alone_does_not_do_where_the_hospital_has_not_agreed(world: World) -> None:
    with acting(Scope("auditor")):
        assert not Case.objects.exists()
    chain = world.order("auto-cartilage")
    hospital = world.running(chain).case
    assert hospital is not None
    consent(world, chain, "network_data", world.actor(hospital.hospital, "physician"))
    assert not coordinator_sees(world, chain)


def test_the_consent_that_the_treatment_needs_is_still_demanded(world: World) -> None:
    physician = world.actor(CLINIC, "physician")
    order = an_order(world, "network_data", "retained_cells", "out_of_specification")
    with world.acting(physician), refuses(world, "consent_missing"):
        place_order(physician, order, world.now)
    with world.acting(physician):
        place_order(physician, replace(order, consents=newest_route(TRIAL).consents), world.now)


def test_a_donor_who_shares_no_data_is_not_seen_either(world: World) -> None:
    chain = world.order(LOT)
    assert coordinator_sees(world, chain)
    donor_site = world.row(chain, "collect").member
    withdraw(world, chain, "network_data", world.actor(donor_site, "procurement"))
    assert not coordinator_sees(world, chain)

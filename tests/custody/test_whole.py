"""Whole journeys, by everyone's services: the ledger alone makes every view again, of every concept."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.conftest import _point_at
from tests.support import stages
from tests.support.world import World
from tsunagu.custody.models import Genealogy, Item, LedgerRow
from tsunagu.custody.services.replay import rebuild, verify
from tsunagu.demonstration.engine.supplies import deliver_supplies
from tsunagu.foundation.database.credentials import Credentials
from tsunagu.foundation.scope import Scope, acting


def a_lot_and_its_patient(world: World) -> None:
    """A lot is made and released, and a patient gets a dose of it."""
    deliver_supplies(world.now)
    lot = world.order("allo-bm-msc-gvhd-production", name="lot")
    world.run_to_end(lot)
    patient = world.order("allo-bm-msc-gvhd", name="patient")
    world.run_to_end(patient)


@pytest.fixture(scope="module")
def world(
    credentials: Credentials,
    template_database: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[World]:
    with (
        django_db_blocker.unblock(),
        stages.on_clone(credentials, a_lot_and_its_patient, _point_at) as made,
    ):
        yield made


def test_every_view_of_every_concept_follows_from_the_ledger(world: World) -> None:
    counts = rebuild()
    assert {view for view, count in counts.items() if count} >= {
        "custody.Item", "custody.Genealogy", "custody.HandOver", "custody.Lot", "custody.ChainParty",
        "journeys.Journey", "journeys.JourneyStep", "journeys.Case", "evaluation.Result", "conditions.Leg",
    }  # fmt: skip
    found = verify()
    assert found.wrong == ()
    assert found.count > 50


def test_a_dose_goes_to_its_patients_chain_with_its_history(world: World) -> None:
    lot, patient = world.chains["lot"], world.chains["patient"]
    with acting(Scope("auditor")):
        dose = Item.objects.filter(chain=patient, lot=lot).first()
        assert dose is not None
        assert dose.state == "administered"
        assert Genealogy.objects.filter(child=dose.uuid, chain=lot).exists()
        assert LedgerRow.objects.filter(chain=patient, name="step_completed").exists()


def test_materials_of_suppliers_are_in_the_genealogy(world: World) -> None:
    with acting(Scope("auditor")):
        assert Genealogy.objects.filter(is_material=True).exists()

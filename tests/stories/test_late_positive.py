"""A product fails a test after its release: everyone who holds, used or shipped it knows, each his own cases."""

from uuid import UUID

import pytest

from tests.support.world import World
from tsunagu.custody.models import LedgerRow
from tsunagu.custody.queries.items import items_of_chain
from tsunagu.evaluation.queries import results_of
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.correct_result import correct_result
from tsunagu.journeys.services.tell_late_failure import tell_late_failure
from tsunagu.notices.models import Notice

LOT, ROUTE, TRIAL = "allo-bm-msc-gvhd-production", "allo-bm-msc-gvhd", "auto-car-t-fresh-trial"


def set_the_stage(world: World) -> None:
    """A released lot of which a patient was given, with another whose doses are reserved; a trial case at home."""
    world.order(LOT, name="lot")
    world.run_to_end(world.chains["lot"])
    after = world.now
    world.order(ROUTE, hospital=0, name="hers")
    world.run_until(world.chains["hers"], "administer-2")
    world.now = after
    world.order(ROUTE, hospital=1, name="his")
    world.run_until(world.chains["his"], "transport_out", "start")
    world.order(TRIAL, name="trial")
    world.run_until(world.chains["trial"], "sterility_14d", "perform")


def corrected_to_positive(world: World, chain: UUID) -> None:
    with acting(Scope("auditor")):
        found = [
            one
            for one in results_of([chain])
            if (one.panel, one.characteristic) == ("release", "sterility_14d")
        ]
    with world.acting(world.actor(found[-1].member, "qc")) as analyst:
        correct_result(analyst, chain, found[-1].uuid, "陽性", "14日目に混濁を確認", world.now)


def told(world: World, chain: UUID) -> dict[UUID, Notice]:
    """Run what is queued for the row, twice; return the notices by member."""
    with acting(Scope("worker")):
        row = LedgerRow.objects.get(chain=chain, name="failed_after_release")
        count = tell_late_failure(chain, row.uuid, world.now)
        tell_late_failure(chain, row.uuid, world.now)
        found = {one.member.uuid: one for one in Notice.objects.filter(kind="failed_after_release")}
    assert len(found) == count
    return found


def test_a_lot_that_turns_positive_is_told_to_all_with_their_own_cases(world: World) -> None:
    lot = world.chains["lot"]
    corrected_to_positive(world, lot)
    found = told(world, lot)
    cases = {name: world.running(world.chains[name]) for name in ("hers", "his")}
    hospitals = {name: one.case.hospital for name, one in cases.items() if one.case is not None}
    assert hospitals["hers"] != hospitals["his"]
    for name, other in (("hers", "his"), ("his", "hers")):
        notice = found[hospitals[name]]
        assert cases[name].journey.number in notice.text_ja
        assert cases[other].journey.number not in notice.text_ja + notice.text_en
    with acting(Scope("auditor")):
        holders = {item.holder for item in items_of_chain(lot) if item.state == "in_use"}
    assert holders <= set(found)
    rows = world.running(lot).rows.values()
    assert {row.member for row in rows if row.action in ("process", "test", "transport", "store")} <= set(
        found
    )
    keeper = found[next(iter(holders - set(hospitals.values())))]
    assert "貴組織の保管中の現品" in keeper.text_ja
    assert keeper.urgency == 3


def test_a_sterility_test_that_turns_positive_after_the_infusion_is_told_to_the_hospital(
    world: World,
) -> None:
    chain = world.chains["trial"]
    ready = world.run_until(chain, "sterility_14d", "perform")
    ready.perform(ready.work(values={"sterility_14d": "陽性"}))
    found = told(world, chain)
    case = world.running(chain).case
    assert case is not None
    notice = found[case.hospital]
    assert "陽性" in notice.text_ja
    assert case.coi in notice.text_ja
    assert case.hospital in found
    assert world.member("tonomachi-cells") in found


def test_a_failure_before_the_release_is_told_to_nobody_in_alarm(world: World) -> None:
    chain = world.order(TRIAL)
    ready = world.run_until(chain, "release_test", "perform")
    ready.perform(ready.work(values={**ready.work().values, "endotoxin": "50"}))
    with acting(Scope("auditor")):
        assert not LedgerRow.objects.filter(chain=chain, name="failed_after_release").exists()


@pytest.mark.parametrize("text", ["陰性", "試験中"])
def test_a_passing_or_running_test_is_no_alarm(world: World, text: str) -> None:
    chain = world.chains["trial"]
    ready = world.run_until(chain, "sterility_14d", "perform")
    ready.perform(ready.work(values={"sterility_14d": text}))
    with acting(Scope("auditor")):
        assert not LedgerRow.objects.filter(chain=chain, name="failed_after_release").exists()

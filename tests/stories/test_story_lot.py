"""One donor's marrow becomes a lot; three hospitals draw from it for three patients; a hold reaches them all."""

from uuid import UUID

import pytest

from tests.stories.desk import Desk, Town, minute
from tests.support.world import World
from tsunagu.custody.queries.items import descendants_of
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Case

pytestmark = pytest.mark.story

LOT, ROUTE = "allo-bm-msc-gvhd-production", "allo-bm-msc-gvhd"
MAKER, HOLDER, STORE, DONOR_SITE = "shonan-bio", "tsubasa-stem", "shonan-cryo", "utsunomiya-marrow"
HOSPITALS = ("shinanomachi-hospital", "yokohama-hospital", "sendai-hospital")


def set_the_stage(world: World) -> None:
    """A lot whose tests have passed, in front of its release."""
    world.order(LOT, name="lot")
    world.run_until(world.chains["lot"], "site_release")


def lot_number(town: Town) -> str:
    return town.world.running(town.world.chains["lot"]).journey.number


def test_one_lot_to_three_patients(town: Town) -> None:
    release(town)
    chains = [order(town, hospital, place) for place, hospital in enumerate(HOSPITALS)]
    for chain in chains:
        allocate(town, chain)
    bags = [{one.uuid for one in town.world.items(chain, "msc_bag")} for chain in chains]
    assert [len(one) for one in bags] == [16, 16, 16]
    assert len(set.union(*bags)) == 48
    infuse(town, chains[0], HOSPITALS[0])
    for chain in chains[1:]:
        town.sync()
        ready = town.world.run_until(chain, "administer-1")
        ready.check()
        ready.perform()
    marrow = town.world.items(town.world.chains["lot"], "marrow", state="")[0].uuid
    with acting(Scope("auditor")):
        below = descendants_of([marrow])
    assert set.union(*bags) <= below
    trace(town, marrow, chains)
    hold_the_donation(town, marrow, chains)


def release(town: Town) -> None:
    """The site's quality unit releases, then the authorisation holder; the bags go into the store's tank."""
    world, chain = town.world, town.world.chains["lot"]
    world.run_until(chain, "site_release")
    town.show()
    for member, role, step in ((MAKER, "quality", "site_release"), (HOLDER, "mah", "market_release")):
        desk = town.desk(member, role)
        desk.act(lot_number(town), "complete", step=step).fill(verdict="released").sign().done()
        assert world.row(chain, step).state == "done"
    town.sync()
    world.run_to_end(chain)
    town.show()


def order(town: Town, hospital: str, place: int) -> UUID:
    """A hospital orders for its patient and registers the case."""
    desk = town.desk(hospital, "hospital_coordinator")
    desk.open(f"journeys/order/?therapy={ROUTE}")
    desk.fill(
        name=f"デモ患者 {place}", born_on="1988-10-05", record_number=f"DEMO-{place}-5555", kilograms="71.5"
    )
    desk.fill(consents=True, begins_at=minute(town.sync())).sign().done()
    number = desk.page.url.rstrip("/").rpartition("/")[2].partition("#")[0]
    with acting(Scope("auditor")):
        chain = Case.objects.get(coi=number).chain
    town.desk(hospital, "physician").act(number, "readiness").fill(infection="no").sign().done()
    desk.act(number, "complete", step="register").sign().done()
    return chain


def allocate(town: Town, chain: UUID) -> None:
    """The store draws sixteen bags of the lot for the case."""
    number = town.world.running(chain).journey.number
    desk = town.desk(STORE, "storage")
    desk.act(number, "complete", step="allocate").sign().done()
    assert town.world.row(chain, "allocate").state == "done"


def infuse(town: Town, chain: UUID, hospital: str) -> None:
    """The engine brings the bags to the ward; two people give the first dose at the bedside."""
    world = town.world
    town.sync()
    ready = world.run_until(chain, "administer-1")
    town.show()
    physician = town.desk(hospital, "physician")
    nurse = town.second(physician, "nurse")
    nurse.act(ready.running.journey.number, "weight").fill(kilograms="72.0").sign().done()
    for desk in (nurse, physician):
        bedside(town, desk, chain)
    assert world.row(chain, "administer-1").state == "done"


def bedside(town: Town, desk: Desk, chain: UUID) -> None:
    """Both bags with their lot numbers, the wristband, the signature."""
    first, second = town.world.items(chain, "msc_bag")[:2]
    desk.scan(first.epc)
    with desk.page.expect_navigation():
        desk.page.locator("a.btn.primary.big").click()
    desk.read(first.lot_number).read(second.epc).read(second.lot_number).read(town.world.wristband(chain))
    if desk.page.locator("main [name=infection]").count():
        desk.fill(infection="no")
    desk.sign().done()


def trace(town: Town, marrow: UUID, chains: list[UUID]) -> None:
    """The holder of the authorisation traces from the donor to every patient, by number and never by name."""
    desk = town.desk(HOLDER, "mah")
    desk.open(f"trace/{marrow}/")
    assert "デモ患者" not in desk.text


def hold_the_donation(town: Town, marrow: UUID, chains: list[UUID]) -> None:
    """The maker's quality unit holds the marrow: no ward gives a second dose, though none may know why."""
    for chain, _hospital in zip(chains, HOSPITALS, strict=True):
        town.sync()
        town.world.run_until(chain, "administer-2")
    town.show()
    quality, secret = town.desk(MAKER, "quality"), "ドナーの検査結果を再確認中"
    quality.scan(town.world.item(marrow).label)
    with quality.page.expect_navigation():
        quality.page.locator("main a[href$='/problem/']").first.click()
    quality.fill(text=secret, hold=True).sign().done()
    for chain, hospital in zip(chains, HOSPITALS, strict=True):
        nurse = town.desk(hospital, "nurse")
        with town.world.unchanged():
            nurse.scan(town.world.items(chain, "msc_bag")[0].epc)
            assert "保留" in nurse.text
            assert secret not in nurse.text

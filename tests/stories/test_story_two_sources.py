"""The two-source sheet: a donor's amnion under the patient's own cells, from two origins to one eye."""

import re
from uuid import UUID

import pytest

from tests.stories.desk import Desk, Town, minute
from tests.support.world import World
from tsunagu.demonstration.engine.orders import MARKERS, basis_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Case
from tsunagu.journeys.services.record import record_donor_test
from tsunagu.journeys.services.start_production import Production, start_production
from tsunagu.therapies.queries import newest_route

pytestmark = pytest.mark.story

SHEET, AMNION = "auto-oral-epithelium-amnion", "donor-amnion-production"
HOSPITAL, HOLDER, BANK = "sapporo-hospital", "wakaba-tissue", "chiba-bank"
RECORD_NUMBER = "DEMO-88-1203"


def set_the_stage(world: World) -> None:
    """A donor's amnion, processed, tested and released, in the freezer of the network's first manufacturer."""
    maker = world.actor(BANK, "supervisor", "operator", "procurement")
    production = Production(AMNION, basis_uuid(AMNION), world.now, newest_route(AMNION).consents)
    with world.acting(maker):
        chain = world.chains["amnion"] = start_production(maker, production, world.now).chain
    screener = world.actor(world.running(chain).rows["collect"].member, "procurement")
    with world.acting(screener):
        for marker in MARKERS:
            record_donor_test(screener, chain, "donor", marker, "negative", world.now, world.now)
    world.run_to_end(chain)


def test_two_origins_become_one_graft(town: Town) -> None:
    world = town.world
    world.run_to_end(world.chains["amnion"])
    town.show()
    chain = order(town)
    seed(town, chain)
    release(town, chain)
    transplant(town, chain)
    trace(town, chain)


def number(town: Town, chain: UUID) -> str:
    return town.world.running(chain).journey.number


def order(town: Town) -> UUID:
    """The eye hospital orders for its patient."""
    desk = town.desk(HOSPITAL, "physician")
    desk.open(f"journeys/order/?therapy={SHEET}")
    desk.fill(name="デモ高田 修", born_on="1959-12-03", record_number=RECORD_NUMBER)
    desk.fill(consents=True, begins_at=minute(town.sync())).sign().done()
    with acting(Scope("auditor")):
        chain = Case.objects.get().chain
    desk.act(number(town, chain), "readiness").fill(infection="no").sign().done()
    return chain


def seed(town: Town, chain: UUID) -> None:
    """Two operators read the patient's cells and the donor's sheet, and seed the one on the other."""
    world = town.world
    town.sync()
    ready = world.run_until(chain, "seed", "start")
    town.show()
    operator = town.desk(ready.member, "operator")
    cells, sheet = sorted(ready.move.items, key=lambda one: one.lot is not None)
    assert (cells.lot, sheet.lot) == (None, world.chains["amnion"])
    work = {"item_0": cells.epc, "item_1": sheet.epc}
    operator.act(number(town, chain), "start", step="seed").fill(**work, line_clearance=True).sign().done()
    town.show(hours=4)
    for desk in (town.second(operator, "operator"), operator):
        desk.act(number(town, chain), "complete", step="seed").fill(**work).sign().done()
    assert world.row(chain, "seed").state == "done"
    assert {world.item(one.uuid).state for one in (cells, sheet)} == {"used"}


def release(town: Town, chain: UUID) -> None:
    """The culture grows; the site's quality unit releases, then the authorisation holder."""
    world = town.world
    town.sync()
    ready = world.run_until(chain, "site_release")
    town.show()
    steps = (ready.member, "quality", "site_release"), (world.member(HOLDER), "mah", "market_release")
    for member, role, step in steps:
        desk = town.desk(member, role)
        desk.act(number(town, chain), "complete", step=step).fill(verdict="released").sign().done()
        assert world.row(chain, step).state == "done"


def transplant(town: Town, chain: UUID) -> None:
    """At the eye hospital two people read the graft, its number and the wristband."""
    world = town.world
    town.sync()
    ready = world.run_until(chain, "administer")
    town.show()
    physician = town.desk(HOSPITAL, "physician")
    for desk in (town.second(physician, "nurse"), physician):
        bedside(town, desk, ready.item.epc, number(town, chain))
    assert world.row(chain, "administer").state == "done"


def bedside(town: Town, desk: Desk, graft: str, coi: str) -> None:
    desk.scan(graft)
    with desk.page.expect_navigation():
        desk.page.locator("a.btn.primary.big").click()
    desk.read(coi).read(RECORD_NUMBER)
    if desk.page.locator("main [name=infection]").count():
        desk.fill(infection="no")
    desk.sign().done()


def trace(town: Town, chain: UUID) -> None:
    """The manufacturer sees both origins; the hospital sees that there is another, and not whose."""
    world = town.world
    graft = world.items(chain, "graft", state="administered")[0]
    amnion = world.items(world.chains["amnion"], "amnion", state="used")[0]
    mucosa = world.items(chain, "mucosa", state="used")[0]
    member = world.row(chain, "seed").member
    maker = town.desk(member, "quality").open(f"trace/{graft.uuid}/")
    assert {mucosa.label, amnion.label} <= donations_on(maker)
    hospital = town.desk(HOSPITAL, "physician").open(f"trace/{graft.uuid}/")
    assert mucosa.label in donations_on(hospital)
    assert amnion.label not in donations_on(hospital)


def donations_on(desk: Desk) -> set[str]:
    """Return the donation numbers on a page (a CoI number holds the same figures behind CH)."""
    return set(re.findall(r"(?<![A-Z])A9999[0-9]{8}", desk.text.replace(" ", "")))

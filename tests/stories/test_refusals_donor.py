"""An unfit or untested donor stops everything made of the cells, whoever else's cells are in it."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.stories.acts import causes_of, refuses
from tests.support.world import Ready, World
from tsunagu.demonstration.engine.orders import basis_uuid
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import DonorTest
from tsunagu.journeys.services.record import record_donor_test
from tsunagu.journeys.services.start_production import Production, start_production
from tsunagu.therapies.queries import newest_route

SHEET, AMNION, LOT = "auto-oral-epithelium-amnion", "donor-amnion-production", "allo-bm-msc-gvhd-production"
DONOR_SITE, LABORATORY, HOLDER, BANK = (
    "utsunomiya-marrow",
    "kawasaki-evaluation",
    "tsubasa-stem",
    "chiba-bank",
)
HIV_POSITIVE = ("donor.ineligible", "donor.positive.HIV")


def set_the_stage(world: World) -> None:
    """A released lot of donor amnion with a patient waiting for it, and a lot of marrow cells before filling."""
    beginning = world.now
    world.order(AMNION, name="amnion")
    world.run_to_end(world.chains["amnion"])
    world.order(SHEET, name="eye")
    world.run_until(world.chains["eye"], "seed", "start")
    world.now = beginning
    world.order(LOT, name="lot")
    world.run_until(world.chains["lot"], "fill")


def report(world: World, chain: UUID, result: str, at: datetime | None = None, *who: str) -> None:
    """Note an HIV test of the lot's donor, by the organisation that collected unless another is named."""
    member, *roles = who or (world.row(chain, "collect").member, "procurement")
    reporter = world.actor(member, *[str(role) for role in roles])
    with world.acting(reporter):
        record_donor_test(reporter, chain, "donor", "HIV", result, at or world.now, world.now)


def test_the_donor_of_the_lot_stops_the_patients_own_cells(world: World) -> None:
    ready = world.run_until(world.chains["eye"], "seed", "start")
    report(world, world.chains["amnion"], "positive")
    with refuses(world, *HIV_POSITIVE):
        ready.start()


def test_the_donor_of_the_lot_stops_the_transplantation(world: World) -> None:
    ready = world.run_until(world.chains["eye"], "administer")
    assert "donor.eligible" in {one.cause for one in ready.verdicts()}
    report(world, world.chains["amnion"], "positive")
    with refuses(world, *HIV_POSITIVE):
        ready.check()
    with refuses(world, *HIV_POSITIVE):
        ready.perform()


def test_one_negative_marker_makes_no_donor_eligible(world: World) -> None:
    maker = world.actor(BANK, "supervisor", "operator", "procurement")
    production = Production(AMNION, basis_uuid(AMNION), world.now, newest_route(AMNION).consents)
    with world.acting(maker):
        chain = start_production(maker, production, world.now).chain
    screener = world.actor(world.row(chain, "collect").member, "procurement")
    with world.acting(screener):
        record_donor_test(screener, chain, "donor", "CMV", "negative", world.now, world.now)
    with pytest.raises(Refused) as caught:
        world.run_to_end(chain)
    lacking = {f"donor.missing.{one}" for one in ("HIV", "HBV", "HCV", "HTLV-1", "Parvovirus B19")}
    assert causes_of(caught.value) == {"donor.missing", *lacking}
    assert world.items(chain, "amnion_sheet", state="") == []


@pytest.fixture
def lot(world: World) -> Ready:
    return world.run_until(world.chains["lot"], "fill", "start")


@pytest.mark.parametrize(("member", "role"), [(HOLDER, "quality"), ("shonan-bio", "qc")])
def test_who_does_not_screen_records_no_donor_test(lot: Ready, member: str, role: str) -> None:
    for result in ("negative", "positive"):
        with refuses(lot.world, "not_your_donor"):
            report(lot.world, lot.chain, result, None, member, role)


def test_the_routes_laboratory_records_one(lot: Ready) -> None:
    report(lot.world, lot.chain, "positive", None, LABORATORY, "qc")
    with refuses(lot.world, *HIV_POSITIVE):
        lot.start()


def test_a_positive_donor_stays_positive_whatever_is_sampled_later(lot: Ready) -> None:
    world = lot.world
    report(world, lot.chain, "positive", world.now - timedelta(days=2))
    report(world, lot.chain, "negative")
    with refuses(world, *HIV_POSITIVE):
        lot.start()


def test_a_sample_from_the_future_is_no_sample(lot: Ready) -> None:
    with refuses(lot.world, "sampled_at"):
        report(lot.world, lot.chain, "negative", lot.world.now + timedelta(days=20))


def test_the_quality_unit_sets_a_false_positive_aside(lot: Ready) -> None:
    from tsunagu.journeys.services.assess_donor import set_positive_aside

    world, collected = lot.world, collected_at(lot)
    report(world, lot.chain, "positive", collected)
    with acting(Scope("auditor")):
        test = DonorTest.objects.get(chain=lot.chain, result="positive").uuid

    def set_aside(member: str, role: str) -> None:
        who = world.actor(member, role)
        with world.acting(who):
            set_positive_aside(who, lot.chain, test, "核酸増幅法による確認検査は陰性", world.now)

    with refuses(world, "role"):
        set_aside(DONOR_SITE, "procurement")
    with refuses(world, "not_your_donor"):
        set_aside(HOLDER, "quality")
    set_aside(DONOR_SITE, "quality")
    with refuses(world, "no_such_test"):
        set_aside(DONOR_SITE, "quality")
    lot.start()
    assert world.row(lot.chain, "fill").state == "started"


def test_nobody_sets_his_own_positive_aside(lot: Ready) -> None:
    from tsunagu.journeys.services.assess_donor import set_positive_aside

    world = lot.world
    report(world, lot.chain, "positive", None, DONOR_SITE, "quality")
    with acting(Scope("auditor")):
        test = DonorTest.objects.get(chain=lot.chain, result="positive").uuid
    who = world.actor(DONOR_SITE, "quality")
    with world.acting(who), refuses(world, "own_result"):
        set_positive_aside(who, lot.chain, test, "確認検査は陰性", world.now)


def test_a_retest_that_is_overdue_stops_the_lot(lot: Ready) -> None:
    world, collected = lot.world, collected_at(lot)
    screener = world.actor(DONOR_SITE, "procurement")
    with world.acting(screener):
        record_donor_test(
            screener, lot.chain, "donor", "HIV", "negative", collected, world.now,
            retest_due=world.now + timedelta(minutes=5),
        )  # fmt: skip
    world.later(minutes=6)
    with refuses(world, "donor.retest.HIV"):
        lot.start()
    report(world, lot.chain, "negative", collected + timedelta(minutes=1))
    lot.start()


def test_a_sample_outside_its_window_stops_the_lot(lot: Ready) -> None:
    world = lot.world
    screener = world.actor(DONOR_SITE, "procurement")
    report(world, lot.chain, "negative")  # a retest: another sample was taken at the donation
    assert "donor.eligible" in {one.cause for one in lot.verdicts()}
    with world.acting(screener):
        record_donor_test(screener, lot.chain, "donor", "CMV", "negative", world.now, world.now)
    with refuses(world, "donor.window.CMV"):
        lot.start()


def test_cells_of_a_donor_who_has_not_consented_are_not_collected(world: World) -> None:
    maker = world.actor(BANK, "supervisor", "operator", "procurement")
    with world.acting(maker):
        chain = start_production(maker, Production(AMNION, basis_uuid(AMNION), world.now), world.now).chain
    ready = world.run_until(chain, "collect")
    with refuses(world, "consent.none.donation"):
        ready.check()


def collected_at(ready: Ready) -> datetime:
    """Return when the lot's cells were collected."""
    collected = ready.world.row(ready.chain, "collect").ended_at
    assert collected is not None
    return collected

"""What the quality unit stands for: results judged again after the release, and a release taken back."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tests.stories.acts import refuses
from tests.support.pages import signed_in
from tests.support.world import Ready, World
from tsunagu.custody.models import Lot
from tsunagu.evaluation.queries import ResultView, corrections_awaiting, results_of
from tsunagu.foundation.refusals import NotAllowed, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Deviation, Release
from tsunagu.journeys.queries.inbox import waiting_for
from tsunagu.journeys.services.correct_result import confirm_correction, correct_result
from tsunagu.journeys.services.record import close_deviation, raise_deviation
from tsunagu.journeys.services.tell_release import tell_withdrawn
from tsunagu.journeys.services.withdraw_release import withdraw_release
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.models import Notice

TRIAL, LOT, FROM_LOT = "auto-car-t-fresh-trial", "allo-bm-msc-gvhd-production", "allo-bm-msc-gvhd"
SHEET, AMNION = "auto-oral-epithelium-amnion", "donor-amnion-production"
CLINIC, MAKER, SPONSOR, COURIER = "haneda-clinic", "tonomachi-cells", "sakura-cart", "minato-logistics"
INVESTIGATED = "quality.deviation"
FAILED = "quality.failed.release.endotoxin"


def set_the_stage(world: World) -> None:
    """A trial case in front of its release, and a lot that is released to the market, with a patient who waits."""
    world.order(LOT, name="lot")
    world.run_to_end(world.chains["lot"])
    world.order(FROM_LOT, name="theirs")
    world.run_until(world.chains["theirs"], "transport_out", "start")
    world.order(TRIAL, name="hers", at=world.now)
    world.run_until(world.chains["hers"], "release")


def result(world: World, chain: UUID, characteristic: str = "endotoxin") -> ResultView:
    with acting(Scope("auditor")):
        found = [one for one in results_of([chain]) if one.panel == "release"]
    return [one for one in found if one.characteristic == characteristic][-1]


def analyst(world: World, chain: UUID) -> Actor:
    return world.actor(result(world, chain).member, "qc")


def corrected(world: World, chain: UUID, value: str, who: Actor | None = None) -> None:
    person = who or analyst(world, chain)
    with world.acting(person):
        correct_result(person, chain, result(world, chain).uuid, value, "転記の誤り", world.now)
    world.later(minutes=1)


def release(chain: UUID, kind: str) -> Release:
    with acting(Scope("auditor")):
        return Release.objects.get(chain=chain, kind=kind)


def withdrawn(world: World, chain: UUID, kind: str, who: Actor) -> None:
    row = release(chain, kind)
    with world.acting(who):
        withdraw_release(who, chain, row.uuid, "出荷試験の逸脱が判明したため", world.now)
    world.later(minutes=1)


@pytest.mark.parametrize("step", ["transport_out", "administer"])
def test_a_result_that_fails_after_the_release_stops_what_follows(world: World, step: str) -> None:
    chain = world.chains["hers"]
    ready = world.run_until(chain, step, "start" if step == "transport_out" else "")
    corrected(world, chain, "50")
    act = ready.start if step == "transport_out" else ready.check
    with refuses(world, FAILED):
        act()


def test_a_result_of_a_lot_that_fails_after_its_release_stops_its_doses(world: World) -> None:
    lot = world.chains["lot"]
    ready = waiting(world)
    corrected(world, lot, "50")
    with refuses(world, FAILED):
        ready.start()


def waiting(world: World) -> Ready:
    return world.run_until(world.chains["theirs"], "transport_out", "start")


def test_the_unit_that_released_withdraws_it_and_nothing_goes_on(world: World) -> None:
    chain = world.chains["hers"]
    ready = world.run_until(chain, "administer")
    sponsor = world.actor(SPONSOR, "sponsor", "quality")
    for who in (
        world.actor(COURIER, "quality"),
        world.actor(MAKER, "quality"),
        replace(sponsor, roles=frozenset({"operator"})),
    ):
        with world.unchanged(), pytest.raises(NotAllowed):
            withdrawn(world, chain, "sponsor", who)
    withdrawn(world, chain, "sponsor", sponsor)
    assert release(chain, "sponsor").verdict == "withdrawn"
    with refuses(world, "release.withdrawn.sponsor"):
        ready.check()
    with refuses(world, "already_withdrawn"):
        withdrawn(world, chain, "sponsor", sponsor)


def test_a_lot_whose_release_is_withdrawn_is_quarantined_again(world: World) -> None:
    lot, ready = world.chains["lot"], waiting(world)
    row = release(lot, "site")
    withdrawn(world, lot, "site", world.actor(row.member, "quality"))
    with acting(Scope("auditor")):
        assert Lot.objects.get(uuid=lot).state == "quarantined"
    with refuses(world, "release.withdrawn.site"):
        ready.start()


def test_whoever_holds_the_product_is_told_of_the_withdrawal_once(world: World) -> None:
    chain = world.chains["hers"]
    holder = world.run_until(chain, "administer").item.holder
    row = release(chain, "sponsor")
    with acting(Scope("worker")):
        assert tell_withdrawn(row.uuid, world.now) == 0
    withdrawn(world, chain, "sponsor", world.actor(SPONSOR, "sponsor", "quality"))
    with acting(Scope("worker")):
        assert tell_withdrawn(row.uuid, world.now)
        tell_withdrawn(row.uuid, world.now)
        told = [one for one in Notice.objects.filter(kind="release_withdrawn") if one.member.uuid == holder]
    assert len(told) == 1


def test_a_withdrawal_says_why(world: World) -> None:
    chain = world.chains["hers"]
    world.run_until(chain, "administer")
    row, who = release(chain, "sponsor"), world.actor(SPONSOR, "sponsor", "quality")
    for reason in ("  ", "あ" * 501):
        with world.unchanged(), world.acting(who), pytest.raises(Refused) as caught:
            withdraw_release(who, chain, row.uuid, reason, world.now + timedelta(minutes=1))
        assert caught.value.field == "reason"


def test_the_page_offers_the_withdrawal_to_the_unit_alone(world: World) -> None:
    chain = world.chains["hers"]
    world.run_until(chain, "transport_out")
    number = world.running(chain).journey.number
    sponsor = world.actor(SPONSOR, "sponsor", "quality")
    for who, offered in ((sponsor, True), (world.actor(MAKER, "quality"), False)):
        page = signed_in(world, who).get(f"/journeys/{number}/").content.decode()
        assert (f"/journeys/{number}/withdraw-release/" in page) is offered


def test_an_open_deviation_stops_the_release_until_it_is_assessed(world: World) -> None:
    chain = world.chains["hers"]
    ready = world.run_until(chain, "release")
    operator, quality = world.actor(MAKER, "operator"), world.actor(SPONSOR, "quality")
    with world.acting(operator):
        raise_deviation(operator, chain, "harvest", "バッグが床に漏れた", world.now)
    world.later(minutes=1)
    with refuses(world, "quality.deviation") as caught:
        ready.perform()
    assert "バッグが床に漏れた" in caught.value.reason.ja
    with acting(Scope("auditor")):
        row = Deviation.objects.get(chain=chain)
    for who, conclusion in ((world.actor(COURIER, "quality"), "影響なし"), (quality, "  ")):
        with world.unchanged(), world.acting(who), pytest.raises(Refused):
            close_deviation(who, chain, row.uuid, conclusion, world.now)
    page = signed_in(world, quality).get(f"/journeys/{world.running(chain).journey.number}/").content.decode()
    assert "/close-deviation/" in page
    with world.acting(quality):  # who releases may assess what the maker raised
        close_deviation(quality, chain, row.uuid, "漏れは二次容器のみ。製品に影響なし", world.now)
    world.later(minutes=1)
    ready.perform()


def test_a_product_can_be_rejected_while_a_deviation_is_open(world: World) -> None:
    chain = world.chains["hers"]
    ready = world.run_until(chain, "release")
    with world.acting(world.actor(MAKER, "operator")) as operator:
        raise_deviation(operator, chain, "", "培地の取り違え", world.now)
    ready.perform(ready.work(verdict="rejected"))
    assert release(chain, "sponsor").verdict == "rejected"


def failing(world: World, chain: UUID) -> Ready:
    """The release test finds too much endotoxin; the journey stands in front of its release."""
    ready = world.run_until(chain, "release_test", "perform")
    ready.perform(ready.work(values={**ready.work().values, "endotoxin": "50"}))
    ready.verify()
    return world.run_until(chain, "release")


def awaiting(chain: UUID) -> UUID:
    with acting(Scope("auditor")):
        (found,) = corrections_awaiting(chain)
    return found.uuid


def answered(world: World, chain: UUID, correction: UUID, who: Actor, agrees: bool = True) -> None:
    with world.acting(who):
        confirm_correction(who, chain, correction, agrees, world.now)
    world.later(minutes=1)


def test_nobody_turns_a_failed_result_into_a_pass_alone(world: World) -> None:
    chain = world.order(TRIAL, name="failed")
    ready = failing(world, chain)
    tester = analyst(world, chain)
    corrected(world, chain, "0.5")
    with refuses(world, FAILED, INVESTIGATED) as caught:
        ready.perform()
    assert "品質部門の確認待ち" in caught.value.reason.ja
    correction, alone = awaiting(chain), replace(tester, roles=frozenset({"qc", "quality"}))
    quality = world.actor(MAKER, "quality")
    for who in (alone, world.actor(COURIER, "quality"), replace(quality, roles=frozenset({"operator"}))):
        with world.unchanged(), pytest.raises(NotAllowed):
            answered(world, chain, correction, who)
    number = world.running(chain).journey.number
    for who, waits in ((quality, True), (world.actor(COURIER, "quality"), False)):
        with world.acting(who):
            tasks = [task.number for task in waiting_for(who, world.now).mine if task.kind == "correction"]
        assert tasks == ([number] if waits else [])
    assert (
        f"/journeys/{number}/confirm-correction/" in signed_in(world, quality).get("/inbox/").content.decode()
    )
    for who, offered in ((quality, True), (tester, False)):
        page = signed_in(world, who).get(f"/journeys/{number}/").content.decode()
        assert (f"/journeys/{number}/confirm-correction/" in page) is offered
        assert "0.5" in page
    form = signed_in(world, quality).get(f"/journeys/{number}/confirm-correction/").content.decode()
    assert str(correction) in form
    answered(world, chain, correction, quality)
    told = [one for one in ready.verdicts() if one.cause == "quality.corrected.release.endotoxin"]
    assert told
    assert told[0].warning
    assert told[0].passes
    with refuses(world, "replaced_already"):
        answered(world, chain, correction, quality)
    ready.perform()


def test_a_correction_that_quality_refuses_leaves_the_failure(world: World) -> None:
    chain = world.order(TRIAL, name="failed")
    ready = failing(world, chain)
    corrected(world, chain, "0.5")
    answered(world, chain, awaiting(chain), world.actor(MAKER, "quality"), agrees=False)
    with refuses(world, FAILED, INVESTIGATED):
        ready.perform()
    corrected(world, chain, "0.6")  # proposed anew; a further one takes its place
    corrected(world, chain, "0.7")
    assert awaiting(chain)
    corrected(world, chain, "60")  # still failed: it counts at once, and no proposal is left
    with acting(Scope("auditor")):
        assert not corrections_awaiting(chain)
    assert result(world, chain).state == "failed"
    with refuses(world, FAILED, INVESTIGATED):
        ready.perform()


def test_what_quality_confirmed_is_not_changed_without_it(world: World) -> None:
    chain = world.order(TRIAL, name="failed")
    failing(world, chain)
    corrected(world, chain, "0.5")
    answered(world, chain, awaiting(chain), world.actor(MAKER, "quality"))
    corrected(world, chain, "0.4")
    assert result(world, chain).number == 0.5
    corrected(world, chain, "50")
    assert result(world, chain).state == "failed"


@pytest.mark.parametrize("step", ["site_release", "transport_out", "administer"])
def test_a_product_falls_with_the_release_of_a_lot_that_went_into_it(world: World, step: str) -> None:
    amnion = world.order(AMNION, name="amnion")
    world.run_to_end(amnion)
    ready = world.run_until(
        world.order(SHEET, name="graft"), step, "start" if step == "transport_out" else ""
    )
    assert all(one.passes for one in ready.verdicts())
    row = release(amnion, "site")
    withdrawn(world, amnion, "site", world.actor(row.member, "quality"))
    act = {"site_release": ready.perform, "transport_out": ready.start, "administer": ready.check}[step]
    with refuses(world, "release.behind.withdrawn.site"):
        act()


def test_what_failed_its_tests_is_rejected_by_quality_and_by_nobody_else(world: World) -> None:
    chain = world.order(TRIAL, name="failed")
    ready = failing(world, chain)
    rejection = ready.work(verdict="rejected")
    with refuses(world, FAILED, INVESTIGATED):
        ready.perform()
    operator = world.actor(ready.member, "operator", "sponsor")
    with refuses(world, "release.not_quality", "qualification.role.sponsor"):
        ready.perform(rejection, replace(operator, roles=frozenset({"operator"})))
    ready.perform(rejection)
    assert release(chain, "sponsor").verdict == "rejected"
    ready = world.run_until(chain, "transport_out", "start")
    with refuses(world, FAILED, "release.rejected.sponsor"):
        ready.start()


def test_a_lot_that_failed_its_tests_is_rejected(world: World) -> None:
    chain = world.order(LOT, name="failed")
    ready = world.run_until(chain, "release_test", "perform")
    ready.perform(ready.work(values={**ready.work().values, "endotoxin": "50"}))
    ready.verify()
    ready = world.run_until(chain, "site_release")
    ready.perform(ready.work(verdict="rejected"))
    with acting(Scope("auditor")):
        assert Lot.objects.get(uuid=chain).state == "rejected"

"""A product barred until comparability is shown: what opens its gate, what doesn't, and what closes it again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.evaluation.comparability.studies import (
    HOLDER,
    MAKER,
    analysed,
    concluded,
    drifted,
    sign,
    withdraw,
)
from tests.stories.acts import refuses
from tests.stories.test_refusals_lots import drawing, with_scans
from tests.support.world import BEGINNING, Ready, World
from tsunagu.custody.services.append import Receipt
from tsunagu.demonstration.engine import comparability as invented
from tsunagu.demonstration.engine.past import advance
from tsunagu.demonstration.engine.script import ORDINARY
from tsunagu.evaluation.queries import ResultView, results_of
from tsunagu.evaluation.queries.comparability import StudyView, studies, study_by_number, values_of
from tsunagu.evaluation.services.plan_study import plan_study
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.verdicts import Verdict
from tsunagu.journeys.services.compare_lots import results_to_take, shown_hash, take_results
from tsunagu.journeys.services.correct_result import correct_result

LOT, ROUTE = "allo-msc-comparability-production", "allo-msc-comparability"
BARRED = "legal_basis.comparability"


def set_the_stage(world: World) -> None:
    """A lot of the barred product whose tests have passed, in front of its release."""
    world.order(LOT, name="barred")
    world.run_until(world.chains["barred"], "site_release")


def at_release(world: World) -> Ready:
    return world.run_until(world.chains["barred"], "site_release")


def basis(ready: Ready) -> Verdict:
    return next(one for one in ready.verdicts() if one.gate == "legal_basis")


def test_a_signed_study_opens_the_gate_and_its_withdrawal_closes_it_at_once(world: World) -> None:
    ready = at_release(world)
    with refuses(world, BARRED):
        ready.perform()
    study = analysed(world)
    sign(world, study, HOLDER, "mah")
    with refuses(world, BARRED):
        ready.perform()
    sign(world, study, MAKER, "quality")
    assert basis(ready).passes
    withdraw(world, study)
    with refuses(world, BARRED):
        ready.perform()
    concluded(world)
    ready.perform()
    assert world.row(ready.chain, "site_release").state == "done"


def test_the_verdict_names_the_study_to_its_parties_only(world: World) -> None:
    ready = at_release(world)
    study = concluded(world)
    seen = basis(ready)
    assert study.number in seen.reason.ja
    assert ("comparability", study.uuid, study.number) in [
        (one.kind, one.uuid, one.label) for one in seen.evidence
    ]
    world.order(ROUTE, name="hers")
    register = world.run_until(world.chains["hers"], "register")
    register.perform()
    world.later(hours=1)
    told = basis(replace(register, move=replace(register.move, step="allocate")))
    assert told.passes
    assert "同等性確認済み" in told.reason.ja
    assert study.number not in told.reason.ja
    assert [one.kind for one in told.evidence] == ["legal_basis"]


def test_a_study_that_has_not_passed_opens_nothing(world: World) -> None:
    ready = at_release(world)
    concluded(world, drifted())
    with refuses(world, BARRED):
        ready.perform()


def test_a_study_of_another_product_opens_nothing(world: World) -> None:
    ready = at_release(world)
    signed(world, HOLDER, ("allo-bm-msc-gvhd", "allo-bm-msc-gvhd-production"))
    with refuses(world, BARRED):
        ready.perform()


def test_a_study_opens_each_route_that_it_names_and_no_other(world: World) -> None:
    """One that names the treatment alone leaves the lots barred, whoever let it be planned."""
    ready = at_release(world)
    signed(world, HOLDER, ("allo-msc-comparability",))
    with refuses(world, BARRED):
        ready.perform()


def test_a_study_of_members_who_do_not_hold_the_approval_opens_nothing(world: World) -> None:
    ready = at_release(world)
    signed(world, "hikari-ips", invented.PRODUCTS)
    with refuses(world, BARRED):
        ready.perform()


def signed(world: World, holder: str, therapies: tuple[str, ...]) -> StudyView:
    """A study that was planned past the checks of who may speak for a product, passed and signed."""
    said = replace(invented.PLAN, therapies=therapies)
    who = world.actor(holder, "mah")
    with world.acting(who):
        lots = invented.lots()
        receipt = plan_study(who, said, lots, world.member(MAKER), world.member(holder), world.now)
    with world.acting(who):
        study = next(one for one in studies() if one.uuid == receipt.chain)
    world.later(hours=1)
    invented.measure(study, invented.table(lots), world.now)
    invented.analyse(study, world.later(hours=1))
    sign(world, study, holder, "mah")
    sign(world, study, MAKER, "quality")
    return study


def test_a_late_entry_is_judged_at_both_times(world: World) -> None:
    ready = at_release(world)
    before = world.now
    study = concluded(world)
    after = world.later(hours=2)
    world.later(hours=3)
    late = ready.work(happened_at=before, evidence="紙の記録")
    with refuses(world, BARRED):
        ready.perform(late)
    withdraw(world, study)
    with refuses(world, f"time.late_entry.{after:%Y%m%dT%H%M}"):
        ready.perform(ready.work(happened_at=after, evidence="紙の記録"))
    concluded(world)
    world.later(minutes=10)
    ready.perform(ready.work(happened_at=world.now - timedelta(minutes=1), evidence="紙の記録"))


def test_a_vial_is_drawn_for_a_patient_once_the_gate_is_open(world: World) -> None:
    world.now = BEGINNING
    concluded(world)
    world.run_to_end(world.chains["barred"])
    released = world.now
    world.order(ROUTE, name="hers", at=released)
    register = world.run_until(world.chains["hers"], "register")
    register.perform()
    world.later(hours=1)
    vial = tuple(world.items(world.chains["barred"], "msc_vial")[:1])
    allocate = drawing(replace(register, move=replace(register.move, step="allocate")), vial)
    allocate.perform(with_scans(allocate))
    assert world.row(world.chains["hers"], "allocate").state == "done"


def with_the_lot(world: World) -> tuple[StudyView, str]:
    """A study in which the lot that was made here stands among the lots after the change."""
    number = at_release(world).running.journey.number
    lots = [replace(one, label=number) if one.label == "DEMO-B08" else one for one in invented.lots()]
    study = invented.plan(world.now, lots)
    typed = [line for line in invented.table(invented.lots()).splitlines() if "DEMO-B08" not in line]
    world.later(hours=1)
    invented.measure(study, "\n".join(typed), world.now)
    return study, number


def take(world: World, study: StudyView, key: str = "take") -> Receipt:
    with world.acting(world.actor(MAKER, "qc")) as who:
        shown = shown_hash(results_to_take(study.number))
        return take_results(who, study.number, shown, "取り直し", world.now, key)


def test_verified_results_of_a_lot_made_here_are_taken_with_the_lot(world: World) -> None:
    study, number = with_the_lot(world)
    taken = take(world, study)
    assert take(world, study).uuid == taken.uuid
    with acting(Scope("auditor")):
        study_by_number(study.number)
        found = {one.characteristic: one for one in values_of(study.uuid) if one.result is not None}
        results = {
            one.characteristic: one
            for one in results_of([world.chains["barred"]])
            if one.panel == "release" and one.characteristic in found
        }
    assert set(found) == {one.key for one in invented.CRITERIA}
    for key, value in found.items():
        assert (float(value.number), value.result, value.source) == (
            results[key].number, results[key].uuid, number,
        )  # fmt: skip


def test_results_that_were_not_shown_like_this_are_not_taken(world: World) -> None:
    study, _ = with_the_lot(world)
    with world.unchanged(), world.acting(world.actor(MAKER, "qc")) as who, pytest.raises(Refused) as caught:
        take_results(who, study.number, "0" * 64, "", world.now)
    assert caught.value.code == "results_changed"
    take(world, study)
    with world.unchanged(), pytest.raises(Refused) as caught:
        take(world, study, "again")
    assert caught.value.code == "nothing_to_take"


def test_a_result_that_is_corrected_afterwards_stops_the_signatures(world: World) -> None:
    study, _ = with_the_lot(world)
    take(world, study)
    invented.analyse(study, world.later(hours=1))
    result = correct_viability(world)
    for member, role in ((MAKER, "quality"), (HOLDER, "mah")):
        with world.unchanged(), pytest.raises(Refused) as caught:
            sign(world, study, member, role)
        assert caught.value.code == "results_changed"
    assert result.counts_as in ("passed", "unverified")


def correct_viability(world: World) -> ResultView:
    """Correct the viability of the lot; return what was tested before."""
    chain = world.chains["barred"]
    with acting(Scope("auditor")):
        old = next(
            one for one in results_of([chain]) if (one.panel, one.characteristic) == ("release", "viability")
        )
    with world.acting(world.actor(old.member, "qc")) as analyst:
        correct_result(analyst, chain, old.uuid, "88.8", "転記の誤り", world.now)
    return old


@pytest.mark.parametrize("is_open", [False, True])
def test_the_engine_goes_on_with_the_gate_open_or_closed(world: World, is_open: bool) -> None:
    ready = at_release(world)
    if is_open:
        concluded(world)
    at = world.later(hours=8)
    following = advance(ready.chain, ORDINARY, at)
    assert following is not None
    assert following > at
    assert world.row(ready.chain, "site_release").state == ("done" if is_open else "planned")

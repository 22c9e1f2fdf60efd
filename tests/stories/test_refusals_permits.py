"""No permission, no step: a suspended plan, a withdrawn consent, an unfit donor, somebody without the training."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.stories.acts import causes_of, consent, propose, refuses, withdraw
from tests.stories.test_corrections import said_by
from tests.support.world import Ready, World
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.corrections import Change
from tsunagu.custody.services.correct import correct
from tsunagu.demonstration.engine.orders import Planned, basis_uuid, begin
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Consent
from tsunagu.journeys.services.opening import TOKYO
from tsunagu.journeys.services.record import (
    give_consent,
    record_donor_test,
    state_readiness,
    withdraw_consent,
)
from tsunagu.therapies.domain.legal_basis import FormVersion
from tsunagu.therapies.services.consent_forms import set_consent_form
from tsunagu.therapies.services.suspend_legal_basis import suspend_legal_basis

TRIAL, PLAN, LOT = "auto-car-t-fresh-trial", "auto-adipose-msc-knee", "allo-bm-msc-gvhd-production"
CLINIC, SPONSOR, MAKER = "haneda-clinic", "sakura-cart", "tonomachi-cells"


def set_the_stage(world: World) -> None:
    """A trial's patient at her infusion, another whose cells are growing, a treatment before its collection."""
    beginning = world.now
    for name, route, step in (
        ("bedside", TRIAL, "administer"),
        ("growing", TRIAL, "expand"),
        ("planned", PLAN, "collect"),
        ("lot", LOT, "fill"),
    ):
        world.now = beginning
        world.order(route, name=name)
        world.run_until(world.chains[name], step)


@pytest.fixture
def bedside(world: World) -> Ready:
    return world.run_until(world.chains["bedside"], "administer")


def suspend(world: World, route: str) -> None:
    """The authority stops the trial or plan from today on."""
    with acting(Scope("worker")):
        suspend_legal_basis(None, basis_uuid(route), "重大な有害事象の調査のため", world.now.date())


def test_a_suspended_trial_stops_the_infusion(bedside: Ready) -> None:
    suspend(bedside.world, TRIAL)
    with refuses(bedside.world, "legal_basis.suspended"):
        bedside.check()
    with refuses(bedside.world, "legal_basis.suspended"):
        bedside.perform()


def test_a_suspended_plan_stops_the_collection(world: World) -> None:
    ready = world.run_until(world.chains["planned"], "collect")
    suspend(world, PLAN)
    with refuses(world, "legal_basis.suspended"):
        ready.perform()


def test_nobody_decides_a_suspension_away(bedside: Ready) -> None:
    suspend(bedside.world, TRIAL)
    with refuses(bedside.world, "not_decidable"):
        propose(bedside, {"legal_basis.suspended"}, None, bedside.world.actor(SPONSOR, "quality"))


def test_under_a_suspended_trial_nothing_is_ordered(world: World) -> None:
    suspend(world, TRIAL)
    with refuses(world, "legal_basis.suspended"), acting(Scope("worker")):
        begin(Planned(TRIAL, 4711), world.now)


def test_a_trial_past_its_end_stops_the_infusion(bedside: Ready) -> None:
    bedside.world.later(days=1300)
    assert "legal_basis.expired" in causes_of(_refusal(bedside))


def _refusal(ready: Ready) -> Refused:
    with ready.world.unchanged(), pytest.raises(Refused) as caught:
        ready.check()
    return caught.value


def test_cells_go_on_being_fed_under_a_suspended_trial(world: World) -> None:
    ready = world.run_until(world.chains["growing"], "expand")
    suspend(world, TRIAL)
    ready.start()
    world.later(hours=70)
    ready.perform()
    assert world.row(ready.chain, "expand").state == "done"


def test_withdrawn_consent_stops_the_infusion(bedside: Ready) -> None:
    world = bedside.world
    bedside.check()
    withdraw(world, bedside.chain, "trial", world.actor(CLINIC, "physician"))
    with refuses(world, "consent.withdrawn.trial"):
        bedside.perform()
    with refuses(world, "not_decidable"):
        propose(bedside, {"consent.withdrawn.trial"}, None, world.actor(CLINIC, "physician"))


def test_withdrawing_an_older_consent_withdraws_its_purpose(bedside: Ready) -> None:
    """The patient signed twice; whichever form the withdrawal is noted at, she has left the trial."""
    world, physician = bedside.world, bedside.world.actor(CLINIC, "physician")
    consent(world, bedside.chain, "trial", physician)
    world.later(minutes=5)
    with acting(Scope("auditor")):
        older = Consent.objects.filter(chain=bedside.chain, purpose="trial").earliest("given_at")
    with world.acting(physician):
        withdraw_consent(physician, bedside.chain, older.uuid, world.now)
    with refuses(world, "consent.withdrawn.trial"):
        bedside.check()
    with acting(Scope("auditor")):
        rows = Consent.objects.filter(chain=bedside.chain, withdrawn_at=world.now)
        assert set(rows.values_list("purpose", flat=True)) == {"trial"}
        assert rows.count() == 2
    world.later(minutes=5)
    consent(world, bedside.chain, "trial", physician)
    bedside.check()


def new_form(
    world: World, version: str, first: int, last: int | None = None, renew: int | None = None
) -> None:
    """The sponsor says between which days from today a version may be signed, and when it must be renewed."""
    today = world.now.astimezone(TOKYO).date()
    first_day, last_day, renew_by = (
        None if days is None else today + timedelta(days=days) for days in (first, last, renew)
    )
    assert first_day is not None
    with acting(Scope("worker")):
        set_consent_form(None, basis_uuid(TRIAL), FormVersion(version, first_day, last_day, renew_by))


def test_a_new_version_of_the_form_stops_nobody_who_has_signed(bedside: Ready) -> None:
    world = bedside.world
    new_form(world, "1.0", -400, -1)
    new_form(world, "2.0", 0)
    passed = next(one for one in bedside.verdicts() if one.cause == "consent.in_force")
    assert "改訂" in passed.reason.ja
    bedside.check()


def test_a_form_that_was_not_in_force_when_it_was_signed_stops_the_infusion(bedside: Ready) -> None:
    world = bedside.world
    new_form(world, "1.0", -1)
    with refuses(world, "consent.invalid.trial"):
        bedside.check()
    world.later(minutes=1)
    consent(world, bedside.chain, "trial", world.actor(CLINIC, "physician"))
    bedside.check()


def test_a_version_that_must_be_renewed_stops_until_the_patient_has_signed_anew(bedside: Ready) -> None:
    world, physician = bedside.world, bedside.world.actor(CLINIC, "physician")
    new_form(world, "1.0", -400, -2, renew=-1)
    new_form(world, "2.0", -2)
    with refuses(world, "consent.reconsent.trial"):
        bedside.check()
    with refuses(world, "form_version"):
        consent(world, bedside.chain, "trial", physician)
    with world.acting(physician):
        give_consent(physician, bedside.chain, "trial", "2.0", world.later(minutes=1))
    bedside.check()


def test_a_consent_that_was_to_be_renewed_stops_when_it_is_not(bedside: Ready) -> None:
    world, physician = bedside.world, bedside.world.actor(CLINIC, "physician")
    due = world.now + timedelta(minutes=30)
    with world.acting(physician), refuses(world, "reconsent_due"):
        give_consent(physician, bedside.chain, "trial", "1.0", world.now, reconsent_due=world.now)
    with world.acting(physician):
        give_consent(physician, bedside.chain, "trial", "1.0", world.now, reconsent_due=due)
    bedside.check()
    world.later(minutes=31)
    with refuses(world, "consent.reconsent.trial"):
        bedside.check()


def test_a_consent_on_record_is_not_moved_behind_the_collection(bedside: Ready) -> None:
    """What was recorded before the cells were taken can't have been signed after: the correction itself is refused."""
    world, collected = bedside.world, bedside.world.row(bedside.chain, "collect").ended_at
    assert collected is not None
    with acting(Scope("auditor")):
        given = Consent.objects.get(chain=bedside.chain, purpose="trial").uuid
    said = said_by(bedside.chain, "journeys.Consent", given, "given_at")
    quality = world.actor(CLINIC, "quality")
    change = Change("journeys.Consent", given, "given_at", collected + timedelta(hours=1))
    signer = Signer(quality.person_uuid, quality.member_uuid)
    reason = "同意書の日付を確認した"
    with world.unchanged(), world.acting(quality), pytest.raises(BadInput, match="value"):
        correct(signer, bedside.chain, said.uuid, [change], reason, world.now, is_quality=True)


def test_nobody_orders_on_a_form_that_is_not_in_force(world: World) -> None:
    new_form(world, "1.0", -400, -1)
    with refuses(world, "form_version"), acting(Scope("worker")):
        begin(Planned(TRIAL, 4712), world.now)


def test_withdrawn_consent_stops_the_making_but_not_the_feeding(world: World) -> None:
    ready = world.run_until(world.chains["growing"], "expand")
    withdraw(world, ready.chain, "trial", world.actor(CLINIC, "physician"))
    ready.start()
    world.later(hours=70)
    ready.perform()
    assert world.row(ready.chain, "expand").state == "done"
    following = world.run_until(world.chains["growing"], "in_process")
    with refuses(world, "consent.withdrawn.trial"):
        following.start()


def test_withdrawing_the_data_consent_stops_no_treatment(bedside: Ready) -> None:
    world = bedside.world
    withdraw(world, bedside.chain, "network_data", world.actor(CLINIC, "physician"))
    bedside.check()
    bedside.perform()
    assert world.row(bedside.chain, "administer").state == "done"


def test_only_the_own_hospital_withdraws_a_consent(bedside: Ready) -> None:
    world = bedside.world
    with refuses(world, "role"):
        withdraw(world, bedside.chain, "trial", world.actor(MAKER, "supervisor"))


@pytest.mark.parametrize(
    ("result", "causes"),
    [
        ("positive", ("donor.ineligible", "donor.positive.HIV")),
        ("pending", ("donor.pending", "donor.pending.HIV")),
    ],
)
def test_cells_of_an_unfit_donor_are_not_filled(world: World, result: str, causes: tuple[str, ...]) -> None:
    ready = world.run_until(world.chains["lot"], "fill")
    _test_again(world, ready.chain, result)
    with refuses(world, *causes):
        ready.start()


def _test_again(world: World, chain: UUID, result: str) -> None:
    collected = world.row(chain, "collect").ended_at
    assert collected
    screener = world.actor("utsunomiya-marrow", "procurement", "physician", "qc")
    with world.acting(screener):
        record_donor_test(screener, chain, "donor", "HIV", result, collected, world.now)


def test_an_infection_stops_the_infusion(bedside: Ready) -> None:
    with refuses(bedside.world, "readiness.infection"):
        bedside.check(bedside.work(has_infection=True))
    physician = bedside.world.actor(CLINIC, "physician")
    with bedside.world.acting(physician):
        state_readiness(physician, bedside.chain, True, bedside.at)
    with refuses(bedside.world, "readiness.infection"):
        bedside.check(bedside.work(has_infection=None))


def test_a_nurse_does_not_infuse_in_place_of_the_physician(bedside: Ready) -> None:
    nurse = bedside.world.actor(CLINIC, "nurse")
    bedside.check(who=bedside.world.actor(CLINIC, "quality"))
    with refuses(bedside.world, "qualification.role.physician"):
        bedside.perform(who=nurse)


def test_untrained_hands_do_not_work_on_cells(world: World) -> None:
    ready = world.run_until(world.chains["lot"], "fill")
    quality = world.actor("shonan-bio", "quality")
    with refuses(world, "qualification.role.operator", "qualification.training.msc_manufacturing"):
        ready.start(who=quality)


def test_the_sites_licence_lapses(bedside: Ready) -> None:
    """Three years on, without renewal, the site may no longer do what it could."""
    bedside.world.later(days=1190)
    lapsed = {
        "qualification.licence.hospital",
        "qualification.licence.cartagena_clinical",
        "legal_basis.cartagena",
    }
    assert lapsed <= causes_of(_refusal(bedside))

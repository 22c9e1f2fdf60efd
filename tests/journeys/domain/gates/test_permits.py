"""Qualification, legal basis, consent, donor, release: who may, under what, and who never."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.journeys.domain.gates.cast import (
    BAG,
    CONSENT,
    DAY,
    LEGAL,
    NOW,
    NURSE,
    OPERATOR,
    SITE,
    bad,
    facts,
    item,
    named,
    needs,
    of,
    outcomes,
    release,
    step,
    text,
    uid,
)
from tsunagu.journeys.domain.gates import facts as f

YESTERDAY, TOMORROW = date(2026, 11, 25), date(2026, 11, 27)


def valid(key: str = "infusion", **changes: Any) -> f.Valid:
    return replace(f.Valid(key, text(key)), **changes)


def audit(**changes: Any) -> f.AuditOutcome:
    return replace(f.AuditOutcome(uid(9), text("本社"), True, date(2026, 1, 5)), **changes)


@pytest.mark.parametrize(
    ("site", "outcome"),
    [
        ({"capabilities": (valid(),)}, {"pass"}),
        ({"capabilities": (valid(valid_until=date(2026, 11, 26)),)}, {"pass"}),
        ({"capabilities": (valid(valid_until=YESTERDAY),)}, {"decide"}),
        ({"capabilities": (valid(valid_from=TOMORROW),)}, {"decide"}),
        ({"capabilities": ()}, {"decide"}),
        ({"capabilities": (valid(),), "licences": (valid("F", valid_until=YESTERDAY),)}, {"decide"}),
        ({"capabilities": (valid(),), "licences": (valid("F", suspended=True),)}, {"stop"}),
        ({"capabilities": (valid(),), "agreements": (valid("Q", valid_until=YESTERDAY),)}, {"decide"}),
        (
            {"capabilities": (valid(),), "equipment": (f.Equipment(uid(8), text("遠心機"), YESTERDAY),)},
            {"decide"},
        ),
        ({"capabilities": (valid(),), "equipment": (f.Equipment(uid(8), text("遠心機"), None),)}, {"pass"}),
        ({"capabilities": (valid(),), "audits": (audit(),)}, {"pass"}),
        ({"capabilities": (valid(),), "audits": (audit(is_accepted=False),)}, {"decide"}),
        ({"capabilities": (valid(),), "audits": (audit(valid_until=date(2026, 11, 26)),)}, {"pass"}),
        ({"capabilities": (valid(),), "audits": (audit(valid_until=YESTERDAY),)}, {"decide"}),
    ],
)
def test_qualification_of_the_site(site: dict[str, Any], outcome: set[str]) -> None:
    judged = facts(needs(capability=named("infusion")), site=f.SiteFacts(SITE, text("病棟"), **site))
    assert outcomes("qualification", judged) == outcome


@pytest.mark.parametrize(("approved", "outcome"), [(None, {"pass"}), (True, {"pass"}), (False, {"decide"})])
def test_qualification_of_the_supplier(approved: bool | None, outcome: set[str]) -> None:
    lot = f.MaterialFacts(uid(81), "M", text("培地"), released=True, has_approved_supplier=approved)
    assert outcomes("qualification", facts(needs(), materials=(lot,))) == outcome


def test_a_day_begins_at_midnight_in_japan() -> None:
    late = NOW.replace(hour=15)
    judged = facts(
        needs(capability=named("infusion")),
        now=late,
        site=f.SiteFacts(SITE, text("病棟"), (valid(valid_until=date(2026, 11, 26)),)),
    )
    assert outcomes("qualification", judged) == {"decide"}


def test_qualification_of_the_person() -> None:
    assert outcomes("qualification", facts(needs(role=named("nurse")))) == {"pass"}
    assert outcomes("qualification", facts(needs(role=named("physician")))) == {"decide"}
    assert outcomes("qualification", facts(needs(trainings=(named("thawing"),)))) == {"decide"}


@pytest.mark.parametrize(
    ("legal", "cause"),
    [
        (None, "legal_basis.missing"),
        (replace(LEGAL, state="missing"), "legal_basis.missing"),
        (replace(LEGAL, state="suspended"), "legal_basis.suspended"),
        (replace(LEGAL, state="expired"), "legal_basis.expired"),
        (replace(LEGAL, valid_until=YESTERDAY), "legal_basis.expired"),
        (replace(LEGAL, valid_from=TOMORROW), "legal_basis.not_yet"),
        (replace(LEGAL, on_record=frozenset({"jrct"})), "legal_basis.papers"),
        (replace(LEGAL, named_sites=frozenset()), "legal_basis.site_not_named"),
        (replace(LEGAL, gene_modified=True), "legal_basis.cartagena"),
        (replace(LEGAL, comparability_pending=True), "legal_basis.comparability"),
    ],
)
def test_legal_basis_stops_a_dose(legal: f.LegalFacts | None, cause: str) -> None:
    verdict = bad("legal_basis", facts(legal=legal))
    assert (verdict.outcome, verdict.cause) == ("stop", cause)


@pytest.mark.parametrize(
    ("action", "kind", "outcome"),
    [
        ("transport", "vial", "stop"),
        ("transport", "donation", "pass"),
        ("release", "vial", "stop"),
        ("allocate", "vial", "stop"),
        ("process", "intermediate", "pass"),
    ],
)
def test_comparability_bars_shipment_but_not_making(action: str, kind: str, outcome: str) -> None:
    legal = replace(LEGAL, comparability_pending=True)
    assert outcomes("legal_basis", facts(step(action), legal=legal, items=(item(kind=kind),))) == {outcome}


def test_a_process_version_must_be_named() -> None:
    legal = replace(LEGAL, process_version="3", named_versions=frozenset({"2"}))
    assert bad("legal_basis", facts(step("process"), legal=legal)).cause == "legal_basis.version_not_named"
    assert outcomes("legal_basis", facts(step("process"), legal=replace(legal, process_version="2"))) == {
        "pass"
    }


def test_a_suspended_plan_lets_cells_be_kept_and_patients_followed() -> None:
    legal = replace(LEGAL, state="suspended")
    for action in ("store", "tend", "test", "follow_up", "accept"):
        assert outcomes("legal_basis", facts(step(action, "clinical"), legal=legal)) == {"pass"}
    for action in ("process", "transport", "release", "administer", "collect", "prepare", "allocate"):
        assert "stop" in outcomes("legal_basis", facts(step(action, "clinical"), legal=legal))


def test_a_laboratory_that_is_not_named_may_not_test() -> None:
    judged = facts(step("test", "evaluation"), legal=replace(LEGAL, named_sites=frozenset()))
    assert outcomes("legal_basis", judged) == {"stop"}


def consent(**changes: Any) -> f.ConsentFacts:
    return replace(CONSENT, **changes)


@pytest.mark.parametrize(
    ("consents", "cause"),
    [
        ((), "consent.none.treatment"),
        ((consent(purpose="donation"),), "consent.none.treatment"),
        ((consent(given_at=NOW + DAY),), "consent.none.treatment"),
        ((consent(withdrawn_at=NOW - DAY),), "consent.withdrawn.treatment"),
        ((consent(valid_when_given=False),), "consent.invalid.treatment"),
        ((consent(reconsent_due=NOW - DAY),), "consent.reconsent.treatment"),
        ((consent(), consent(subject="donor-1", withdrawn_at=NOW)), "consent.withdrawn.treatment"),
        ((consent(), consent(given_at=NOW - DAY, withdrawn_at=NOW)), "consent.withdrawn.treatment"),
        ((consent(withdrawn_at=NOW), consent(given_at=NOW - DAY)), "consent.withdrawn.treatment"),
    ],
)
def test_consent_stops(consents: tuple[f.ConsentFacts, ...], cause: str) -> None:
    verdict = bad("consent", facts(consents=consents))
    assert (verdict.outcome, verdict.cause) == ("stop", cause)


def test_a_new_form_stops_nobody_and_a_new_consent_heals_a_withdrawal() -> None:
    newer_form = consent(current_version="5.0")
    again = (consent(withdrawn_at=NOW - 2 * DAY), consent(given_at=NOW - DAY))
    assert outcomes("consent", facts(consents=(newer_form,))) == {"pass"}
    assert outcomes("consent", facts(consents=again)) == {"pass"}


def test_who_leaves_the_course_is_not_processed_further_even_where_the_step_names_no_purpose() -> None:
    gone = (consent(withdrawn_at=NOW),)
    assert outcomes("consent", facts(step("process"), consents=gone)) == {"stop"}
    assert outcomes("consent", facts(step("store"), consents=gone)) == set()
    assert outcomes("consent", facts(step("follow_up"), consents=gone)) == set()


def donor(**changes: Any) -> f.DonorFacts:
    return replace(f.DonorFacts(uid(5), "D-1", False, "eligible", NOW - 10 * DAY), **changes)


def donor_test(**changes: Any) -> f.DonorTest:
    right = f.DonorTest(text("HIV"), "negative", sampled_at=NOW - 12 * DAY, window_days=30)
    return replace(right, **changes)


@pytest.mark.parametrize(
    ("who", "pending_allowed", "outcome"),
    [
        (donor(), False, {"pass"}),
        (donor(tests=(donor_test(),)), False, {"pass"}),
        (donor(eligibility="ineligible"), True, {"stop"}),
        (donor(eligibility="missing"), True, {"stop"}),
        (donor(eligibility="pending"), True, {"pass"}),
        (donor(eligibility="pending"), False, {"stop"}),
        (donor(tests=(donor_test(state="positive"),)), True, {"stop"}),
        (donor(tests=(donor_test(state="pending"),)), True, {"pass"}),
        (donor(tests=(donor_test(state="pending"),)), False, {"stop"}),
        (donor(tests=(donor_test(sampled_at=NOW - 60 * DAY),)), False, {"stop"}),
        (donor(tests=(donor_test(sampled_at=None),)), False, {"stop"}),
        (donor(tests=(donor_test(retest_due=NOW - DAY),)), False, {"stop"}),
        (
            donor(autologous=True, eligibility="ineligible", tests=(donor_test(state="positive"),)),
            False,
            {"pass"},
        ),
    ],
)
def test_donor(who: f.DonorFacts, pending_allowed: bool, outcome: set[str]) -> None:
    judged = facts(step("process", donor_pending_allowed=pending_allowed), source="allogeneic", donors=(who,))
    assert outcomes("donor", judged) == outcome


def test_another_persons_cells_without_a_donor_on_record_are_not_used() -> None:
    assert outcomes("donor", facts(source="allogeneic")) == {"stop"}
    assert outcomes("donor", facts(items=(item(source="lot"),))) == {"stop"}
    assert outcomes("donor", facts()) == set()


@pytest.mark.parametrize(
    ("setting", "releases", "outcome"),
    [
        ("trial", (release(),), {"pass"}),
        ("trial", (), {"stop"}),
        ("trial", (release("site"),), {"stop"}),
        ("approved", (release("site"), release("market")), {"pass"}),
        ("approved", (release("site"),), {"stop"}),
        ("research", (release("provision"),), {"pass"}),
        ("treatment", (release("provision"),), {"pass"}),
        ("trial", (release(verdict="rejected"),), {"stop"}),
        ("trial", (release(), release(at=NOW, verdict="withdrawn")), {"stop"}),
        ("trial", (release(at=NOW + DAY),), {"stop"}),
        ("trial", (release(by_quality_unit=False),), {"stop"}),
        ("trial", (release(person=OPERATOR),), {"stop"}),
    ],
)
def test_release(setting: str, releases: tuple[f.ReleaseFacts, ...], outcome: set[str]) -> None:
    assert outcomes("release", facts(setting=setting, items=(item(releases=releases),))) == outcome


@pytest.mark.parametrize(
    ("person", "roles", "kind", "cause"),
    [
        (OPERATOR, {"quality", "operator"}, "site", "release.by_maker"),
        (NURSE, {"nurse"}, "site", "release.not_quality"),
        (NURSE, {"quality"}, "market", "release.missing.site"),
    ],
)
def test_who_may_release(person: Any, roles: set[str], kind: str, cause: str) -> None:
    actor = replace(facts().actor, person=person, roles=frozenset(roles))
    judged = facts(
        step("release", releases=kind), actor=actor, setting="approved", items=(item(releases=()),)
    )
    assert bad("release", judged).cause == cause


def test_a_quality_unit_that_made_nothing_may_release() -> None:
    actor = replace(facts().actor, roles=frozenset({"quality"}))
    assert outcomes("release", facts(step("release", releases="sponsor"), actor=actor)) == {"pass"}


def test_an_intermediate_drawn_for_further_work_needs_the_sites_release_only() -> None:
    vial = item(kind="intermediate", source="lot", releases=(release("site"),))
    drawing = facts(step("allocate", needs_release=True), setting="approved", items=(vial,))
    assert outcomes("release", drawing) == {"pass"}
    assert outcomes("release", replace(drawing, items=(replace(vial, kind="vial"),))) == {"stop"}
    assert outcomes("release", replace(drawing, step=needs())) == {"stop"}


def test_a_device_kit_needs_no_release() -> None:
    kit = item(kind="kit", source="supplier", releases=(), uuid=uid(77), case_coi=None, allocated_coi=None)
    assert {v.item for v in of("release", facts(items=(item(), kit)))} == {BAG}

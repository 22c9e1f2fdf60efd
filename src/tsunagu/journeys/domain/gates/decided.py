"""Which signed decision turns which verdict into a pass, and which never does.

A decision answers the causes it names, for one item and one step, before the act. The out-of-specification
path is a use that the patient, the physician, the quality unit and the manufacturer agreed to; it is never a
release.
"""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.consent import is_in_force
from tsunagu.journeys.domain.gates.facts import DecisionFacts, SignatureFacts, StepFacts
from tsunagu.journeys.domain.verdicts import OUT_OF_SPECIFICATION, Evidence, Outcome, Verdict

DECIDABLE = frozenset({"time", "condition", "custody", "qualification", "quality", "hold"})
NEVER_OVERRIDDEN = frozenset({"identity", "allocation", "consent", "legal_basis", "release"})
SPECIAL_USE_GATES = frozenset({"time", "quality", "release"})
SPECIAL_USE_ACTS = frozenset({"allocate", "transport", "accept", "prepare", "administer"})
QUALITY_ROLES = frozenset({"quality", "second_quality"})
MANUFACTURER_ROLES = frozenset({"manufacturer", "mah", "sponsor"})


def is_decidable(verdict: Verdict) -> bool:
    """Return whether two signatures may turn this verdict into a pass."""
    return verdict.outcome is Outcome.DECIDE and verdict.overridable and verdict.gate in DECIDABLE


def leads_to_special_use(verdict: Verdict) -> bool:
    """Return whether the out-of-specification path is open from this verdict."""
    stopped = verdict.outcome is Outcome.STOP and verdict.path == OUT_OF_SPECIFICATION
    return stopped and verdict.gate in SPECIAL_USE_GATES and verdict.item is not None


def needed_signers(facts: StepFacts, item: UUID | None) -> tuple[str, ...]:
    """Return who signs: the quality unit, and the physician where a patient's irreplaceable thing is at stake."""
    if facts.case is not None and facts.is_irreplaceable(item):
        return ("quality", "physician")
    return ("quality", "second_quality")


def _makers(facts: StepFacts, item: UUID | None) -> frozenset[UUID]:
    chosen = facts.item(item)
    return chosen.makers if chosen else frozenset().union(*(each.makers for each in facts.items))


def quality_signatures(
    facts: StepFacts, item: UUID | None, signatures: Iterable[SignatureFacts]
) -> list[SignatureFacts]:
    """Return the signatures of a responsible quality unit by people who had no part in making the item."""
    makers = _makers(facts, item)
    return [
        each
        for each in signatures
        if each.role in QUALITY_ROLES
        and each.member in facts.responsible_members
        and each.person not in makers
    ]


def physician_signatures(facts: StepFacts, signatures: Iterable[SignatureFacts]) -> list[SignatureFacts]:
    """Return the signatures of physicians of the hospital that treats the case."""
    hospital = facts.case.hospital if facts.case else None
    return [each for each in signatures if each.role == "physician" and each.member == hospital]


def missing_signer(facts: StepFacts, item: UUID | None, signatures: tuple[SignatureFacts, ...]) -> str | None:
    """Return which signature an override still lacks: quality, physician, second; None when complete."""
    in_time = [each for each in signatures if each.signed_at <= facts.now]
    quality = {each.person for each in quality_signatures(facts, item, in_time)}
    physicians = {each.person for each in physician_signatures(facts, in_time)}
    if not quality:
        return "quality"
    if "physician" in needed_signers(facts, item):
        return None if _distinct([quality, physicians]) else "physician"
    return None if len(quality | physicians) > 1 else "second"


def missing_for_special_use(facts: StepFacts, decision: DecisionFacts) -> str | None:
    """Return what an out-of-specification use still lacks; None when everything is there."""
    in_time = [each for each in decision.signatures if each.signed_at <= facts.now]
    groups = {
        "physician": {each.person for each in physician_signatures(facts, in_time)},
        "quality": {each.person for each in quality_signatures(facts, decision.item, in_time)},
        "manufacturer": {each.person for each in in_time if each.role in MANUFACTURER_ROLES},
    }
    lacking = next((role for role, people in groups.items() if not people), None)
    if lacking is None and not _distinct(list(groups.values())):
        lacking = "distinct"
    if lacking is None and not has_special_consent(facts, decision.item):
        lacking = "consent"
    if lacking is None and not decision.legal_route.strip():
        lacking = "legal_route"
    return lacking


def has_special_consent(facts: StepFacts, item: UUID | None) -> bool:
    """Return whether the patient's newest consent to this very use is in force."""
    about = [each for each in facts.consents if each.purpose == OUT_OF_SPECIFICATION and each.item == item]
    given = [each for each in about if each.given_at <= facts.now]
    return item is not None and bool(given) and is_in_force(max(given, key=lambda each: each.given_at), facts)


def _distinct(groups: list[set[UUID]]) -> bool:
    """Return whether one person can be taken from each group without taking anyone twice."""
    if not groups:
        return True
    first, rest = groups[0], groups[1:]
    return any(_distinct([group - {person} for group in rest]) for person in first)


def _is_timely(facts: StepFacts, decision: DecisionFacts) -> bool:
    return decision.made_at <= facts.now and facts.step.key in decision.steps


def _overrides(facts: StepFacts, verdict: Verdict, decision: DecisionFacts) -> bool:
    return (
        decision.kind == "override"
        and decision.steps == {facts.step.key}
        and verdict.cause in decision.causes
        and decision.item == verdict.item
        and _is_timely(facts, decision)
        and missing_signer(facts, verdict.item, decision.signatures) is None
    )


def _permits_use(facts: StepFacts, verdict: Verdict, decision: DecisionFacts) -> bool:
    return (
        decision.kind == OUT_OF_SPECIFICATION
        and facts.step.act in SPECIAL_USE_ACTS
        and decision.item == verdict.item
        and (verdict.gate == "release" or verdict.cause in decision.causes)
        and _is_timely(facts, decision)
        and missing_for_special_use(facts, decision) is None
    )


def apply_decisions(facts: StepFacts, verdict: Verdict) -> Verdict:
    """Return the verdict as a pass where a decision answers it, else with the signers that it needs."""
    if is_decidable(verdict):
        for decision in facts.decisions:
            if _overrides(facts, verdict, decision):
                return _decided(verdict, decision, _BY_DECISION)
        return replace(verdict, signers=needed_signers(facts, verdict.item))
    if leads_to_special_use(verdict):
        for decision in facts.decisions:
            if _permits_use(facts, verdict, decision):
                return _decided(verdict, decision, _SPECIAL_USE)
        return replace(verdict, signers=("physician", "quality", "manufacturer"))
    return verdict


_BY_DECISION = Text("署名された決定により実施できます", "permitted by a signed decision")
_SPECIAL_USE = Text(
    "規格外製品の使用として実施します。出荷判定ではありません", "an out-of-specification use, not a release"
)


def _decided(verdict: Verdict, decision: DecisionFacts, why: Text) -> Verdict:
    return replace(
        verdict,
        outcome=Outcome.PASS,
        reason=Text(f"{verdict.reason.ja}（{why.ja}）", f"{verdict.reason.en} ({why.en})"),
        evidence=(*verdict.evidence, Evidence("decision", decision.uuid, decision.kind)),
        decided_by=decision.uuid,
        overridable=False,
        warning=True,
        path="",
        advice=None,
    )

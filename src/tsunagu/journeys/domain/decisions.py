"""Decisions: what two people may sign for before an act, and what nobody can.

The gates apply a decision (``gates.decided``); here stands whether it may be made and recorded at all.
"""

from uuid import UUID

from tsunagu.foundation.refusals import NotAllowed, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.decided import (
    DECIDABLE,
    NEVER_OVERRIDDEN,
    is_decidable,
    leads_to_special_use,
    missing_for_special_use,
    missing_signer,
    needed_signers,
)
from tsunagu.journeys.domain.gates.facts import DecisionFacts, SignatureFacts, StepFacts
from tsunagu.journeys.domain.gates.names import gate_name
from tsunagu.journeys.domain.gates.sequence import CLOSED_STATES
from tsunagu.journeys.domain.verdicts import Verdict, is_about_the_person

SHORTEST_GROUNDS = 10
LONGEST_GROUNDS = 2000

LACKING = {
    "quality": Text(
        "責任を負う組織の品質部門(製造に携わっていない人)の署名が必要です",
        "The responsible quality unit must sign, by someone who had no part in making it.",
    ),
    "physician": Text(
        "代わりのない現品のため、治療する病院の医師の署名(品質部門とは別の人)が必要です",
        "It can't be replaced: a physician of the treating hospital, other than the quality signer, must sign.",
    ),
    "second": Text("もう一人の署名が必要です", "A second person must sign."),
    "manufacturer": Text("製造者の同意(署名)が必要です", "The manufacturer must agree and sign."),
    "distinct": Text("署名はそれぞれ別の人が行ってください", "Each signature must be by a different person."),
    "consent": Text(
        "この現品を規格外で使うことへの患者さんの同意が必要です",
        "The patient must consent to the use of this very item out of specification.",
    ),
    "legal_route": Text(
        "この使用の法的な枠組み(治験、例外的な提供など)を記入してください",
        "Name the legal route of this use (a trial, exceptional supply).",
    ),
}


def may_decide(verdict: Verdict) -> bool:
    """Return whether this verdict is open to a decision or to the out-of-specification path."""
    return is_decidable(verdict) or leads_to_special_use(verdict)


def may_be_proposed(verdict: Verdict) -> bool:
    """Say whether a decision on this verdict would help: not where another person of the organisation may act."""
    return not verdict.passes and may_decide(verdict) and not is_about_the_person(verdict)


def check_decision_verdict(verdict: Verdict) -> None:
    """Refuse a decision on a verdict that no one may override."""
    if may_decide(verdict):
        return
    name = gate_name(verdict.gate)
    raise Refused(
        "not_decidable",
        Text(
            f"「{name.ja}」のこの判定は、決定によって通すことができません:{verdict.reason.ja}",
            f"No decision can pass this verdict of {name.en}: {verdict.reason.en}",
        ),
    )


def check_decision_before_act(facts: StepFacts) -> None:
    """Refuse a decision on a step that is already over: it must come before the act."""
    if facts.step_state in CLOSED_STATES:
        raise Refused(
            "decision_too_late",
            Text(
                f"工程「{facts.step.name.ja}」は終わっているため、決定を記録できません",
                f"The step {facts.step.name.en!r} is over; a decision must come before it.",
            ),
        )


def check_decision_grounds(grounds: str) -> str:
    """Return the reason given for the decision, trimmed; refuse one that says nothing or runs on."""
    trimmed = grounds.strip()
    if SHORTEST_GROUNDS <= len(trimmed) <= LONGEST_GROUNDS:
        return trimmed
    raise Refused(
        "decision_grounds",
        Text(
            f"決定の理由を{SHORTEST_GROUNDS}文字以上{LONGEST_GROUNDS}文字以内で記入してください",
            f"Give the grounds of the decision in {SHORTEST_GROUNDS} to {LONGEST_GROUNDS} characters.",
        ),
        field="grounds",
    )


def check_decision_signatures(
    facts: StepFacts, item: UUID | None, signatures: tuple[SignatureFacts, ...]
) -> None:
    """Refuse an override until the quality unit and, where needed, the physician have both signed."""
    lacking = missing_signer(facts, item, signatures)
    if lacking is not None:
        raise NotAllowed(f"signature_missing_{lacking}", LACKING[lacking])


def check_special_use(facts: StepFacts, decision: DecisionFacts) -> None:
    """Refuse an out-of-specification use until physician, quality, manufacturer and patient agree, lawfully."""
    item = facts.item(decision.item)
    if facts.case is None or item is None or item.source != "own" or not facts.is_irreplaceable(item.uuid):
        raise Refused(
            "special_use_replaceable",
            Text(
                "規格外製品の使用は、患者さん自身の細胞から作られ、代わりのない製品に限られます",
                "Out-of-specification use is only for the patient's own product that can't be replaced.",
            ),
        )
    lacking = missing_for_special_use(facts, decision)
    if lacking is not None:
        raise Refused(f"special_use_{lacking}", LACKING[lacking])


__all__ = [
    "DECIDABLE",
    "LACKING",
    "NEVER_OVERRIDDEN",
    "check_decision_before_act",
    "check_decision_grounds",
    "check_decision_signatures",
    "check_decision_verdict",
    "check_special_use",
    "may_decide",
    "needed_signers",
]

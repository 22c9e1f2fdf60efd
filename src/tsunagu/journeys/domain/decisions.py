"""Decisions: what two people may sign for before an act, and what nobody can.

The gates apply a decision (``gates.decided``); here stands whether it may be made and recorded at all.
"""

from tsunagu.foundation.refusals import Refused
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
from tsunagu.journeys.domain.gates.facts import DecisionFacts, StepFacts
from tsunagu.journeys.domain.gates.names import gate_name
from tsunagu.journeys.domain.gates.sequence import CLOSED_STATES
from tsunagu.journeys.domain.gates.time import is_special_use_thinkable
from tsunagu.journeys.domain.verdicts import OUT_OF_SPECIFICATION, Verdict, is_about_the_person

SHORTEST_GROUNDS = 10
LONGEST_GROUNDS = 2000

_LACKING = {
    "quality": Text(
        "責任を負う組織の品質部門（製造に携わっていない人）の署名が必要です。",
        "The responsible quality unit must sign, by someone who had no part in making it.",
    ),
    "physician": Text(
        "代わりのない現品のため、治療する病院の医師の署名（品質部門とは別の人）が必要です。",
        "It can't be replaced: a physician of the treating hospital, other than the quality signer, must sign.",
    ),
    "second": Text("もう一人の署名が必要です。", "A second person must sign."),
    "manufacturer": Text("製造者の同意（署名）が必要です。", "The manufacturer must agree and sign."),
    "distinct": Text(
        "署名はそれぞれ別の人が行ってください。", "Each signature must be by a different person."
    ),
    "consent": Text(
        "この現品を規格外で使うことへの患者さんの同意が必要です。",
        "The patient must consent to the use of this very item out of specification.",
    ),
    "legal_route": Text(
        "この使用の法的な枠組み（治験、例外的な提供など）を記入してください。",
        "Name the legal route of this use (a trial, exceptional supply).",
    ),
}
_REPLACEABLE = Text(
    "規格外製品の使用は、患者さん自身の細胞から作られ、代わりのない製品に限られます。",
    "Out-of-specification use is only for the patient's own product that can't be replaced.",
)


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


def lacking(facts: StepFacts, decision: DecisionFacts) -> Text | None:
    """Return in one sentence what an open decision still lacks; None when it can be made.

    An override needs the quality unit and, where needed, the physician; a use out of specification needs
    physician, quality unit, manufacturer and patient, and a legal route.
    """
    if decision.kind != OUT_OF_SPECIFICATION:
        signer = missing_signer(facts, decision.item, decision.signatures)
        return None if signer is None else _LACKING[signer]
    item = facts.item(decision.item)
    if item is None or not is_special_use_thinkable(facts, item):
        return _REPLACEABLE
    missing = missing_for_special_use(facts, decision)
    return None if missing is None else _LACKING[missing]


__all__ = [
    "DECIDABLE",
    "NEVER_OVERRIDDEN",
    "check_decision_before_act",
    "check_decision_grounds",
    "check_decision_verdict",
    "lacking",
    "may_decide",
    "needed_signers",
]

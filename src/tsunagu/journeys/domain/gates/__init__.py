"""Gates 実施前確認: rules that must all say yes before a step. Pure; shown before someone acts."""

from collections.abc import Callable, Iterable

from tsunagu.journeys.domain.gates import (
    acceptance,
    allocation,
    condition,
    consent,
    custody,
    donor,
    dose,
    hold,
    identity,
    legal_basis,
    materials,
    qualification,
    quality,
    readiness,
    release,
    sequence,
    time,
)
from tsunagu.journeys.domain.gates.decided import apply_decisions
from tsunagu.journeys.domain.gates.facts import StepFacts
from tsunagu.journeys.domain.gates.keeping import soften
from tsunagu.journeys.domain.gates.names import GATES, Gate, gate_name
from tsunagu.journeys.domain.verdicts import Outcome, Verdict, may_proceed, severest_first, worst

_JUDGES: dict[str, Callable[[StepFacts], list[Verdict]]] = {
    "identity": identity.judge,
    "custody": custody.judge,
    "acceptance": acceptance.judge,
    "sequence": sequence.judge,
    "qualification": qualification.judge,
    "legal_basis": legal_basis.judge,
    "consent": consent.judge,
    "donor": donor.judge,
    "materials": materials.judge,
    "time": time.judge,
    "condition": condition.judge,
    "quality": quality.judge,
    "release": release.judge,
    "allocation": allocation.judge,
    "dose": dose.judge,
    "readiness": readiness.judge,
    "hold": hold.judge,
}


def judge(facts: StepFacts, entered: StepFacts | None = None) -> tuple[Verdict, ...]:
    """Run every gate in order; a gate may answer several times (once per item or cause) or not at all.

    ``entered`` are the facts at the time of a late entry: what passes only at the time that was typed needs a
    decision, which is judged at the time of the entry.
    """
    found = _answers(facts)
    if entered is None:
        return found
    in_the_way = {(one.cause, one.item) for one in found if not one.passes}
    only_now = [
        one for one in _answers(entered) if not one.passes and (one.cause, one.item) not in in_the_way
    ]
    late = time.late_entry(facts.now, only_now)
    return (*found, *(soften(entered, apply_decisions(entered, one)) for one in late))


def _answers(facts: StepFacts) -> tuple[Verdict, ...]:
    return tuple(verdict for gate in GATES for verdict in judge_alone(gate.key, facts))


def judge_alone(gate: str, facts: StepFacts) -> tuple[Verdict, ...]:
    """Run one gate, with what decisions make of its answer: for those who have the facts of this gate only."""
    found = severest_first(_JUDGES[gate](facts))
    return tuple(soften(facts, apply_decisions(facts, verdict)) for verdict in found)


def by_gate(verdicts: Iterable[Verdict]) -> dict[str, tuple[Verdict, ...]]:
    """Group the verdicts by gate, in the order of the gates, severest first."""
    found = list(verdicts)
    grouped = {gate.key: tuple(severest_first(v for v in found if v.gate == gate.key)) for gate in GATES}
    return {key: group for key, group in grouped.items() if group}


__all__ = [
    "GATES",
    "Gate",
    "Outcome",
    "Verdict",
    "by_gate",
    "gate_name",
    "judge",
    "judge_alone",
    "may_proceed",
    "worst",
]

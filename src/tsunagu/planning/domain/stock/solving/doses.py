"""Allocate doses: as many patients as possible, the urgent first, and of the lots those that expire first."""

from tsunagu.planning.domain.stock.doses import Allocation, DoseProblem, Given, StoredLot, WaitingPatient
from tsunagu.planning.domain.stock.solving.program import INFINITE, Effort, Program

EXACT = Effort(nodes=20_000, seconds=20.0)


def allocate(problem: DoseProblem) -> Allocation:
    """Return an allocation that serves the most patients class by class, and then leaves the longest-lived doses.

    Each class of priority is settled before the next; among as many patients those who wait longer come first.
    """
    settled: dict[int, float] = {}
    best = Allocation(())
    for priority in sorted({one.priority for one in problem.patients}, reverse=True):
        best = _solved(problem, settled, priority)
        settled[priority] = _worth(problem, best, priority)
    return _solved(problem, settled, None) if settled else best


def _solved(problem: DoseProblem, settled: dict[int, float], priority: int | None) -> Allocation:
    """Solve for one class of priority, others settled at their worth; None: for the order of expiry."""
    program = Program()
    order = sorted(problem.lots, key=lambda lot: (lot.expires, lot.key))
    ranks = {lot.key: float(place + 1) for place, lot in enumerate(order)}
    worth = _weights(problem)
    served: dict[str, int] = {}
    taken: dict[str, list[tuple[int, float]]] = {lot.key: [] for lot in problem.lots}
    picks: dict[tuple[str, int, str], tuple[int, float]] = {}
    for patient in problem.patients:
        served[patient.key] = program.column(
            -worth[patient.key] if patient.priority == priority else 0.0, 0, 1, is_whole=True
        )
        for number, one in enumerate(patient.administrations):
            terms = []
            for lot in _usable(problem, patient, number):
                unit = 1.0 if patient.may_mix else float(one.doses)
                cost = ranks[lot.key] * unit if priority is None else 0.0
                at = program.column(cost, 0, one.doses / unit, is_whole=True)
                picks[patient.key, number, lot.key] = at, unit
                terms.append((at, unit))
                taken[lot.key].append((at, unit))
            program.row(0, 0, [*terms, (served[patient.key], -float(one.doses))])
    for lot in problem.lots:
        program.row(-INFINITE, lot.doses, taken[lot.key])
    for settled_class, least in settled.items():
        alike = [one for one in problem.patients if one.priority == settled_class]
        program.row(least - 1e-6, INFINITE, [(served[one.key], worth[one.key]) for one in alike])
    values = program.solve(EXACT).values
    if values is None:
        return Allocation(())
    return Allocation(
        tuple(
            sorted(
                Given(patient, number, lot, round(values[at] * unit))
                for (patient, number, lot), (at, unit) in picks.items()
                if values[at] > 0.5
            )
        )
    )


def _usable(problem: DoseProblem, patient: WaitingPatient, number: int) -> list[StoredLot]:
    one = patient.administrations[number]
    return [
        lot
        for lot in problem.lots
        if patient.fits(lot) and problem.lasts(lot, one.on) and (patient.may_mix or lot.doses >= one.doses)
    ]


def _weights(problem: DoseProblem) -> dict[str, float]:
    """Return what serving a patient is worth: 1, and the longer he waits a little more (together less than 1)."""
    order = sorted(problem.patients, key=lambda one: (one.since, one.key), reverse=True)
    count = len(order) + 1
    return {one.key: 1.0 + place / (count * count) for place, one in enumerate(order)}


def _worth(problem: DoseProblem, found: Allocation, priority: int) -> float:
    weights = _weights(problem)
    return sum(
        weights[one.key] for one in problem.patients if one.priority == priority and one.key in found.served
    )

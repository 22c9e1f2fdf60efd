"""Who could get which doses: a proposal from what lies in store for those who wait, checked, and nothing is written."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.queries.made_to_stock import PatientWaiting
from tsunagu.planning.domain.stock.doses import (
    Administration,
    Allocation,
    DoseProblem,
    StoredLot,
    WaitingPatient,
    doses_for,
)
from tsunagu.planning.domain.stock.solving.doses import allocate
from tsunagu.planning.domain.stock.stated import Stated
from tsunagu.planning.domain.stock.verify.doses import faults_of
from tsunagu.planning.queries.stock import LotView, lots_of, waiting_for
from tsunagu.therapies.domain.route import Route

MOST_PATIENTS = 200


@dataclass(frozen=True, slots=True)
class Proposed:
    """The problem with its lots and patients as pages name them, and the allocation proposed."""

    problem: DoseProblem
    allocation: Allocation
    lots: tuple[LotView, ...]
    patients: tuple[PatientWaiting, ...]
    is_cut: bool


def propose_doses(route: Route, stated: Stated, now: datetime) -> Proposed:
    """Return who could get which of the doses in store; first to expire first, the urgent and long waiting first.

    An administration takes its doses from one lot; one that is planned for a day gone by counts as today's.
    """
    lots = tuple(lot for lot in lots_of(route, stated, now) if lot.state == "in_store")
    waiting = waiting_for(route)
    shown = tuple(waiting[:MOST_PATIENTS])
    stored = tuple(
        StoredLot(
            lot.number, lot.count,
            tokyo_date(lot.expires_at or now + timedelta(weeks=stated.keeping.shelf)),
        )
        for lot in _merged(lots)
    )  # fmt: skip
    problem = DoseProblem(stored, tuple(_patient(one, now) for one in shown), stated.keeping.least * 7)
    found = allocate(problem)
    faults = faults_of(problem, found)
    if faults:
        raise Refused(
            "allocation_check",
            Text(
                f"割当て案は検算で認められませんでした：{faults[0].ja}",
                f"The proposal did not pass its check: {faults[0].en}",
            ),
        )
    return Proposed(problem, found, lots, shown, len(waiting) > MOST_PATIENTS)


def _merged(lots: tuple[LotView, ...]) -> list[LotView]:
    """Return each lot once, however many holders it lies with; the earliest expiry counts for all of it."""
    found: dict[str, LotView] = {}
    for lot in lots:
        known = found.get(lot.number)
        found[lot.number] = lot if known is None else replace(known, count=known.count + lot.count)
    return list(found.values())


def _patient(one: PatientWaiting, now: datetime) -> WaitingPatient:
    by_weight = one.kilograms is not None and one.cells_per_kg is not None and one.cells_per_dose is not None
    given = tuple(
        Administration(
            tokyo_date(max(at, now)),
            doses_for(one.cells_per_kg or 0, one.kilograms or 0, one.cells_per_dose or 1)
            if by_weight
            else count,
        )
        for at, count in one.administrations
    )
    return WaitingPatient(one.coi, given, tokyo_date(one.ordered_at), one.urgency)

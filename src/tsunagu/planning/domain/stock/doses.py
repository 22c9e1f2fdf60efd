"""Who gets which doses: released lots, patients who wait with their administrations, and an allocation."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil


@dataclass(frozen=True, slots=True)
class StoredLot:
    """Free doses of a released lot, with its donor where compatibility depends on the donor."""

    key: str
    doses: int
    expires: date
    donor: str = ""


@dataclass(frozen=True, slots=True)
class Administration:
    """So many doses given on a day."""

    on: date
    doses: int


@dataclass(frozen=True, slots=True)
class WaitingPatient:
    """A patient who waits for doses; a higher ``priority`` comes before every lower one.

    ``barred`` names lots and donors that don't fit; ``may_mix`` allows two lots in one administration. ``since`` is the
    day from which the patient waits: of two alike the one who waits longer comes first.
    """

    key: str
    administrations: tuple[Administration, ...]
    since: date
    priority: int = 1
    barred: frozenset[str] = frozenset()
    may_mix: bool = False

    @property
    def doses(self) -> int:
        """All doses that the patient needs."""
        return sum(one.doses for one in self.administrations)

    def fits(self, lot: StoredLot) -> bool:
        """Say whether nothing speaks against this lot for the patient."""
        return lot.key not in self.barred and not (lot.donor and lot.donor in self.barred)


@dataclass(frozen=True, slots=True)
class DoseProblem:
    """Lots and patients; ``least_days`` must remain of a lot's life on the day of use."""

    lots: tuple[StoredLot, ...]
    patients: tuple[WaitingPatient, ...]
    least_days: int = 0

    def lasts(self, lot: StoredLot, on: date) -> bool:
        """Say whether enough of a lot's life remains on a day; one that expires that day may be used with 0 days."""
        return on + timedelta(days=self.least_days) <= lot.expires


@dataclass(frozen=True, slots=True, order=True)
class Given:
    """Doses of a lot for the administration of a patient (counted from 0)."""

    patient: str
    administration: int
    lot: str
    doses: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who gets what; a patient gets all administrations or none."""

    given: tuple[Given, ...]

    @property
    def served(self) -> frozenset[str]:
        """The patients who get their doses."""
        return frozenset(one.patient for one in self.given)

    def left(self, problem: DoseProblem) -> dict[str, int]:
        """Return what is left of each lot."""
        taken: Counter[str] = Counter()
        for one in self.given:
            taken[one.lot] += one.doses
        return {lot.key: lot.doses - taken[lot.key] for lot in problem.lots}


def doses_for(cells_per_kg: float, kilograms: float, cells_per_dose: float) -> int:
    """Return how many whole doses a weight needs."""
    return max(1, ceil(cells_per_kg * kilograms / cells_per_dose - 1e-9))

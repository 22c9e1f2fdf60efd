"""The page of a journey without what its reader's agreements don't open; that something is left out is told.

Judgements, holds, decisions and releases stay: the safety of the patient hangs on them.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from tsunagu.conditions.queries import LegView
from tsunagu.evaluation.queries import InvestigationView, ResultView
from tsunagu.foundation.text import Text
from tsunagu.journeys.queries.seeing import Seen, seen_of
from tsunagu.members.domain.agreements import FIELDS

if TYPE_CHECKING:
    from tsunagu.journeys.queries.page import DeviationRow, JourneyPage

NOTHING = "―"
T = TypeVar("T")


def withhold(page: "JourneyPage", on: date) -> None:
    """Take from the page what its reader may not see, and note of whom which groups were left out."""
    members = {row.member for row in page.course.every_step} | {one.member for one in page.results}
    members |= {one.organisation for one in page.history} | {one.member for one in page.deviations}
    seen = seen_of(members, on)
    if all(granted == frozenset(FIELDS) for granted in seen.by_member.values()):
        return
    cut = _Cut(page, seen)
    cut.results()
    cut.conditions()
    cut.departures()
    cut.of_the_patient()
    cut.papers()
    page.withheld = cut.told()


class _Cut:
    def __init__(self, page: "JourneyPage", seen: Seen) -> None:
        self.page, self.seen = page, seen
        self.left_out: dict[tuple[str, UUID], None] = {}

    def told(self) -> list[tuple[Text, UUID]]:
        """Return the groups that were left out, and whose they are."""
        return [(FIELDS[group], member) for group, member in self.left_out]

    def _sees(self, group: str, member: UUID | None) -> bool:
        if self.seen.sees(group, member):
            return True
        assert member is not None  # noqa: S101 - what nobody recorded is seen
        self.left_out[group, member] = None
        return False

    def _each(
        self, group: str, found: Iterable[T], member: Callable[[T], UUID], bare: Callable[[T], T]
    ) -> list[T]:
        return [one if self._sees(group, member(one)) else bare(one) for one in found]

    def results(self) -> None:
        """Leave of a result its judgement alone."""
        page, course = self.page, self.page.course
        page.results = self._each("results", page.results, _member, _bare_result)
        course.results = self._each("results", course.results, _member, _bare_result)
        course.corrections = self._each("results", course.corrections, _member, _bare_result)

    def conditions(self) -> None:
        """Leave of a leg its verdict alone."""
        rows = self.page.course.rows
        legs: list[Any] = list(self.page.course.legs)
        self.page.course.legs = [
            one if one.step not in rows or self._sees("conditions", rows[one.step].member) else _bare_leg(one)
            for one in legs
        ]

    def departures(self) -> None:
        """Leave of a deviation and an investigation that they are there, and how they stand."""
        page = self.page
        page.deviations = self._each("deviations", page.deviations, _member, _bare_deviation)
        page.investigations = self._each("deviations", page.investigations, _member, _bare_investigation)

    def of_the_patient(self) -> None:
        """Take out what the hospital recorded of the patient, and the donor's tests that found nothing.

        What was found, or isn't known yet, stays: those who handle the cells must know.
        """
        page, course = self.page, self.page.course
        hospital = course.case.hospital if course.case else None
        if (page.weights or page.readiness) and not self._sees("clinical", hospital):
            page.weights, page.readiness = [], []
        if page.consents and not self._sees("consents", hospital):
            page.consents = []
        if page.donor_tests and not self._sees("donor", hospital or course.every_step[0].member):
            page.donor_tests = [one for one in page.donor_tests if one.result != "negative"]

    def papers(self) -> None:
        """Take out certificates and lines of the history."""
        page = self.page
        page.certificates = [one for one in page.certificates if self._sees("documents", one.view.member)]
        page.history = [one for one in page.history if self._sees("history", one.organisation)]


def _member(one: Any) -> UUID:
    found: UUID = one.member
    return found


def _bare_result(one: ResultView) -> ResultView:
    return replace(one, text=NOTHING, number=None, unit="", reason_ja="", reason_en="", failed_before="")


def _bare_leg(one: Any) -> Any:
    return replace(one, points=[], excursions=[], gaps=[]) if isinstance(one, LegView) else one


def _bare_deviation(one: "DeviationRow") -> "DeviationRow":
    return replace(one, text=NOTHING, conclusion="")


def _bare_investigation(one: InvestigationView) -> InvestigationView:
    return replace(one, text=NOTHING, finding="", cause="", conclusion="", wrong=[], retests=[])

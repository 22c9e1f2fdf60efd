"""The laboratory's worklist: what its people test, enter and verify, the most urgent first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tsunagu.evaluation.queries import ResultView, chains_waiting_at
from tsunagu.foundation.text import Text
from tsunagu.journeys.queries.board import Board, build_board, load_board
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.rows import StepRow, journeys_of
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.route import Characteristic, Panel, Step

OPEN = ("planned", "started")
KINDS = ("enter", "verify", "running", "coming")
"""To be tested now; to be verified by a second person; still running; not here yet."""


@dataclass(frozen=True, slots=True)
class Test:
    """One characteristic of a sheet: its newest result, if it has one, and by when it is wanted."""

    characteristic: Characteristic
    result: ResultView | None
    due_at: datetime

    @property
    def state(self) -> str:
        """``missing``, ``pending``, ``unverified``, ``passed`` or ``failed``."""
        return "missing" if self.result is None else self.result.counts_as

    @property
    def is_to_verify(self) -> bool:
        """Whether a second person has to look at it."""
        return self.result is not None and self.result.awaits_verification


@dataclass(frozen=True, slots=True)
class Sheet:
    """All tests of one step of one journey, on the same samples.

    Attributes
    ----------
    kind : what it waits for (see ``KINDS``). samples : labels of what is tested. is_here : the laboratory holds them.
    """

    course: Course
    step: Step
    row: StepRow
    panel: Panel
    tests: tuple[Test, ...]
    samples: tuple[str, ...]
    is_here: bool
    kind: str

    @property
    def due_at(self) -> datetime:
        """By when the next of its tests is wanted."""
        waiting = [
            one.due_at for one in self.tests if one.state in ("missing", "pending") or one.is_to_verify
        ]
        return min(waiting, default=self.row.planned_end)

    @property
    def done(self) -> int:
        """How many tests have a result that stands."""
        return sum(1 for one in self.tests if one.state in ("passed", "failed"))

    def to_verify(self, actor: Actor) -> list[ResultView]:
        """Return the results that this person may verify: someone else's."""
        return [
            one.result
            for one in self.tests
            if one.result is not None and one.is_to_verify and one.result.tested_by != actor.person_uuid
        ]

    @property
    def may_enter(self) -> bool:
        """Whether results can be entered one by one."""
        return self.step.action == "test" and (self.is_here or self.row.state != "planned")


def worklist(actor: Actor, now: datetime) -> list[Sheet]:
    """Return the sheets of the actor's organisation, in order of what is due first."""
    board = load_board()
    known = {course.chain for course in board.courses}
    waiting = [chain for chain in chains_waiting_at(actor.member_uuid) if chain not in known]
    late = build_board(journeys_of(waiting, ("completed", "failed", "cancelled"))) if waiting else Board([])
    found = [sheet for course in (*board.courses, *late.courses) for sheet in _sheets(course, actor)]
    return sorted(found, key=lambda one: (one.kind == "coming", one.due_at))


def counts(sheets: Iterable[Sheet]) -> dict[str, int]:
    """Return how many sheets there are of each kind."""
    found = dict.fromkeys(KINDS, 0)
    for one in sheets:
        found[one.kind] += 1
    return found


def _sheets(course: Course, actor: Actor) -> Iterator[Sheet]:
    ready = {row.uuid for _, row in (*course.ready, *course.kept_safe)}
    for step, row in course.steps:
        if step.panel is None or row.member != actor.member_uuid or row.state in ("skipped", "failed"):
            continue
        if step.action != "test" and row.state not in OPEN:
            continue
        items = [
            item
            for item in course.present_items
            if item.product in {flow.product for flow in step.inputs} and item.state == "in_use"
        ]
        here = [item for item in items if item.holder == actor.member_uuid]
        tests = _tests(course, step, row)
        is_here = row.uuid in ready and (bool(here) or not step.inputs)
        kind = _kind(course, row, tests, is_here)
        if kind is not None:
            labels = tuple(item.label for item in (here or items))
            yield Sheet(course, step, row, course.route.panel(step.panel), tests, labels, is_here, kind)


def _kind(course: Course, row: StepRow, tests: Iterable[Test], is_here: bool) -> str | None:
    """Return what a sheet waits for, or None where nothing of it is left to do."""
    found = list(tests)
    if any(one.is_to_verify for one in found):
        return "verify"
    if row.state in OPEN:
        return "enter" if is_here else "coming" if course.is_live else None
    return "running" if any(one.state == "pending" for one in found) else None


def _tests(course: Course, step: Step, row: StepRow) -> tuple[Test, ...]:
    begun = row.started_at or row.planned_start
    newest = {
        one.characteristic: one
        for one in course.results
        if (one.step, one.attempt) == (step.key, row.attempt) and one.is_in_force
    }
    return tuple(
        Test(one, newest.get(one.key), begun + timedelta(hours=one.turnaround_hours))
        for one in course.route.panel(step.panel or "").characteristics
    )


def state_label(state: str) -> Text:
    """Return how a test's state is called on the worklist."""
    return LABELS[state]


LABELS = {
    "missing": Text("未入力", "To be entered"),
    "pending": Text("試験中", "Running"),
    "unverified": Text("確認待ち", "To be verified"),
    "passed": Text("適合", "Passed"),
    "failed": Text("不適合", "Failed"),
}

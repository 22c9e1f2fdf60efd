"""Looks at one journey of a board at one time: what the finders of concerns have in common."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tsunagu.evaluation.queries import ResultView
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.slack import Limit
from tsunagu.journeys.queries.board import Board
from tsunagu.journeys.queries.concern import Concern
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.rows import StepRow
from tsunagu.therapies.domain.route import Step

NEAR = timedelta(hours=24)
FAR = NEAR * 3
"""From so long before the limit of the cells on, what is late otherwise puts them in danger."""
GRACE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks at one journey of a board at one time."""

    board: Board
    course: Course
    now: datetime

    @property
    def near(self) -> datetime | None:
        """When the first limit that the cells set runs out."""
        limit = self.course.next_cell_limit
        return None if limit is None else limit.at

    def due(self, asked_at: datetime, span: timedelta) -> datetime:
        """Return by when people are expected to act: in a while, or sooner where the cells can't wait."""
        at = asked_at + span
        return at if self.near is None else min(at, max(self.near, asked_at))

    def concern(
        self, kind: str, limit: Limit, member: UUID, step: Step, *, detail: Text, role: str, task: str,
        row: StepRow, subject: UUID | None = None, stage: str = "",
    ) -> Concern:  # fmt: skip
        """Return a concern about this journey."""
        return Concern(
            kind=kind,
            chain=self.course.chain,
            number=self.course.number,
            is_case=self.course.is_case,
            stage=stage or row.stage,
            title=limit.title,
            detail=detail,
            limit=limit,
            member=member,
            member_name=self.board.member(member),
            role=role,
            task=task,
            step=step.key,
            subject=subject,
        )

    def current(self) -> tuple[Step, StepRow]:
        """The step that is worked on now, else the first that is not over, else the last."""
        if self.course.ready:
            return self.course.ready[0]
        ahead = [pair for pair in self.course.steps if pair[1].state in ("planned", "started", "failed")]
        return ahead[0] if ahead else self.course.steps[-1]

    def held_at(self, hold: UUID) -> tuple[Step, StepRow]:
        """The step at hand of which the gate of holds asks for a decision, else the present one."""
        key = self.course.undecided_at.get(hold)
        return self.current() if key is None else (self.course.route.step(key), self.course.rows[key])

    def step_of(self, member: UUID, key: str) -> tuple[Step, StepRow]:
        """The step for which a member hands over: the one named, else its next one, else the present one."""
        if key in self.course.rows and self.course.rows[key].member == member:
            return self.course.route.step(key), self.course.rows[key]
        mine = [pair for pair in self.course.steps if pair[1].member == member]
        ahead = [pair for pair in mine if pair[1].state in ("planned", "started")]
        return (ahead or mine[-1:] or [self.current()])[0]

    def owner(self) -> tuple[UUID, str]:
        """Who says how a journey goes on: the hospital of a case, the maker of a lot."""
        if self.course.case is not None:
            return self.course.case.hospital, "hospital_coordinator"
        part: dict[str, Any] = self.course.journey.assignments.get("manufacturer") or {}
        makers = [row.member for _, row in self.course.steps if row.action == "process"]
        return (UUID(part["member"]) if part else makers[0]), "supervisor"

    def next_signer(self, missing: list[str], member: UUID) -> tuple[UUID, str]:
        """Return whose signature a decision awaits next."""
        need = missing[0] if missing else "quality"
        if need == "physician" and self.course.case is not None:
            return self.course.case.hospital, "physician"
        return member, "quality" if "quality" in need else "supervisor"

    def is_current(self, step: str, attempt: int) -> bool:
        """Say whether a row is of the newest attempt of its step."""
        row = self.course.rows.get(step)
        return row is not None and row.attempt == attempt

    def counts(self, result: ResultView) -> bool:
        """Say whether a result weighs for a release in the present attempt."""
        return result.weight in ("release", "in_process") and self.is_current(result.step, result.attempt)

    def is_answered(self, gate: str, step: str = "") -> bool:
        """Whether a decision was proposed or made on such a cause in the present attempt (at the named step)."""
        return any(
            one.state in ("open", "made")
            and step in ("", one.step)
            and self.is_current(one.step, one.attempt)
            and (one.kind == "out_of_specification" or any(cause.startswith(gate) for cause in one.causes))
            for one in self.course.decisions
        )

    def is_awaited(self, step: Step) -> bool:
        """Whether a step ahead uses what this step carried."""
        carried = {flow.product for flow in step.inputs}
        return any(
            row.state in ("planned", "started") and carried & {flow.product for flow in later.inputs}
            for later, row in self.course.steps
        )

    def tested(self, step: Step) -> tuple[int, int]:
        """How many of the characteristics that a release asks for have results, and how many there are."""
        wanted = {
            (key, one.key)
            for key in step.requires_panels
            for one in self.course.route.panel(key).characteristics
        }
        have = {
            (one.panel, one.characteristic)
            for one in self.course.results
            if self.is_current(one.step, one.attempt)
        }
        return len(wanted & have), len(wanted)

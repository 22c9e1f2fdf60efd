"""Finds what is wrong with one journey: each function looks for one kind of concern."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.evaluation.domain.shown import limits_text
from tsunagu.evaluation.queries import ResultView
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain import slack
from tsunagu.journeys.domain.slack import Limit
from tsunagu.journeys.queries.board import Board
from tsunagu.journeys.queries.concern import Concern
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.rows import StepRow
from tsunagu.therapies.domain.route import Step

NEAR = timedelta(hours=24)
GRACE = timedelta(hours=2)
BAD_LEGS = ("breach", "missing_readings")


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks at one journey of a board at one time."""

    board: Board
    course: Course
    now: datetime

    def all(self) -> list[Concern]:
        """Return every concern about the journey."""
        found = [
            *self.hand_overs(), *self.holds(), *self.failed(), *self.decisions(), *self.conditions(),
            *self.results(), *self.releases(), *self.windows(),
        ]  # fmt: skip
        return found or list(self.late())

    def hand_overs(self) -> Iterator[Concern]:
        """Find signatures that are missing under a hand-over, once they are due within two hours."""
        for one in self.course.hand_overs:
            is_received = one.state == "received_unsigned"
            since = (one.received_at if is_received else one.given_at) or one.due_at
            limit = slack.hand_over_limit(one.due_at, is_received, len(one.items), since)
            responsible = one.giver if is_received else one.receiver
            step, row = self._step_of(responsible, one.step)
            other = self.board.member(one.receiver if is_received else one.giver)
            if is_received:
                detail = Text(f"{other.ja}へ　{limit.reason.ja}", f"To {other.en}: {limit.reason.en}")
            else:
                detail = Text(f"{other.ja}から　{limit.reason.ja}", f"From {other.en}: {limit.reason.en}")
            yield self._concern(
                "hand_over", limit, responsible, step, detail=detail, stage="transport",
                role=step.role, task="countersign" if is_received else "receive", subject=one.uuid, row=row,
            )  # fmt: skip

    def holds(self) -> Iterator[Concern]:
        """Find holds that nobody has lifted."""
        labels = {item.uuid: item.label for item in self.course.items}
        for one in self.course.holds:
            reason = Text(one.reason, one.reason)
            limit = slack.hold_limit(one.placed_at, one.deadline, reason)
            label, placed = labels.get(one.item, ""), slack.moment(one.placed_at)
            detail = Text(
                f"{one.reason}　{label}（{placed.ja}から）", f"{one.reason}; {label} since {placed.en}"
            )
            step, row = self._current()
            yield self._concern(
                "hold", limit, one.placed_by_member, step, detail=detail, role="quality", task="hold",
                subject=one.uuid, row=row,
            )  # fmt: skip

    def failed(self) -> Iterator[Concern]:
        """Find a step that failed while nobody has said how to go on."""
        course = self.course
        if course.journey.state != "failed":
            return
        rows = [(step, row) for step, row in course.steps if row.state == "failed"]
        step, row = rows[-1] if rows else self._current()
        at = row.ended_at or course.journey.ended_at or self.now
        limit = slack.go_on_limit(at, step.name, _at(course.next_cell_limit))
        reason = course.journey.end_reason
        detail = Text(f"{limit.reason.ja}：{reason}", f"{limit.reason.en}: {reason}")
        member, role = self._owner()
        yield self._concern("failed", limit, member, step, detail=detail, role=role, task="go_on", row=row)

    def decisions(self) -> Iterator[Concern]:
        """Find decisions that await signatures."""
        course = self.course
        for one in course.decisions:
            if one.state != "open" or not course.route.has_step(one.step):
                continue
            step, row = course.route.step(one.step), course.rows[one.step]
            signed = {each.role for each in course.signatures.get(one.uuid, ())}
            missing = [need for need in one.needs if need not in signed]
            limit = slack.decision_limit(one.proposed_at, step.name, _at(course.next_cell_limit))
            names = [CAPACITIES.get(need, Text(need, need)) for need in missing]
            detail = Text(
                f"{one.reason}　署名待ち：{'・'.join(name.ja for name in names)}",
                f"{one.reason}; awaits {', '.join(name.en for name in names)}",
            )
            member, role = self._signer(missing, row.member)
            yield self._concern(
                "decision", limit, member, step, detail=detail, role=role, task="decide", subject=one.uuid,
                row=row,
            )  # fmt: skip

    def conditions(self) -> Iterator[Concern]:
        """Find legs in breach or without readings, while the things carried are still to be used."""
        course = self.course
        judged = {(leg.step, leg.attempt): leg for leg in course.legs}
        for step, row in course.steps:
            if step.action != "transport" or row.state != "done" or step.band is None:
                continue
            if not self._is_awaited(step) or self._is_answered("condition"):
                continue
            leg = judged.get((step.key, row.attempt))
            if leg is not None and leg.state not in BAD_LEGS:
                continue
            yield self._condition(
                step, row, None if leg is None else leg.state, leg.minutes_over if leg else 0
            )

    def _condition(self, step: Step, row: StepRow, state: str | None, minutes: float) -> Concern:
        due = (row.ended_at or self.now) + slack.READINGS_DUE
        near = _at(self.course.next_cell_limit)
        at = due if near is None else min(due, max(near, row.ended_at or near))
        name = step.name
        if state == "breach":
            title = Text("温度等逸脱の扱いを決める", "Decide on the excursion")
            detail = Text(f"「{name.ja}」で範囲外{minutes:g}分", f"{minutes:g} min outside in “{name.en}”")
        elif state is None:
            title = Text("温度記録が登録されていない", "No temperature record")
            detail = Text(f"「{name.ja}」の記録の登録待ち", f"The record of “{name.en}” is awaited")
        else:
            title = Text("温度記録に欠けがある", "Readings are missing")
            detail = Text(f"「{name.ja}」の記録に欠け", f"The record of “{name.en}” has gaps")
        limit = Limit("readings", at, title, detail)
        task = "readings" if state is None else "propose"
        role = step.role if state is None else "quality"
        return self._concern(
            "condition", limit, row.member, step, detail=detail, role=role, task=task, row=row
        )

    def results(self) -> Iterator[Concern]:
        """Find results out of specification on which nothing has been decided."""
        course = self.course
        failed = [one for one in course.results if one.state == "failed" and self._counts(one)]
        if not failed or not course.ready or self._is_answered("quality"):
            return
        first = failed[0]
        panel = course.route.panel(first.panel)
        one = panel.characteristic(first.characteristic)
        spec = limits_text(one)
        more_ja = f"　ほか{len(failed) - 1}項目" if len(failed) > 1 else ""
        more_en = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
        detail = Text(
            f"{one.name.ja} {first.text}（規格 {spec.ja}）{more_ja}",
            f"{one.name.en} {first.text} (specification {spec.en}){more_en}",
        )
        due = first.tested_at + slack.DECISION_DUE
        near = _at(course.next_cell_limit)
        at = due if near is None else min(due, max(near, first.tested_at))
        title = Text("規格外の扱いを決める", "Out of specification: decide")
        step, row = course.ready[0]
        yield self._concern(
            "quality", Limit("decision", at, title, detail), first.member, step, detail=detail, role="quality",
            task="propose", row=row, stage="evaluation",
        )  # fmt: skip

    def releases(self) -> Iterator[Concern]:
        """Find releases that are due, and rejections."""
        course = self.course
        rejected = [
            one
            for one in course.releases
            if one.verdict == "rejected" and self._is_current(one.step, one.attempt)
        ]
        for one in rejected:
            step, row = course.route.step(one.step), course.rows[one.step]
            limit = slack.go_on_limit(one.released_at, step.name, _at(course.next_cell_limit))
            title = Text("出荷判定が不適合", "Rejected")
            detail = Text(f"「{step.name.ja}」不適合　{one.note}", f"“{step.name.en}”: rejected. {one.note}")
            member, role = self._owner()
            yield self._concern(
                "failed", Limit("go_on", limit.at, title, detail), member, step, detail=detail, role=role,
                task="go_on", row=row,
            )  # fmt: skip
        for step, row in course.ready:
            if step.action == "release" and not rejected:
                yield self._release(step, row)

    def _release(self, step: Step, row: StepRow) -> Concern:
        done, total = self._tested(step)
        near = self.course.next_cell_limit
        title = Text("出荷判定が未了", "Release is pending")
        detail = Text(
            f"結果 {done}/{total}。「{step.name.ja}」待ち", f"Results {done}/{total}; “{step.name.en}”"
        )
        at = row.planned_end if near is None else min(near.at, max(row.planned_end, self.now))
        limit = Limit(
            "release", at, title, detail, is_hard=near is not None and near.at - self.now < NEAR * 3
        )
        return self._concern(
            "release", limit, row.member, step, detail=detail, role=step.role, task="release", row=row
        )

    def windows(self) -> Iterator[Concern]:
        """Find windows and expiries that run out within a day."""
        course = self.course
        seen: set[str] = set()
        for step, row in course.steps:
            if row.state != "planned" or course.journey.state != "under_way":
                continue
            for limit in slack.window_limits(step, course.ended):
                if limit.at - self.now < NEAR:
                    seen.add(step.key)
                    yield self._concern(
                        "window",
                        limit,
                        row.member,
                        step,
                        detail=limit.reason,
                        role=step.role,
                        task="step",
                        row=row,
                    )
        if not seen and course.ready:
            yield from self._expiries()

    def _expiries(self) -> Iterator[Concern]:
        soon: list[tuple[datetime, ItemView]] = [
            (item.expires_at, item)
            for item in self.course.main_items
            if item.expires_at is not None and item.expires_at - self.now < NEAR
        ]
        if not soon:
            return
        at, item = min(soon, key=lambda one: one[0])
        limit = slack.expiry_limit(self.course.product_name(item.product), item.label, at)
        step, row = self._current()
        detail = Text(
            f"{limit.reason.ja}。次は「{step.name.ja}」", f"{limit.reason.en}; next: “{step.name.en}”"
        )
        yield self._concern(
            "window", limit, row.member, step, detail=detail, role=step.role, task="step", row=row
        )

    def late(self) -> Iterator[Concern]:
        """Find the step that is furthest behind its plan, where nothing worse is the matter."""
        behind = []
        for step, row in self.course.ready:
            is_begun = row.state == "started"
            planned = row.planned_end if is_begun else row.planned_start
            if planned + GRACE < self.now:
                behind.append((planned, step, row, is_begun))
        if behind:
            planned, step, row, is_begun = min(behind, key=lambda one: one[0])
            limit = slack.plan_limit(step.name, planned, is_begun)
            yield self._concern(
                "late", limit, row.member, step, detail=limit.reason, role=step.role, task="step", row=row
            )

    def _concern(
        self, kind: str, limit: Limit, member: UUID, step: Step, *, detail: Text, role: str, task: str,
        row: StepRow, subject: UUID | None = None, stage: str = "",
    ) -> Concern:  # fmt: skip
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

    def _current(self) -> tuple[Step, StepRow]:
        """The step that is worked on now, else the first that is not over, else the last."""
        if self.course.ready:
            return self.course.ready[0]
        ahead = [pair for pair in self.course.steps if pair[1].state in ("planned", "started", "failed")]
        return ahead[0] if ahead else self.course.steps[-1]

    def _step_of(self, member: UUID, key: str) -> tuple[Step, StepRow]:
        """The step for which a member hands over: the one named, else its next one, else the present one."""
        if key in self.course.rows and self.course.rows[key].member == member:
            return self.course.route.step(key), self.course.rows[key]
        mine = [pair for pair in self.course.steps if pair[1].member == member]
        ahead = [pair for pair in mine if pair[1].state in ("planned", "started")]
        return (ahead or mine[-1:] or [self._current()])[0]

    def _owner(self) -> tuple[UUID, str]:
        """Who says how a journey goes on: the hospital of a case, the maker of a lot."""
        if self.course.case is not None:
            return self.course.case.hospital, "hospital_coordinator"
        part: dict[str, Any] = self.course.journey.assignments.get("manufacturer") or {}
        makers = [row.member for _, row in self.course.steps if row.action == "process"]
        return (UUID(part["member"]) if part else makers[0]), "supervisor"

    def _signer(self, missing: list[str], member: UUID) -> tuple[UUID, str]:
        need = missing[0] if missing else "quality"
        if need == "physician" and self.course.case is not None:
            return self.course.case.hospital, "physician"
        return member, "quality" if "quality" in need else "supervisor"

    def _is_current(self, step: str, attempt: int) -> bool:
        row = self.course.rows.get(step)
        return row is not None and row.attempt == attempt

    def _counts(self, result: ResultView) -> bool:
        return result.weight in ("release", "in_process") and self._is_current(result.step, result.attempt)

    def _is_answered(self, gate: str) -> bool:
        """Whether a decision was proposed or made on such a cause in the present attempt."""
        return any(
            one.state in ("open", "made")
            and self._is_current(one.step, one.attempt)
            and (one.kind == "out_of_specification" or any(cause.startswith(gate) for cause in one.causes))
            for one in self.course.decisions
        )

    def _is_awaited(self, step: Step) -> bool:
        """Whether a step ahead uses what this step carried."""
        carried = {flow.product for flow in step.inputs}
        return any(
            row.state in ("planned", "started") and carried & {flow.product for flow in later.inputs}
            for later, row in self.course.steps
        )

    def _tested(self, step: Step) -> tuple[int, int]:
        """How many of the characteristics that a release asks for have results, and how many there are."""
        wanted = {
            (key, one.key)
            for key in step.requires_panels
            for one in self.course.route.panel(key).characteristics
        }
        have = {
            (one.panel, one.characteristic)
            for one in self.course.results
            if self._is_current(one.step, one.attempt)
        }
        return len(wanted & have), len(wanted)


CAPACITIES: dict[str, Text] = {
    "quality": Text("品質部門", "quality unit"),
    "second_quality": Text("品質部門の二人目", "a second quality signer"),
    "physician": Text("医師", "physician"),
    "manufacturer": Text("製造者", "manufacturer"),
    "mah": Text("製造販売業者", "authorisation holder"),
    "sponsor": Text("治験依頼者", "sponsor"),
}


def _at(limit: Limit | None) -> datetime | None:
    return None if limit is None else limit.at

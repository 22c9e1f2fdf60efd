"""What waits for one person: steps, hand-overs, decisions and notices, the most urgent first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.evaluation.domain.standing import VERIFIERS
from tsunagu.evaluation.queries import ResultView
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain import slack
from tsunagu.journeys.domain.slack import Limit
from tsunagu.journeys.queries.board import Board, load_board
from tsunagu.journeys.queries.concerns_people import CAPACITIES
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.finder import NEAR
from tsunagu.journeys.queries.rows import DecisionRow, StepRow
from tsunagu.journeys.queries.waiting import waiting_times
from tsunagu.members.domain.actor import Actor
from tsunagu.notices import queries as notices
from tsunagu.therapies.domain.route import Step

SIGNING_ROLES: dict[str, tuple[str, ...]] = {
    "quality": ("quality",),
    "second_quality": ("quality",),
    "physician": ("physician",),
    "manufacturer": ("supervisor", "quality", "mah", "sponsor"),
    "mah": ("mah",),
    "sponsor": ("sponsor",),
}
"""Which roles may sign a decision in which capacity, as the service that signs asks."""
HANDLING = ("procurement", "operator", "supervisor", "courier", "storage", "nurse", "qc", "physician")


@dataclass(frozen=True, slots=True)
class Task:
    """One line of an inbox.

    Attributes
    ----------
    kind : step, give, receive, countersign, decision, correction, verify or notice.
    is_mine : it is for a role that the person holds; else it is for a colleague.
    waits_for : why it can't be begun yet, where something of another member is missing.
    """

    kind: str
    title: Text
    detail: Text
    limit: Limit | None
    is_mine: bool
    number: str = ""
    is_case: bool = True
    stage: str = ""
    step: str = ""
    subject: UUID | None = None
    link: str = ""
    is_begun: bool = False
    waits_for: Text | None = None


@dataclass(frozen=True, slots=True)
class Inbox:
    """What a person can do now, what colleagues can do, and what waits for others first."""

    mine: list[Task]
    colleagues: list[Task]
    blocked: list[Task]

    @property
    def count(self) -> int:
        """How many lines wait for the person."""
        return len(self.mine)


def waiting_for(actor: Actor, now: datetime, board: Board | None = None) -> Inbox:
    """Return all that waits for the actor and the actor's member."""
    board = board or load_board()
    found = [
        task for course in board.courses if course.is_live for task in _Desk(board, course, actor, now).all()
    ]
    found += [_notice(one) for one in notices.waiting_for(actor)]
    found.sort(key=lambda task: _rank(task, now))
    return Inbox(
        mine=[task for task in found if task.is_mine and task.waits_for is None],
        colleagues=[task for task in found if not task.is_mine and task.waits_for is None],
        blocked=[task for task in found if task.waits_for is not None],
    )


def _rank(task: Task, now: datetime) -> tuple[int, float]:
    if task.limit is None:
        return (4, 0.0 if task.is_begun else 1.0)
    return slack.rank(task.limit, now)


@dataclass(frozen=True, slots=True)
class _Desk:
    board: Board
    course: Course
    actor: Actor
    now: datetime

    def all(self) -> Iterator[Task]:
        for step, row in [*self.course.ready, *self.course.kept_safe]:
            if row.member == self.actor.member_uuid:
                yield self._step(step, row)
            else:
                yield from self._to_give(step, row)
        yield from self._hand_overs()
        for one in self.course.decisions:
            if one.state == "open":
                yield from self._decision(one)
        yield from self._verifications()
        for correction in self.course.corrections:
            if may_confirm(self.course, correction, self.actor):
                yield self._correction(correction)

    def _task(
        self, kind: str, title: Text, detail: Text, limit: Limit | None, is_mine: bool, **more: object
    ) -> Task:
        return Task(
            kind, title, detail, limit, is_mine, number=self.course.number, is_case=self.course.is_case,
            **more,  # type: ignore[arg-type]
        )  # fmt: skip

    def _step(self, step: Step, row: StepRow) -> Task:
        holder = self._holder_elsewhere(step)
        waits = None
        if holder is not None and row.state == "planned":
            name = self.board.member(holder)
            waits = Text(f"現品は{name.ja}が保持", f"{name.en} holds the item")
        return self._task(
            "step", step.name, self.course.route.name, self._limit(step, row), self.actor.holds(step.role),
            stage=row.stage, step=step.key, is_begun=row.state == "started", waits_for=waits,
        )  # fmt: skip

    def _limit(self, step: Step, row: StepRow) -> Limit:
        hard = slack.window_limits(step, self.course.ended) if row.state == "planned" else []
        needed = {flow.product for flow in step.inputs}
        hard += [
            slack.expiry_limit(self.course.product_name(item.product), item.label, item.expires_at)
            for item in self.course.present_items
            if item.product in needed and item.expires_at is not None
        ]
        is_begun = row.state == "started"
        planned = slack.plan_limit(step.name, row.planned_end if is_begun else row.planned_start, is_begun)
        near = slack.next_hard(hard)
        return near if near is not None and near.at - self.now < NEAR * 3 else planned

    def _needed_items(self, step: Step) -> list[ItemView]:
        needed = {flow.product for flow in step.inputs if flow.source == "journey"}
        return [item for item in self.course.present_items if item.product in needed]

    def _holder_elsewhere(self, step: Step) -> UUID | None:
        if step.action in ("register", "release", "follow_up", "prepare", "allocate"):
            return None
        holders = [item.holder for item in self._needed_items(step)]
        away = [holder for holder in holders if holder != self.actor.member_uuid]
        return away[0] if away and len(away) == len(holders) else None

    def _to_give(self, step: Step, row: StepRow) -> Iterator[Task]:
        if step.action in ("register", "release", "follow_up", "prepare", "allocate"):
            return
        given = {uuid for one in self.course.hand_overs if one.state == "given" for uuid in one.items}
        mine = [
            item
            for item in self._needed_items(step)
            if item.holder == self.actor.member_uuid and item.uuid not in given
        ]
        if mine:
            name = self.board.member(row.member)
            title = Text(f"{name.ja}へ渡す", f"Hand over to {name.en}")
            labels = "、".join(item.label for item in mine[:3])
            limit = slack.plan_limit(step.name, row.planned_start, False)
            near = self.course.next_cell_limit
            if near is not None and near.at - self.now < NEAR:
                limit = near
            yield self._task(
                "give", title, Text(labels, labels.replace("、", ", ")), limit, self.actor.holds(*HANDLING),
                stage="transport", step=step.key, subject=mine[0].uuid,
            )  # fmt: skip

    def _hand_overs(self) -> Iterator[Task]:
        for one in self.course.hand_overs:
            is_received = one.state == "received_unsigned"
            if (one.giver if is_received else one.receiver) != self.actor.member_uuid:
                continue
            since = (one.received_at if is_received else one.given_at) or one.due_at
            limit = slack.hand_over_limit(one.due_at, is_received, len(one.items), since)
            other = self.board.member(one.receiver if is_received else one.giver)
            if is_received:
                title = Text(f"{other.ja}への渡しに署名する", f"Sign the hand-over to {other.en}")
            else:
                title = Text(f"{other.ja}から受領する", f"Receive from {other.en}")
            yield self._task(
                "countersign" if is_received else "receive", title, limit.reason, limit,
                self.actor.holds(*HANDLING), stage="transport", subject=one.uuid,
            )  # fmt: skip

    def _decision(self, one: DecisionRow) -> Iterator[Task]:
        capacity = may_sign_as(self.course, one, self.actor)
        if capacity is None:
            return
        name = self.course.route.step(one.step).name if self.course.route.has_step(one.step) else Text("", "")
        near = self.course.next_cell_limit
        limit = slack.decision_limit(
            one.proposed_at, name, near.at if near else None, waiting_times().decision
        )
        as_whom = CAPACITIES[capacity]
        title = Text(f"決定に署名する（{as_whom.ja}）", f"Sign a decision ({as_whom.en})")
        detail = Text(f"「{name.ja}」　{one.reason}", f"“{name.en}”: {one.reason}")
        yield self._task(
            "decision", title, detail, limit, True, stage="evaluation", step=one.step, subject=one.uuid
        )

    def _verifications(self) -> Iterator[Task]:
        """Ask for a second person where results of the actor's laboratory wait for one."""
        found: dict[str, list[ResultView]] = {}
        for one in self.course.results:
            row = self.course.rows.get(one.step)
            is_here = one.member == self.actor.member_uuid and one.tested_by != self.actor.person_uuid
            if one.awaits_verification and is_here and row is not None and row.attempt == one.attempt:
                found.setdefault(one.step, []).append(one)
        for step, results in found.items():
            name = self.course.route.step(step).name
            near = self.course.next_cell_limit
            since = min(one.tested_at for one in results)
            limit = slack.decision_limit(since, name, near.at if near else None, waiting_times().decision)
            title = Text(f"結果{len(results)}件を確認する", f"Verify {len(results)} results")
            yield self._task(
                "verify", title, name, limit, self.actor.holds(*VERIFIERS), stage="evaluation", step=step
            )

    def _correction(self, one: ResultView) -> Task:
        name = self.course.route.step(one.step).name
        near = self.course.next_cell_limit
        limit = slack.decision_limit(one.tested_at, name, near.at if near else None, waiting_times().decision)
        title = Text("不適合の結果の訂正を確認する", "Confirm the correction of a failed result")
        detail = Text(f"「{name.ja}」　{one.correction_reason}", f"“{name.en}”: {one.correction_reason}")
        return self._task(
            "correction", title, detail, limit, True, stage="evaluation", step=one.step, subject=one.uuid
        )


def may_sign_as(course: Course, decision: DecisionRow, actor: Actor) -> str | None:
    """Return the capacity in which the actor can sign an open decision now, or None."""
    signed = course.signatures.get(decision.uuid, [])
    if decision.state != "open" or any(one.person == actor.person_uuid for one in signed):
        return None
    taken = {one.role for one in signed}
    for need in decision.needs:
        if need in taken or not actor.holds(*SIGNING_ROLES.get(need, ())):
            continue
        if need == "physician" and (course.case is None or course.case.hospital != actor.member_uuid):
            continue
        if need in ("quality", "second_quality") and actor.member_uuid not in _responsible(course, decision):
            continue
        return need
    return None


def may_confirm(course: Course, correction: ResultView, actor: Actor) -> bool:
    """Say whether the actor's quality unit can confirm the correction of a failed result."""
    is_open = correction.awaits_quality and correction.replaced_by is None
    responsible = responsible_at(course, correction.step)
    is_other = actor.person_uuid != correction.tested_by
    return is_open and is_other and actor.holds("quality") and actor.member_uuid in responsible


def _responsible(course: Course, decision: DecisionRow) -> set[UUID]:
    return responsible_at(course, decision.step)


def responsible_at(course: Course, step: str) -> set[UUID]:
    """Return the members whose quality unit may decide at a step."""
    parties = ("authorisation_holder", "sponsor", "manufacturer", "processor", "hospital")
    found = {
        UUID(part["member"])
        for party in parties
        if isinstance(part := course.journey.assignments.get(party), dict)
    }
    row = course.rows.get(step)
    return found | ({row.member} if row else set())


def _notice(one: notices.Waiting) -> Task:
    limit = None
    if one.due_at is not None:
        limit = Limit("notice", one.due_at, one.kind_name, one.text, is_hard=one.urgency >= 2)
    return Task("notice", one.kind_name, one.text, limit, True, subject=one.uuid, link=one.link)

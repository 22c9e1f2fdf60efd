"""A journey arranged for its page: the parts of the templates, from values alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tsunagu.custody.queries.ledger import LedgerLine
from tsunagu.evaluation.domain.shown import limits_text
from tsunagu.evaluation.domain.specification import STATE_NAMES
from tsunagu.evaluation.queries import ResultView
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import language
from tsunagu.journeys.domain.decisions import may_be_proposed
from tsunagu.journeys.domain.gates import by_gate, gate_name
from tsunagu.journeys.domain.screening import marker_name
from tsunagu.journeys.domain.states import LABELS
from tsunagu.journeys.domain.verdicts import Outcome, Verdict
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.page import JourneyPage
from tsunagu.journeys.queries.results import result_text
from tsunagu.journeys.services.correct_record import may_correct_field
from tsunagu.journeys.web.pictures import step_name
from tsunagu.journeys.web.words import act_name, meaning_of
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.route import Characteristic, Panel, Step
from tsunagu.therapies.domain.vocabulary import WEIGHTS

MARKS = {Outcome.PASS: "ok", Outcome.DECIDE: "warn", Outcome.STOP: "stop"}
RESULT_STATES = {
    "passed": "ok", "failed": "stop", "pending": "warn", "missing": "wait", "unverified": "warn",
}  # fmt: skip


REPORTED = Text("結果あり", "Reported")
NO_LIMIT = Text("規格なし", "no limit")


@dataclass(frozen=True, slots=True)
class GateLine:
    """One gate with its answers, the severest first."""

    name: Text
    mark: str
    outcome: Text
    verdicts: Sequence[Verdict]
    cause: str


def gate_lines(verdicts: Sequence[Verdict]) -> list[GateLine]:
    """Return the gates that have something to say, those in the way first."""
    found = []
    for key, group in by_gate(verdicts).items():
        worst = group[0]
        mark = "warn" if worst.passes and worst.warning else MARKS[worst.outcome]
        decidable = next((one.cause for one in group if may_be_proposed(one)), "")
        found.append(GateLine(gate_name(key), mark, worst.outcome.label, _told(group), decidable))
    order = {"stop": 0, "warn": 1, "ok": 2}
    return sorted(found, key=lambda line: (line.verdicts[0].passes, order[line.mark]))


def _told(group: Sequence[Verdict]) -> list[Verdict]:
    """The answers of a gate without those that say the same."""
    worse = [one for one in group if not one.passes or one.warning] or list(group[:1])
    return list({one.reason.ja: one for one in worse}.values())


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A characteristic with its result, its limits and the judgement."""

    characteristic: Characteristic
    value: Text
    limits: Text
    state: str
    label: Text
    result: ResultView | None
    replaced: list[ResultView]
    proposed: ResultView | None = None


@dataclass(frozen=True, slots=True)
class PanelShown:
    """A panel with its lines; ``step`` is where it was tested."""

    panel: Panel
    step: Text
    lines: list[ResultLine]
    done: int
    tested_at: datetime | None
    tester: Text
    member: Text
    is_open: bool
    step_key: str
    member_uuid: UUID | None


def panels(page: JourneyPage) -> list[PanelShown]:
    """Return the panels of the route, tested ones and the next ones first."""
    course = page.course
    found = []
    shown_open = _open_panel(page)
    for step, row in course.steps:
        if step.panel is None:
            continue
        panel = course.route.panel(step.panel)
        here = [one for one in page.results if one.step == step.key and one.attempt == row.attempt]
        lines = [_result_line(one, here) for one in panel.characteristics]
        last = max((one for one in here if one.is_in_force), key=lambda one: one.tested_at, default=None)
        found.append(
            PanelShown(
                panel,
                step.name,
                lines,
                sum(1 for line in lines if line.result is not None and line.state != "warn"),
                last.tested_at if last else None,
                page.person(last.tested_by) if last else Text("", ""),
                page.member(last.member) if last else Text("", ""),
                step.key == shown_open,
                step.key,
                last.member if last else None,
            )
        )
    return found


def limits_of(one: Characteristic) -> Text:
    """Write the limits of a characteristic; one that has none says what it is there for."""
    return limits_text(one) if has_limits(one) else WEIGHTS[one.weight]


def has_limits(one: Characteristic) -> bool:
    """Whether a result of it can pass or fail at all."""
    return (one.expected, one.minimum, one.maximum) != (None, None, None)


def state_name(one: Characteristic, state: str) -> Text:
    """Return how a result stands, in a word: where there are no limits it is there, neither good nor bad."""
    if state == "passed" and not has_limits(one):
        return REPORTED
    return STATE_NAMES.get(state, Text(state, state))


def _open_panel(page: JourneyPage) -> str:
    """The panel that is unfolded: one with a failure, else the last that was tested, else the first."""
    course = page.course
    tested = [step for step, _row in course.steps if step.panel is not None]
    current = [one for one in page.results if one.is_in_force]
    for states in (("failed",), ("passed", "pending", "failed")):
        for step in reversed(tested):
            attempt = course.rows[step.key].attempt
            if any(
                one.step == step.key and one.attempt == attempt and one.state in states for one in current
            ):
                return step.key
    return tested[0].key if tested else ""


def _result_line(one: Characteristic, results: Sequence[ResultView]) -> ResultLine:
    own = [result for result in results if result.characteristic == one.key]
    newest = next((result for result in reversed(own) if result.is_in_force), None)
    state = "missing" if newest is None else newest.counts_as
    return ResultLine(
        one,
        Text("―", "–") if newest is None else result_text(newest),
        limits_of(one),
        RESULT_STATES.get(state, "wait"),
        state_name(one, state),
        newest,
        [result for result in own if result.replaced_by is not None],
        next((result for result in own if result.awaits_quality and result.replaced_by is None), None),
    )


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One signed row of the ledger in words."""

    uuid: UUID
    at: datetime
    title: Text
    detail: str
    person: Text
    member: Text
    meaning: Text
    recorded_late: bool
    is_event: bool
    hash: str
    may_amend: bool


def history_lines(page: JourneyPage, actor: Actor) -> list[HistoryLine]:
    """Return the history, the newest first; what his organisation recorded the actor may correct, once each."""
    corrected = {
        (str(line.facts.get("row")), key) for line in page.history for key in line.facts.get("fields", ())
    }
    return [
        HistoryLine(
            line.uuid,
            line.event_time,
            record_title(page.course, line),
            record_detail(line),
            page.person(line.actor),
            page.member(line.organisation),
            meaning_of(line.signature_meaning),
            (line.record_time - line.event_time).total_seconds() > 900,
            line.kind == "event",
            line.hash[:12],
            actor.member_uuid in (line.organisation, line.entered_by)
            and any(
                (str(line.uuid), key) not in corrected
                and may_correct_field(actor, page.course.route, line, key)
                for key in line.correctable
            ),
        )
        for line in page.history
    ]


def record_title(course: Course, line: LedgerLine) -> Text:
    """Return what happened, in words."""
    name = act_name(line.name)
    key = str(line.facts.get("step") or "")
    if not key or line.name in ("re_collected", "re_manufactured"):
        return name
    step = step_name(course, key)
    return Text(f"{step.ja}　{name.ja}", f"{step.en}: {name.en.lower()}")


def record_detail(line: LedgerLine) -> str:
    """Return what people wrote with a record, and which marker it is about."""
    told = [str(line.facts[key]) for key in ("reason", "note", "evidence") if line.facts.get(key)]
    if line.facts.get("marker"):
        told.append(marker_name(str(line.facts["marker"])).in_language(language()))
    return "　".join(told)[:300]


def attempts(page: JourneyPage) -> list[dict[str, Any]]:
    """Return the steps of earlier attempts that were not simply taken over: failed, done before, skipped."""
    newest = {row.uuid for row in page.course.rows.values()}
    old = [row for row in page.course.every_step if row.uuid not in newest]
    found = []
    for number in sorted({row.attempt for row in old}):
        rows = [row for row in old if row.attempt == number]
        found.append(
            {
                "number": number,
                "rows": [
                    {"row": row, "name": step_name(page.course, row.key), "state": LABELS[row.state]}
                    for row in rows
                ],
            }
        )
    return found


def main_step(page: JourneyPage, wanted: str, member: UUID) -> Step | None:
    """Return the step whose gates are shown: the one asked for, the member's own next one, or the next."""
    course = page.course
    if wanted in course.rows and course.route.has_step(wanted):
        return course.route.step(wanted)
    own = [step for step, row in course.ready if row.member == member]
    if own:
        return own[0]
    return course.ready[0][0] if course.ready else None

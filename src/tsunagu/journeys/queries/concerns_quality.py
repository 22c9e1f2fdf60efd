"""Concerns about how good it is: excursions and missing readings, results out of specification, releases."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tsunagu.evaluation.domain.shown import limits_text
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain import slack
from tsunagu.journeys.domain.slack import Limit
from tsunagu.journeys.queries.concern import Concern
from tsunagu.journeys.queries.finder import FAR, GRACE, Finder
from tsunagu.journeys.queries.results import result_text
from tsunagu.journeys.queries.rows import StepRow
from tsunagu.journeys.queries.waiting import waiting_times
from tsunagu.therapies.domain.route import Step

BAD_LEGS = ("breach", "missing_readings")


def conditions(look: Finder) -> Iterator[Concern]:
    """Find legs in breach or without readings, while the things carried are still to be used."""
    course = look.course
    judged = {(leg.step, leg.attempt): leg for leg in course.legs}
    for step, row in course.steps:
        if step.action != "transport" or row.state != "done" or step.band is None:
            continue
        if not look.is_awaited(step) or look.is_answered("condition"):
            continue
        leg = judged.get((step.key, row.attempt))
        if leg is not None and leg.state not in BAD_LEGS:
            continue
        yield _condition(look, step, row, None if leg is None else leg.state, leg.minutes_over if leg else 0)


def _condition(look: Finder, step: Step, row: StepRow, state: str | None, minutes: float) -> Concern:
    at = look.due(row.ended_at or look.now, waiting_times().readings)
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
    return look.concern("condition", limit, row.member, step, detail=detail, role=role, task=task, row=row)


def results(look: Finder) -> Iterator[Concern]:
    """Find results out of specification on which nothing has been decided."""
    course = look.course
    failed = [one for one in course.results if one.state == "failed" and look.counts(one)]
    if not failed or not course.ready or look.is_answered("quality"):
        return
    first = failed[0]
    panel = course.route.panel(first.panel)
    one = panel.characteristic(first.characteristic)
    spec, value = limits_text(one), result_text(first)
    more_ja = f"　ほか{len(failed) - 1}項目" if len(failed) > 1 else ""
    more_en = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
    detail = Text(
        f"{one.name.ja} {value.ja}（規格 {spec.ja}）{more_ja}",
        f"{one.name.en} {value.en} (specification {spec.en}){more_en}",
    )
    at = look.due(first.tested_at, waiting_times().decision)
    title = Text("規格外の扱いを決める", "Out of specification: decide")
    step, row = course.ready[0]
    yield look.concern(
        "quality", Limit("decision", at, title, detail), first.member, step, detail=detail, role="quality",
        task="propose", row=row, stage="evaluation",
    )  # fmt: skip


def due_at(step: Step, row: StepRow) -> datetime:
    """Return when a test's results are due: as planned, or as long after its beginning as it was planned to take."""
    if row.started_at is None:
        return row.planned_end
    return max(row.planned_end, row.started_at + timedelta(hours=step.duration_hours))


def overdue(look: Finder) -> Iterator[Concern]:
    """Find tests whose results are overdue."""
    near = look.near
    for step, row in look.course.ready:
        due = due_at(step, row)
        if step.action != "test" or due + GRACE >= look.now:
            continue
        title = Text("試験結果が出ていない", "Results are overdue")
        at = slack.moment(due)
        detail = Text(
            f"「{step.name.ja}」の結果の期限は{at.ja}", f"Results of “{step.name.en}” were due {at.en}"
        )
        is_hard = near is not None and near - look.now < FAR
        limit = Limit("result", near if near is not None and is_hard else due, title, detail, is_hard)
        yield look.concern(
            "result",
            limit,
            row.member,
            step,
            detail=detail,
            role=step.role,
            task="step",
            row=row,
            stage="evaluation",
        )


def releases(look: Finder) -> Iterator[Concern]:
    """Find releases that are due, rejections and releases that were withdrawn."""
    course = look.course
    rejected = [
        one for one in course.releases if one.verdict != "released" and look.is_current(one.step, one.attempt)
    ]
    for one in rejected:
        step, row = course.route.step(one.step), course.rows[one.step]
        limit = slack.go_on_limit(one.released_at, step.name, look.near, waiting_times().go_on)
        title = Text("出荷判定が不適合", "Rejected")
        detail = Text(f"「{step.name.ja}」不適合　{one.note}", f"“{step.name.en}”: rejected. {one.note}")
        if one.verdict == "withdrawn":
            title = Text("出荷判定の取消", "Release withdrawn")
            detail = Text(
                f"「{step.name.ja}」の出荷判定は取り消されました", f"“{step.name.en}” was withdrawn"
            )
        member, role = look.owner()
        yield look.concern(
            "failed", Limit("go_on", limit.at, title, detail), member, step, detail=detail, role=role,
            task="go_on", row=row,
        )  # fmt: skip
    for step, row in course.ready:
        if step.action == "release" and not rejected:
            yield _release(look, step, row)


def _release(look: Finder, step: Step, row: StepRow) -> Concern:
    done, total = look.tested(step)
    near = look.course.next_cell_limit
    title = Text("出荷判定が未了", "Release is pending")
    detail = Text(f"結果 {done}/{total}。「{step.name.ja}」待ち", f"Results {done}/{total}; “{step.name.en}”")
    is_hard = near is not None and near.at - look.now < FAR
    at = near.at if near is not None and is_hard else row.planned_end
    limit = Limit("release", at, title, detail, is_hard)
    return look.concern(
        "release", limit, row.member, step, detail=detail, role=step.role, task="release", row=row
    )

"""Why a promise can't be kept: found from the facts, said in one sentence; to strangers without place or patient."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.asking.route_options import PATIENT_ACTIONS
from tsunagu.planning.domain.mending.standing import Grid, Posed
from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.solvers.profiles import offered

IN_ORDER = ("step_failed", "out_of_specification", "unfit", "capacity", "late", "window")
"""The causes, what weighs most first."""
COMMON: Mapping[str, Text] = {
    "step_failed": Text("ほかの症例の工程が不成立となったため", "a step of another case failed"),
    "out_of_specification": Text(
        "ほかの症例の試験をやり直す見込みのため", "a test of another case will probably be done again"
    ),
    "unfit": Text("ほかの症例の患者さんの体調などの都合のため", "another patient can't come as planned"),
    "capacity": Text("ほかの症例が使う枠が閉じたため", "capacity that another case needs was closed"),
    "late": Text("ほかの症例の工程が遅れているため", "a step of another case is late"),
    "window": Text("ほかの症例の工程の間隔が限度を外れたため", "a wait of another case broke its limit"),
}
"""What those are told who aren't concerned by the cause itself."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why one promise can't be kept: a code with the step (key) and the resource (key), where they say something."""

    code: str
    request: str
    step: str = ""
    resource: str = ""
    at: datetime | None = None


def causes_of(
    broken: Mapping[str, tuple[str, ...]], posed: Sequence[Posed], problem: Problem, grid: Grid
) -> list[Cause]:
    """Return the cause of each disturbed promise, what weighs most first."""
    by_key = {one.promise.key: one for one in posed}
    found = [_cause(by_key[key], tasks, problem, grid) for key, tasks in broken.items() if key in by_key]
    return sorted(found, key=lambda one: (IN_ORDER.index(one.code), one.request))


def _cause(one: Posed, tasks: Sequence[str], problem: Problem, grid: Grid) -> Cause:
    promise, key = one.promise, one.promise.key
    if promise.failed is not None:
        row = promise.steps.get(promise.failed)
        return Cause("step_failed", key, promise.failed, at=row.ended_at if row else None)
    if (step := _waits_for_test(one, tasks)) is not None:
        return Cause("out_of_specification", key, step, at=promise.doubted[step])
    if (step := _unfit(one, tasks)) is not None:
        return Cause("unfit", key, step)
    lacking = _lacking(one, problem, grid)
    if lacking is not None and not one.late:
        return Cause("capacity", key, *lacking)
    if one.late:
        return Cause("late", key, one.late[0], at=promise.span(one.late[0])[1])
    return Cause("window" if tasks else "capacity", key, tasks[0] if tasks else "")


def _waits_for_test(one: Posed, tasks: Sequence[str]) -> str | None:
    """Return the test, done again, that a task waits for which can't be kept."""
    route = one.promise.route
    return next((test for test in one.repeated if any(test in route.ancestors(key) for key in tasks)), None)


def _unfit(one: Posed, tasks: Sequence[str]) -> str | None:
    option = one.journey.options[0]
    for key in tasks:
        task = option.tasks[option.index[key]]
        start, end = one.promised.span_of(one.journey, key)
        is_away = any(start < until and begin < end for begin, until in task.closed) or start < task.earliest
        if is_away and one.promise.route.step(key).action in PATIENT_ACTIONS:
            return key
    return None


def _lacking(one: Posed, problem: Problem, grid: Grid) -> tuple[str, str] | None:
    """Return the first step that has less than it needs, with what it lacks, even were it alone."""
    table, option = offered(problem), one.journey.options[0]
    for use in option.uses:
        start = max(one.promised.starts[option.index[use.first]], grid.now)
        until = one.promised.ends[option.index[use.last]] + use.after
        row = table[problem.resource_index[use.resource]]
        if until > start and bool((row[start:until] < use.amount).any()):
            return use.first, use.resource
    return None


def sentence(cause: Cause, step: Text, place: Text, when: Text) -> Text:
    """Return the cause in one sentence.

    Parameters
    ----------
    place : the resource with its site, or the site of the step; empty where nothing is known.
    when : the time, or empty.
    """
    at = Text(f"（{when.ja}）", f" ({when.en})") if when.ja else Text("", "")
    where = Text(f"{place.ja}の", f" at {place.en}") if place.ja else Text("", "")
    if cause.code == "step_failed":
        return Text(
            f"{where.ja}「{step.ja}」が不成立となりました{at.ja}。", f"“{step.en}”{where.en} failed{at.en}."
        )
    if cause.code == "out_of_specification":
        return Text(
            f"規格外の結果{at.ja}のため、{where.ja}「{step.ja}」をやり直す見込みです。",
            f"A result was out of specification{at.en}: “{step.en}”{where.en} will probably be done again.",
        )
    if cause.code == "unfit":
        return Text(
            f"患者さんの都合により、「{step.ja}」を予定の日に行えません。",
            f"The patient can't come for “{step.en}” as planned.",
        )
    if cause.code == "late":
        return Text(
            f"{where.ja}「{step.ja}」が予定の時刻までに終わっていません{at.ja}。",
            f"“{step.en}”{where.en} isn't done, though planned until now{at.en}.",
        )
    if cause.code == "capacity" and cause.resource:
        return Text(
            f"{place.ja}の公開枠が減り、「{step.ja}」に使えなくなりました。",
            f"{place.en} offers less than “{step.en}” needs.",
        )
    if cause.code == "capacity":
        return Text("公開枠が減り、予定どおり使えなくなりました。", "Published capacity no longer suffices.")
    return Text(
        f"「{step.ja}」までの間隔が、守るべき限度を外れます。",
        f"The wait before “{step.en}” breaks its limit.",
    )

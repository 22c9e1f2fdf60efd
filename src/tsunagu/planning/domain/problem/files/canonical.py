"""A problem and a plan as plain data in one fixed form, and the digest by which a problem is known."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from tsunagu.planning.domain.problem.files.moments import Moments
from tsunagu.planning.domain.problem.values import Fixed, Journey, Lag, Option, Problem, Resource, Task, Use
from tsunagu.planning.domain.solution import Bound, Plan

Data = dict[str, Any]
PARTS = ("tasks", "lags", "uses")


def digest(problem: Problem) -> str:
    """Return the SHA-256 (hex) of the canonical JSON of a problem; equal problems have equal digests."""
    text = json.dumps(problem_as_data(problem), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def problem_as_data(problem: Problem) -> Data:
    """Return the problem as JSON-ready data, without what is left at its default."""
    moments = Moments(problem.start)
    return {
        **_unless({"title": problem.title}, {"title": ""}),
        "start": problem.start.isoformat(),
        "hours": problem.hours,
        "left_out_hours": problem.left_out_hours,
        "resources": [_resource(resource, moments) for resource in problem.resources],
        "journeys": [_journey(journey, moments) for journey in problem.journeys],
    }


def plan_as_data(plan: Plan, problem: Problem) -> Data:
    """Return the plan as JSON-ready data, with the digest of its problem."""
    moments = Moments(problem.start)
    assignments = {}
    for key, assignment in plan.assignments.items():
        option = problem.journey_by_key[key].by_key[assignment.option]
        times = zip(assignment.starts, assignment.ends, strict=True)
        tasks = {task.key: _times(span, moments) for task, span in zip(option.tasks, times, strict=True)}
        assignments[key] = {"option": assignment.option, "tasks": tasks}
    made_by = _unless({"made_by": plan.made_by}, {"made_by": ""})
    data: Data = {"problem": digest(problem), **made_by, "assignments": assignments}
    if plan.bound is not None:
        data["bound"] = _bound(plan.bound, moments)
    return {**data, **_unless({"notes": dict(plan.notes)}, {"notes": {}})}


def _unless(data: Data, defaults: Mapping[str, object]) -> Data:
    return {key: value for key, value in data.items() if value != defaults[key]}


def _resource(resource: Resource, moments: Moments) -> Data:
    spans = [
        {"from": moments.text(span.start), "until": moments.text(span.until), "capacity": span.capacity}
        for span in resource.open
    ]
    named = {"kind": resource.kind, "place": resource.place}
    return {"key": resource.key, **_unless(named, {"kind": "", "place": ""}), "open": spans}


def _journey(journey: Journey, moments: Moments) -> Data:
    data: Data = {"key": journey.key, "referred": moments.text(journey.referred), "goal": journey.goal}
    data |= _unless({"weight": journey.weight}, {"weight": 1})
    if journey.promised is not None:
        data["promised"] = moments.text(journey.promised)
    options = [_option(option, moments) for option in journey.options]
    for part in PARTS:
        if len(options) > 1 and all(option[part] == options[0][part] for option in options):
            data[part] = options[0][part]
            for option in options:
                del option[part]
    data["options"] = options
    if journey.fixed is not None:
        data["fixed"] = _fixed(journey.fixed, moments)
    return data


def _option(option: Option, moments: Moments) -> Data:
    return {
        "key": option.key,
        **_unless({"choices": dict(option.choices)}, {"choices": {}}),
        "tasks": [_task(task, moments) for task in option.tasks],
        "lags": [_lag(lag) for lag in option.lags],
        "uses": [_use(use) for use in option.uses],
    }


def _task(task: Task, moments: Moments) -> Data:
    data: Data = {"key": task.key}
    if task.shortest == task.longest:
        data["hours"] = task.shortest
    else:
        data |= {"shortest": task.shortest, "longest": task.longest}
    if task.earliest:
        data["earliest"] = moments.text(task.earliest)
    if task.latest is not None:
        data["latest"] = moments.text(task.latest)
    if task.closed:
        data["closed"] = [{"from": moments.text(a), "until": moments.text(b)} for a, b in task.closed]
    return data


def _lag(lag: Lag) -> Data:
    data: Data = {"first": lag.first, "second": lag.second, "at_least": lag.at_least, "at_most": lag.at_most}
    return {
        key: value for key, value in data.items() if value is not None and (key, value) != ("at_least", 0)
    }


def _use(use: Use) -> Data:
    data: Data = {"resource": use.resource, "first": use.first}
    rest = {"last": use.last, "amount": use.amount, "after": use.after}
    return data | _unless(rest, {"last": use.first, "amount": 1, "after": 0})


def _fixed(fixed: Fixed, moments: Moments) -> Data:
    return {
        "option": fixed.option,
        "tasks": {key: _times(span, moments) for key, span in fixed.tasks.items()},
    }


def _times(span: tuple[int, int], moments: Moments) -> Data:
    return {"start": moments.text(span[0]), "end": moments.text(span[1])}


def _bound(bound: Bound, moments: Moments) -> Data:
    prices = [
        {
            "resource": price.resource,
            "from": moments.text(price.start),
            "until": moments.text(price.until),
            "per_hour": price.per_hour,
        }
        for price in bound.prices
    ]
    return {"value": bound.value, "prices": prices}

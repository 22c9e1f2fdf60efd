"""From a written plan to a Plan for a known problem: whether it is any good is for ``verify`` to say."""

from collections.abc import Mapping, Sequence

from tsunagu.foundation.text import Text
from tsunagu.foundation.written.cursor import Cursor, quoted
from tsunagu.foundation.written.faults import Fault, FileRefused, in_order
from tsunagu.foundation.written.reading import FileKind, Reading, read_text
from tsunagu.planning.domain.problem.files.canonical import digest
from tsunagu.planning.domain.problem.files.journeys import MAX_KEY, read_times
from tsunagu.planning.domain.problem.files.moments import Moments
from tsunagu.planning.domain.problem.files.problems import MAX_BYTES, MAX_ENTRIES, MAX_ERRORS
from tsunagu.planning.domain.problem.values import Journey, Problem
from tsunagu.planning.domain.solution import Assignment, Bound, Plan, Price

PLAN_KEYS = ("problem", "made_by", "assignments", "bound", "notes")
FURTHEST = 1e15


class PlanRefused(FileRefused):
    """A plan that can't be taken; ``errors`` holds every fault found, in file order."""

    def __init__(self, errors: Sequence[Fault]) -> None:
        super().__init__(errors, "plan_refused", Text("計画を読み込めません", "The plan can't be taken"))


def read_plan(text: str, problem: Problem, kind: FileKind = "yaml") -> Plan:
    """Return the plan written in a YAML or JSON text; ``PlanRefused`` with every fault and its place."""
    try:
        reading = read_text(text, kind, MAX_BYTES[kind])
    except FileRefused as refused:
        raise PlanRefused(refused.errors) from refused
    return _finished(reading, problem)


def parse_plan(data: Mapping[str, object], problem: Problem) -> Plan:
    """Return the plan given as plain data; ``PlanRefused`` with every fault."""
    return _finished(Reading(data=data), problem)


def _finished(reading: Reading, problem: Problem) -> Plan:
    file = Cursor(reading.data, "", reading)
    found = file.fields(PLAN_KEYS, ("assignments",))
    _check_digest(found["problem"], problem)
    moments = Moments(problem.start)
    assignments = {}
    for key, inner in found["assignments"].entries():
        assignment = _assignment(inner, problem.journey_by_key.get(key), moments)
        if assignment is not None:
            assignments[key] = assignment
    bound = None if found["bound"].is_absent else _bound(found["bound"], moments)
    notes = found["notes"].free()
    if notes is not None and not isinstance(notes, dict):
        found["notes"].refuse("項目名と値の組で書いてください。", "Write this as keys with values.")
    if reading.errors:
        raise PlanRefused(in_order(reading.errors)[:MAX_ERRORS])
    return Plan(assignments, bound, found["made_by"].text(200), notes or {})


def _check_digest(cursor: Cursor, problem: Problem) -> None:
    named = cursor.text(64)
    if named and named != digest(problem):
        cursor.refuse(
            "この計画は別の問題（または変更前の問題）のものです。",
            "This plan belongs to another problem, or to this one before it was changed.",
        )


def _assignment(cursor: Cursor, journey: Journey | None, moments: Moments) -> Assignment | None:
    if journey is None:
        cursor.refuse("この症例は問題にありません。", "There is no such journey in the problem.")
        return None
    found = cursor.fields(("option", "tasks"), ("option", "tasks"))
    key = found["option"].text(MAX_KEY)
    option = journey.by_key.get(key)
    if option is None:
        if key:
            found["option"].refuse(
                f"「{quoted(key)}」という選択肢はありません。", f"There is no option {quoted(key)!r}."
            )
        return None
    names = tuple(option.index)
    tasks = found["tasks"].fields(names, names)
    times = [read_times(tasks[name], moments) for name in names if not tasks[name].is_absent]
    return Assignment(key, tuple(start for start, _ in times), tuple(end for _, end in times))


def _bound(cursor: Cursor, moments: Moments) -> Bound:
    found = cursor.fields(("value", "prices"), ("value", "prices"))
    prices = tuple(_price(inner, moments) for inner in found["prices"].each(10 * MAX_ENTRIES))
    return Bound(found["value"].number(-FURTHEST, FURTHEST), prices)


def _price(cursor: Cursor, moments: Moments) -> Price:
    known = ("resource", "from", "until", "per_hour")
    found = cursor.fields(known, known)
    return Price(
        found["resource"].text(MAX_KEY),
        moments.read(found["from"]),
        moments.read(found["until"]),
        found["per_hour"].number(-FURTHEST, FURTHEST),
    )

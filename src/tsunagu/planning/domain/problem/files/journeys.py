"""A written journey: its options, what they share, and what is fixed of it."""

from collections.abc import Mapping

from tsunagu.foundation.written.cursor import Cursor
from tsunagu.planning.domain.problem.files.moments import MOST, Moments
from tsunagu.planning.domain.problem.values import Fixed, Journey, Lag, Option, Task, Use

MAX_KEY = 120
JOURNEY_KEYS = ("key", "referred", "goal", "weight", "promised", "tasks", "lags", "uses", "options", "fixed")
OPTION_KEYS = ("key", "choices", "tasks", "lags", "uses")
TASK_KEYS = ("key", "hours", "shortest", "longest", "earliest", "latest", "closed")

Parts = tuple[tuple[Task, ...], tuple[Lag, ...], tuple[Use, ...]]


def read_journey(cursor: Cursor, moments: Moments) -> Journey:
    """Read one journey; an option that writes no tasks (lags, uses) has those of the journey."""
    found = cursor.fields(JOURNEY_KEYS, ("key", "referred", "goal", "options"))
    shared = _parts(found, moments)
    return Journey(
        key=found["key"].text(MAX_KEY),
        referred=moments.read(found["referred"]),
        goal=found["goal"].text(MAX_KEY),
        options=tuple(_option(inner, shared, moments) for inner in found["options"].each()),
        weight=found["weight"].integer(-MOST, MOST, 1),
        fixed=None if found["fixed"].is_absent else _fixed(found["fixed"], moments),
        promised=moments.maybe_read(found["promised"]),
    )


def _parts(found: Mapping[str, Cursor], moments: Moments) -> Parts:
    return (
        tuple(_task(inner, moments) for inner in found["tasks"].each()),
        tuple(map(_lag, found["lags"].each())),
        tuple(map(_use, found["uses"].each())),
    )


def _option(cursor: Cursor, shared: Parts, moments: Moments) -> Option:
    found = cursor.fields(OPTION_KEYS, ("key",))
    tasks, lags, uses = _parts(found, moments)
    return Option(
        key=found["key"].text(MAX_KEY),
        tasks=shared[0] if found["tasks"].is_absent else tasks,
        lags=shared[1] if found["lags"].is_absent else lags,
        uses=shared[2] if found["uses"].is_absent else uses,
        choices={key: inner.text(MAX_KEY) for key, inner in found["choices"].entries()},
    )


def _task(cursor: Cursor, moments: Moments) -> Task:
    found = cursor.fields(TASK_KEYS, ("key",))
    is_one, is_range = not found["hours"].is_absent, not found["shortest"].is_absent
    if is_one == is_range or is_range == found["longest"].is_absent:
        cursor.refuse(
            "長さを hours（一つに決まっている場合）か、shortest と longest の組で書いてください。",
            "Write the length as hours (where there is just one), or as shortest and longest.",
        )
    shortest, longest = ("hours", "hours") if is_one else ("shortest", "longest")
    return Task(
        key=found["key"].text(MAX_KEY),
        shortest=found[shortest].integer(-MOST, MOST, 0),
        longest=found[longest].integer(-MOST, MOST, 0),
        earliest=moments.read(found["earliest"]),
        latest=moments.maybe_read(found["latest"]),
        closed=tuple(_interval(inner, moments) for inner in found["closed"].each()),
    )


def _interval(cursor: Cursor, moments: Moments) -> tuple[int, int]:
    found = cursor.fields(("from", "until"), ("from", "until"))
    return moments.read(found["from"]), moments.read(found["until"])


def _lag(cursor: Cursor) -> Lag:
    found = cursor.fields(("first", "second", "at_least", "at_most"), ("first", "second"))
    return Lag(
        found["first"].text(MAX_KEY),
        found["second"].text(MAX_KEY),
        found["at_least"].integer(-MOST, MOST, 0),
        found["at_most"].maybe_integer(-MOST, MOST),
    )


def _use(cursor: Cursor) -> Use:
    found = cursor.fields(("resource", "first", "last", "amount", "after"), ("resource", "first"))
    first = found["first"].text(MAX_KEY)
    return Use(
        found["resource"].text(MAX_KEY),
        first,
        found["last"].text(MAX_KEY, default=first),
        found["amount"].integer(-MOST, MOST, 1),
        found["after"].integer(-MOST, MOST, 0),
    )


def _fixed(cursor: Cursor, moments: Moments) -> Fixed:
    found = cursor.fields(("option", "tasks"), ("option",))
    tasks = {key: read_times(inner, moments) for key, inner in found["tasks"].entries()}
    return Fixed(found["option"].text(MAX_KEY), tasks)


def read_times(cursor: Cursor, moments: Moments) -> tuple[int, int]:
    """Read start and end of a task."""
    found = cursor.fields(("start", "end"), ("start", "end"))
    return moments.read(found["start"]), moments.read(found["end"])

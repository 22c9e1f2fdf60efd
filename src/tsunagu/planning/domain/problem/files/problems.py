"""From a written problem to a Problem: every fault is collected with its place before anything is refused."""

import re
from collections.abc import Mapping, Sequence

from tsunagu.foundation.text import Text
from tsunagu.foundation.written.cursor import Cursor
from tsunagu.foundation.written.faults import Fault, FileRefused, in_order
from tsunagu.foundation.written.reading import FileKind, Reading, read_text
from tsunagu.planning.domain.problem.checks import check_problem
from tsunagu.planning.domain.problem.files.journeys import read_journey
from tsunagu.planning.domain.problem.files.moments import MOST, Moments, read_day
from tsunagu.planning.domain.problem.values import Problem, Resource, Span

PROBLEM_KEYS = ("title", "start", "hours", "left_out_hours", "resources", "journeys")
REQUIRED = ("start", "hours", "resources", "journeys")
MAX_BYTES = {"yaml": 1_000_000, "json": 100_000_000}
MAX_ERRORS = 200
MAX_KEY = 120
MAX_ENTRIES = 100_000
SHARED_PART = re.compile(r"(journeys\[\d+\])\.options\[\d+\]\.(tasks|lags|uses)\b")


class ProblemRefused(FileRefused):
    """A problem that can't be taken; ``errors`` holds every fault found, in file order."""

    def __init__(self, errors: Sequence[Fault]) -> None:
        what = Text("計画の問題を読み込めません", "The planning problem can't be taken")
        super().__init__(errors, "problem_refused", what)


def read_problem(text: str, kind: FileKind = "yaml") -> Problem:
    """Return the sound problem written in a YAML or JSON text; ``ProblemRefused`` with every fault and its place."""
    try:
        reading = read_text(text, kind, MAX_BYTES[kind])
    except FileRefused as refused:
        raise ProblemRefused(refused.errors) from refused
    return _finished(reading)


def parse_problem(data: Mapping[str, object]) -> Problem:
    """Return the sound problem given as plain data; ``ProblemRefused`` with every fault."""
    return _finished(Reading(data=data))


def _finished(reading: Reading) -> Problem:
    problem = _problem(reading)
    if not reading.errors and problem is not None:
        for path, reason in check_problem(problem):
            place = _as_written(reading.data, path)
            reading.errors.append(Fault(place, reason, reading.line_of(place)))
    if reading.errors or problem is None:
        raise ProblemRefused(in_order(reading.errors)[:MAX_ERRORS])
    return problem


def _problem(reading: Reading) -> Problem | None:
    file = Cursor(reading.data, "", reading)
    if not isinstance(reading.data, Mapping) or not reading.data:
        file.refuse(
            "計画の問題が書かれていません。start、hours、resources、journeys を書いてください。",
            "There is no planning problem in this file; write start, hours, resources and journeys.",
        )
        return None
    found = file.fields(PROBLEM_KEYS, REQUIRED)
    moments = Moments(read_day(found["start"]))
    return Problem(
        start=moments.start,
        hours=found["hours"].integer(-MOST, MOST, 0),
        resources=tuple(_resource(inner, moments) for inner in found["resources"].each(MAX_ENTRIES)),
        journeys=tuple(read_journey(inner, moments) for inner in found["journeys"].each(MAX_ENTRIES)),
        left_out_hours=found["left_out_hours"].integer(-MOST, MOST, 672),
        title=found["title"].text(200),
    )


def _resource(cursor: Cursor, moments: Moments) -> Resource:
    found = cursor.fields(("key", "kind", "place", "open"), ("key",))
    spans = tuple(_span(inner, moments) for inner in found["open"].each(MAX_ENTRIES))
    return Resource(
        found["key"].text(MAX_KEY), found["kind"].text(MAX_KEY), found["place"].text(MAX_KEY), spans
    )


def _span(cursor: Cursor, moments: Moments) -> Span:
    found = cursor.fields(("from", "until", "capacity"), ("from", "until", "capacity"))
    capacity = found["capacity"].integer(-MOST, MOST, 0)
    return Span(moments.read(found["from"]), moments.read(found["until"]), capacity)


def _as_written(data: object, path: str) -> str:
    """Return where the file writes what an option has from its journey."""
    shared = SHARED_PART.match(path)
    if shared is None or not isinstance(data, Mapping):
        return path
    numbers = [int(number) for number in re.findall(r"\[(\d+)\]", path)[:2]]
    option = data["journeys"][numbers[0]]["options"][numbers[1]]
    if option.get(shared[2]) is not None:
        return path
    return f"{shared[1]}.{path[shared.start(2) :]}"

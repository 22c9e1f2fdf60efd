"""Problems and plans as JSON that a person can read: short things on one line, the rest unfolded."""

import json
from collections.abc import Iterator
from typing import Any

from tsunagu.planning.domain.problem.files.canonical import plan_as_data, problem_as_data
from tsunagu.planning.domain.problem.values import Problem
from tsunagu.planning.domain.solution import Plan

LINE = 150


def write_problem(problem: Problem) -> str:
    """Return the problem as JSON text, which ``read_problem`` reads as JSON and as YAML."""
    return "".join(_lines(problem_as_data(problem), "", "")) + "\n"


def write_plan(plan: Plan, problem: Problem) -> str:
    """Return the plan as JSON text, with the digest of the problem it is for."""
    return "".join(_lines(plan_as_data(plan, problem), "", "")) + "\n"


def _lines(value: object, before: str, indent: str) -> Iterator[str]:
    """Yield the pieces of a value behind what stands before it on its line."""
    short = None if _is_deep(value, 2) else json.dumps(value, ensure_ascii=False, allow_nan=False)
    if (short is not None and len(indent) + len(before) + len(short) <= LINE) or not isinstance(
        value, (dict, list)
    ):
        yield f"{before}{short}"
        return
    inner, (opening, closing) = indent + " ", "{}" if isinstance(value, dict) else "[]"
    yield f"{before}{opening}"
    separator = f"\n{inner}"
    for name, one in _entries(value):
        yield separator
        yield from _lines(one, name, inner)
        separator = f",\n{inner}"
    yield f"\n{indent}{closing}"


def _entries(value: dict[str, Any] | list[Any]) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield f"{json.dumps(key, ensure_ascii=False)}: ", one
    else:
        for one in value:
            yield "", one


def _is_deep(value: object, depth: int) -> bool:
    if not isinstance(value, (dict, list)):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return depth == 0 or any(_is_deep(one, depth - 1) for one in inner)

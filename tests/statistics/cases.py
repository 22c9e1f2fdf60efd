"""Published reference cases with answers, from the shared folder where it is, compared by their own tolerances."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "evaluation-cases"


def case(name: str) -> dict[str, Any]:
    """Return a case, or skip the test where the shared folder is missing."""
    path = FOLDER / f"{name}.json"
    if not path.exists():
        pytest.skip("the shared reference cases are not here")
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def assert_agrees(found: Mapping[str, Any], published: Mapping[str, Any]) -> None:
    """Assert that every expected value of the case is found, within the case's tolerance."""
    wrong = [
        f"{path}: {value!r}, expected {expected!r}"
        for path, expected in _leaves(published["expected"])
        if not _agrees(value := _at(found, path), expected, _tolerance(published["tolerance"], path))
    ]
    assert not wrong, "\n".join(wrong)


def _leaves(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _leaves(value, (*path, str(index)))
    else:
        yield path, node


def _at(found: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        found = found[int(key)] if isinstance(found, list | tuple) else found[key]
    return found


def _tolerance(tolerances: Mapping[str, Mapping[str, float]], path: tuple[str, ...]) -> Mapping[str, float]:
    for length in range(len(path), 0, -1):
        if ".".join(path[:length]) in tolerances:
            return tolerances[".".join(path[:length])]
    return tolerances["default"]


def _agrees(value: Any, expected: Any, tolerance: Mapping[str, float]) -> bool:
    if isinstance(expected, bool | str) or expected is None:
        return bool(value == expected)
    allowed = tolerance.get("abs", 0.0) + tolerance.get("rel", 0.0) * abs(expected)
    return value is not None and bool(abs(value - expected) <= allowed)

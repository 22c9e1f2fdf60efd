"""Hard input to every way in: an honest answer or a sentence in both languages, never NaN, warning or another error."""

import dataclasses
import math
import warnings
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from tests.statistics.ways_in import OFFSET_FREE, WAYS_IN
from tsunagu.statistics.estimates import StatisticsRefused

Column = list[float]
OFFSET = 1e12
COLUMNS: Mapping[str, Callable[[Column], Any]] = {
    "constant": lambda x: [x[0]] * len(x),
    "zeros": lambda x: [0.0] * len(x),
    "negative": lambda x: [-v for v in x],
    "ties": lambda x: [float(round(v)) for v in x],
    "zeros_and_ones": lambda x: [float(i % 2) for i in range(len(x))],
    "a_line": lambda x: [float(i) for i in range(len(x))],
    "last_digit": lambda x: [1 + 2.3e-16, *[1.0] * (len(x) - 1)],
    "huge": lambda x: [v * 1e12 for v in x],
    "tiny": lambda x: [v * 1e-12 for v in x],
    "1e100": lambda x: [v * 1e100 for v in x],
    "1e-100": lambda x: [v * 1e-100 for v in x],
    "1e300": lambda x: [v * 1e300 for v in x],
    "1e-320": lambda x: [v * 1e-320 for v in x],
    "offset": lambda x: [v + OFFSET for v in x],
    "far_one": lambda x: [1e100, *x[1:]],
    "nan": lambda x: [math.nan, *x[1:]],
    "infinite": lambda x: [*x[:-1], -math.inf],
    "text": lambda x: ["x", *x[1:]],
    "none": lambda x: [None, *x[1:]],
    "complex": lambda x: [1j, *x[1:]],
    "endless_integer": lambda x: [10**400, *x[1:]],
    "one": lambda x: x[:1],
    "two": lambda x: x[:2],
    "empty": lambda x: [],
    "decimals": lambda x: [Decimal(str(v)) for v in x],
    "fractions": lambda x: [Fraction(v) for v in x],
    "tuple": tuple,
    "array": np.array,
    "no_dimension": lambda x: np.array(x[0]),
    "rows": lambda x: [x],
    "ragged": lambda x: [[1.0], [1.0, 2.0]],
}
NUMBERS = (math.nan, math.inf, -math.inf, 0, -1, 1e-300, 1e300, 1 - 1e-16, "x", None, 10**400, 1j, [1.0])


def leaf(given: object) -> bool:
    """Whether it is a column of numbers."""
    return isinstance(given, list) and bool(given) and all(_is_number(one) for one in given)


def _is_number(one: object) -> bool:
    return isinstance(one, int | float) and not isinstance(one, bool)


def mapped(given: Any, change: Callable[[Column], Any]) -> Any:
    """Every column of numbers in lists and mappings, changed."""
    if leaf(given):
        return change(given)
    if isinstance(given, list):
        return [mapped(one, change) for one in given]
    return {k: mapped(v, change) for k, v in given.items()} if isinstance(given, dict) else given


def hard(given: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each setting and each set of columns in all hard ways, one at a time."""
    for name, value in given.items():
        if _is_number(value):
            for number in NUMBERS:
                yield f"{name}={number!r:.20}", {**given, name: number}
        elif isinstance(value, str):
            yield f"{name} unknown", {**given, name: "nonsense"}
        elif mapped(value, tuple) != value:
            for title, change in COLUMNS.items():
                yield f"{name} {title}", {**given, name: mapped(value, change)}


def lost(found: Any) -> bool:
    """Whether there is a NaN anywhere."""
    if isinstance(found, float):
        return math.isnan(found)
    if isinstance(found, np.ndarray):
        return bool(found.dtype.kind == "f" and np.isnan(found).any())
    if dataclasses.is_dataclass(found):
        return any(lost(getattr(found, one.name)) for one in dataclasses.fields(found))
    if isinstance(found, Mapping):
        return any(map(lost, found.values()))
    return isinstance(found, list | tuple) and any(map(lost, found))


def faults(ask: Callable[..., Any], given: Mapping[str, Any]) -> list[str]:
    """What isn't answered or refused as it should be, after an answer to the input as it is."""
    wrong = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not lost(ask(**given))
        for title, changed in hard(given):
            try:
                if lost(ask(**changed)):
                    wrong.append(f"{title}: NaN")
            except StatisticsRefused as refused:
                if not (refused.ja and refused.en):
                    wrong.append(f"{title}: no sentence")
            except Exception as error:
                wrong.append(f"{title}: {type(error).__name__} {error}")
    return wrong


@pytest.mark.parametrize("name", WAYS_IN)
def test_hard_input_is_answered_or_refused(name: str) -> None:
    wrong = faults(*WAYS_IN[name])
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", OFFSET_FREE)
def test_an_offset_of_1e12_costs_no_digits(name: str) -> None:
    ask, given = WAYS_IN[name]
    columns, read = OFFSET_FREE[name]
    grid = {one: mapped(given[one], lambda x: [round(v * 64) / 64 for v in x]) for one in columns}
    far = {one: mapped(grid[one], lambda x: [v + OFFSET for v in x]) for one in columns}
    near_by = read(ask(**{**given, **grid}))
    assert read(ask(**{**given, **far})) == pytest.approx(near_by, rel=1e-9)

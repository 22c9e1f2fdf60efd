"""A calculation from what was typed to what is kept: readings, fit, suitability, the result as text, and their hashes.

The frozen data (schema ``tsunagu:calculation:1``) hold what was typed, so that anybody can calculate it anew:

``typed``       the texts, model, factor, bounds; ``file``, ``sha256`` of the file that the readings came from
``readings``    ``name``, ``role``, ``sample``, ``dose``, ``text``, ``excluded`` (the reason)
``result``      ``text``, ``value``, ``sign``, ``lower``, ``upper``, ``level``, ``unit``
``criteria``    ``found``, ``lower``, ``upper`` (of its interval), ``low``, ``high`` (the bounds), ``p``, ``is_met``
``figures``, ``cautions``, ``curves`` (``course``: x, fitted, lower, upper), ``spots``, ``axes``
``version``, ``libraries``   of the calculation, and of what it rests on
"""

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

import numpy
import scipy

from tsunagu.evaluation.domain.assays.counted import counted, limiting, read_counts, read_wells
from tsunagu.evaluation.domain.assays.outcome import Criterion, Figure, Outcome, Sign
from tsunagu.evaluation.domain.assays.readings import Reading, read_table, with_excluded
from tsunagu.evaluation.domain.assays.relative_potency import relative_potency
from tsunagu.evaluation.domain.assays.standard_curve import standard_curve
from tsunagu.evaluation.domain.assays.typed import TypedAssay, bounds_of, check_typed, factor_of, tidied
from tsunagu.evaluation.domain.assays.wells import plate_in, plate_readings
from tsunagu.evaluation.domain.shown import Limits
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.statistics.estimates import LEVEL, Interval, StatisticsRefused

VERSION = "1 (Ph. Eur. 5.3, USP <1032>, USP <1034>, ICH M10, ISO 20391-2:2019)"
SCHEMA = "tsunagu:calculation:1"
FIGURES, MOST_FIGURES, SHOWN_FIGURES = 4, 17, 9
CALCULATORS: Mapping[str, Callable[[Sequence[Reading], TypedAssay], Outcome]] = {
    "relative_potency": relative_potency,
    "standard_curve": standard_curve,
    "limiting_dilution": limiting,
    "dilution_count": counted,
}


@dataclass(frozen=True, slots=True)
class Calculation:
    """A calculation as it is shown and kept.

    Attributes
    ----------
    typed : what was typed, tidied, with the layout that a file brought along.
    text : the result as it would be typed. data : what is frozen; ``content`` is it as text.
    input_hash, content_hash : SHA-256 of what was typed, and of the content.
    """

    typed: TypedAssay
    readings: tuple[Reading, ...]
    outcome: Outcome
    text: str
    data: dict[str, Any]
    content: str
    input_hash: str
    content_hash: str


def calculate(typed: TypedAssay, limits: Limits) -> Calculation:
    """Return the calculation; its result keeps the side of the limits on which the exact value lies.

    Refuses (``BadInput``) with its field what can't be read, and with one sentence what has no honest answer.
    """
    check_typed(typed)
    tidy = tidied(typed)
    bounds_of(tidy)
    factor_of(tidy)
    readings, tidy = _readings(tidy)
    try:
        outcome = CALCULATORS[tidy.kind](readings, tidy)
    except StatisticsRefused as refused:
        raise BadInput(refused.code, Text(refused.ja, refused.en), "readings") from refused
    if not outcome.criteria:
        raise BadInput("assay_unjudged", _UNJUDGED, "readings")
    text = reported(outcome.value, outcome.sign, limits)
    data = _frozen(tidy, readings, outcome, text, limits.unit)
    content = written(data)
    return Calculation(
        tidy, readings, outcome, text, data, content, hash_of(written(asdict(tidy))), hash_of(content)
    )


def calculated_again(data: Mapping[str, Any], limits: Limits) -> Calculation:
    """Return the calculation made anew from frozen data, to be compared with them."""
    typed = dict(data["typed"])
    bounds = {key: (low, high) for key, (low, high) in typed.pop("bounds").items()}
    return calculate(TypedAssay(**typed, bounds=bounds), limits)


def reported(value: float, sign: Sign, limits: Limits) -> str:
    """Return a value with four figures, or with as many as keep it on its own side of the limits."""
    exact = Decimal(repr(value))
    ends = [Decimal(str(one)) for one in (limits.minimum, limits.maximum) if one is not None]
    for figures in range(FIGURES, MOST_FIGURES + 1):
        rounded = Decimal(f"{value:.{figures - 1}e}")
        if all(_side(exact, end) == _side(rounded, end) for end in ends):
            break
    return f"{sign}{rounded:f}"


def written(data: Mapping[str, Any]) -> str:
    """Write data as JSON with sorted keys and no spaces."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def hash_of(content: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(content.encode()).hexdigest()


def _readings(typed: TypedAssay) -> tuple[tuple[Reading, ...], TypedAssay]:
    if typed.kind == "limiting_dilution":
        found = read_wells(typed.readings)
    elif typed.kind == "dilution_count":
        found = read_counts(typed.readings)
    else:
        plate, own = plate_in(typed.readings)
        if plate is None:
            found = read_table(typed.readings)
        else:
            typed = replace(typed, layout=typed.layout or own)
            found = plate_readings(plate, typed.layout)
    return with_excluded(found, typed.excluded), typed


def _side(value: Decimal, end: Decimal) -> int:
    return (value > end) - (value < end)


def _frozen(
    typed: TypedAssay, readings: Sequence[Reading], outcome: Outcome, text: str, unit: str
) -> dict[str, Any]:
    ends = _ends(outcome.interval)
    return {
        "schema": SCHEMA,
        "typed": {**asdict(typed), "bounds": {key: list(ends) for key, ends in typed.bounds.items()}},
        "readings": [
            {
                "name": one.name, "role": one.role, "sample": one.sample, "dose": one.dose, "text": one.text,
                "excluded": one.excluded,
            }
            for one in readings
        ],
        "result": {
            "text": text, "value": outcome.value, "sign": outcome.sign, "lower": ends[0], "upper": ends[1],
            "level": LEVEL, "unit": unit,
        },
        "is_suitable": outcome.is_suitable,
        "criteria": [_criterion(one) for one in outcome.criteria],
        "figures": [_figure(one) for one in outcome.figures],
        "cautions": [{"code": one.code, "ja": one.ja, "en": one.en} for one in outcome.cautions],
        "curves": [
            {"role": one.role, **one.name.as_dict(), "course": [[_rounded(v) for v in at] for at in one.course]}
            for one in outcome.curves
        ],
        "spots": [asdict(one) for one in outcome.spots],
        "axes": {"x": outcome.x_label.as_dict(), "y": outcome.y_label.as_dict()},
        "version": VERSION,
        "libraries": {"numpy": numpy.__version__, "scipy": scipy.__version__},
    }  # fmt: skip


def _criterion(one: Criterion) -> dict[str, Any]:
    lower, upper = _ends(one.interval)
    return {
        "key": one.key, **one.name.as_dict(), "found": _finite(one.found), "has_interval": one.interval is not None,
        "lower": lower, "upper": upper, "low": one.bounds[0], "high": one.bounds[1],
        "p": None if one.p is None else _finite(one.p), "is_met": one.is_met,
    }  # fmt: skip


def _figure(one: Figure) -> dict[str, Any]:
    lower, upper = _ends(one.interval)
    return {**one.name.as_dict(), "value": _finite(one.value), "lower": lower, "upper": upper}


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (None, None) if interval is None else (_finite(interval.lower), _finite(interval.upper))


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _rounded(value: float) -> float:
    return float(f"{value:.{SHOWN_FIGURES - 1}e}")


_UNJUDGED = Text(
    "この測定値では試験の成立を判定できません。用量または繰返しを増やしてください。",
    "These readings can't tell whether the run is suitable: add doses or replicates.",
)

"""Transforms of responses that make lines straight and spreads even, refused where a response has no such value."""

from collections.abc import Callable
from typing import Literal

import numpy as np

from tsunagu.statistics.checking import Vector
from tsunagu.statistics.estimates import refuse
from tsunagu.statistics.potency.choices import check_choice

Transform = Literal["none", "ln", "log10", "sqrt", "square", "reciprocal", "logit"]

_FUNCTIONS: dict[str, Callable[[Vector], Vector]] = {
    "none": lambda y: y,
    "ln": np.log,
    "log10": np.log10,
    "sqrt": np.sqrt,
    "square": np.square,
    "reciprocal": np.reciprocal,
    "logit": lambda y: np.log(y) - np.log1p(-y),
}


def transformed(response: Vector, transform: Transform) -> Vector:
    """Return the transformed responses (Ph. Eur. 5.3, 3.1.1).

    Refuses an unknown transform, and responses outside its domain: above 0 for ln, log10 and reciprocal, from 0 for
    the square root, between 0 and 1 for logit.
    """
    check_choice("transform", transform, _FUNCTIONS)
    if not _within(response, transform):
        refuse(
            "outside_domain",
            f"変換{transform}を適用できない測定値（0以下など）があります。ブランクの引き過ぎがないか確認してください。",
            f"Some responses (such as 0 or negative ones) have no {transform}; check for over-subtracted blanks.",
        )
    return np.asarray(_FUNCTIONS[transform](response), dtype=np.float64)


def _within(response: Vector, transform: Transform) -> bool:
    if transform == "sqrt":
        return bool(np.all(response >= 0))
    if transform in ("ln", "log10", "reciprocal"):
        return bool(np.all(response > 0))
    if transform == "logit":
        return bool(np.all((response > 0) & (response < 1)))
    return True

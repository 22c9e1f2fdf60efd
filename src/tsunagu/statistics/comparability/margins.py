"""How far apart is still alike: equivalence margins on the unit, as a ratio, or in standard deviations."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tsunagu.statistics.checking import Vector, choice, one
from tsunagu.statistics.estimates import Caution, refuse
from tsunagu.statistics.monitoring.sigma import deviation

Scale = Literal["difference", "ratio"]


@dataclass(frozen=True, slots=True)
class Margins:
    """Lower and upper equivalence margin of test minus reference (or test / reference).

    Attributes
    ----------
    kind : ``absolute`` on the unit of the values (of their logarithms where the caller sets the scale to ``ratio``);
        ``ratio`` (0.8 to 1.25), which makes the analysis one of logarithms;
        ``reference_sd``: multiples of the reference's standard deviation (-1.5 to 1.5).
    """

    lower: float
    upper: float
    kind: Literal["absolute", "ratio", "reference_sd"] = "absolute"

    def __post_init__(self) -> None:
        choice(self.kind, ("absolute", "ratio", "reference_sd"), "許容限界の種類", "kind of margins")
        if not -math.inf < one(self.lower) < one(self.upper) < math.inf:
            refuse(
                "margins",
                "同等性の許容限界は、下限を上限より小さい数値で指定してください。",
                "The equivalence margins must be numbers, the lower below the upper.",
            )
        if self.kind == "ratio" and self.lower <= 0:
            refuse(
                "margins",
                "比の許容限界は正の数で指定してください。",
                "Margins of a ratio must be positive.",
            )

    @property
    def scale(self) -> Scale:
        """Return the scale that the margins ask for."""
        return "ratio" if self.kind == "ratio" else "difference"

    def on_scale(self, reference: Vector) -> tuple[float, float]:
        """Return both margins on the scale of the analysis, for the reference values on that scale, shape (n,)."""
        if self.kind == "ratio":
            return math.log(self.lower), math.log(self.upper)
        if self.kind == "absolute":
            return self.lower, self.upper
        sd = deviation(reference) if reference.size > 1 else 0.0
        if sd <= 0:
            refuse(
                "no_reference_spread",
                "対照の値にばらつきがないため、標準偏差の倍数では許容限界を決められません。",
                "The reference values don't vary, so margins can't be multiples of their standard deviation.",
            )
        return self.lower * sd, self.upper * sd

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Return what must be said of margins that themselves were estimated."""
        if self.kind != "reference_sd":
            return ()
        return (
            Caution(
                "margins_estimated",
                "許容限界は対照の標準偏差の推定値から決めています。その不確かさは判定に含まれていません。",
                "The margins rest on an estimated standard deviation of the reference; its error isn't counted.",
            ),
        )


def on_scale(values: Vector, scale: Scale) -> Vector:
    """Return values on the scale of the analysis; refuses values without a logarithm."""
    choice(scale, ("difference", "ratio"), "比べ方", "scale")
    if scale == "difference":
        return values
    if values.size and float(values.min()) <= 0:
        refuse(
            "not_positive",
            "比で比べるには、すべての値が正の数である必要があります。",
            "A comparison by ratio needs positive values throughout.",
        )
    logarithms: Vector = np.log(values)
    return logarithms

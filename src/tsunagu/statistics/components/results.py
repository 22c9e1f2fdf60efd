"""What an analysis of variance components returns for each component, and for sums of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tsunagu.statistics import checking
from tsunagu.statistics.components.intervals import combination, rescaled, share, square_root
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse

Array = NDArray[np.float64]
FEW = 6  # levels; below, an upper limit is more than twice the estimated standard deviation


@dataclass(frozen=True, slots=True)
class Component:
    """One variance component, or a sum of them such as the intermediate precision or the total.

    Attributes
    ----------
    variance : squared unit of the data; a negative estimate is cut off at zero.
    raw : the same, before it was cut off.
    sd : standard deviation, unit of the data.
    cv : standard deviation in % of the absolute mean; none where the mean is zero. The uncertainty of the mean is
        left out, as is the custom (CLSI EP05-A3).
    share : share of the total variance, 0-1.
    """

    name: str
    variance: Estimate
    raw: float
    sd: Estimate
    cv: Estimate | None
    share: Estimate


@dataclass(frozen=True, slots=True)
class Scale:
    """How values were centred and scaled for the calculation: value = origin + unit x scaled value."""

    origin: float
    unit: float

    def back(self, scaled: float) -> float:
        """Return a scaled value in the unit of the data."""
        return self.origin + self.unit * scaled


def scaled(values: Array) -> tuple[Array, Scale]:
    """Return values centred and scaled to at most 1, so that no offset or unit costs digits; refuse equal values."""
    if checking.is_constant(values):
        refuse(
            "no_variation",
            "すべての値が同じため、ばらつきを推定できません。",
            "All values are equal, so their spread can't be estimated.",
        )
    rough = values - values[0]
    middle = float(np.mean(rough))
    unit = float(np.max(np.abs(rough - middle)))
    return (rough - middle) / unit, Scale(float(values[0]) + middle, unit)


@dataclass(frozen=True, slots=True)
class Frame:
    """Independent mean squares in scaled units and what turns them into results in the unit of the data."""

    squares: Array
    degrees: Array
    total: Array  # weights of the total variance
    total_value: float  # the total as reported, scaled
    scale: Scale
    mean: float
    level: float = LEVEL
    method: str = "mls"

    def component(self, name: str, weights: Array, raw: float, value: float | None = None) -> Component:
        """Return the component that ``weights`` make of the squares; ``raw`` and ``value`` are scaled estimates."""
        value = max(raw, 0.0) if value is None else value
        variance = combination(self.squares, self.degrees, weights, self.level, self.method, value)
        part = share(self.squares, self.degrees, weights, self.total, self.level, value / self.total_value)
        return assembled(name, variance, raw, part, self.scale, self.mean)

    def whole(self, name: str, raw: float) -> Component:
        """Return the total variance, of which it is the whole."""
        variance = combination(
            self.squares, self.degrees, self.total, self.level, self.method, self.total_value
        )
        everything = Estimate(1.0, Interval(1.0, 1.0, self.level), None, "by definition")
        return assembled(name, variance, raw, everything, self.scale, self.mean)


def assembled(
    name: str, variance: Estimate, raw: float, part: Estimate, scale: Scale, mean: float
) -> Component:
    """Return a component from its scaled variance and its share."""
    sd = rescaled(square_root(variance), scale.unit)
    cv = rescaled(sd, 100 / abs(mean)) if mean and np.isfinite(100 / abs(mean)) else None
    return Component(name, rescaled(variance, scale.unit**2), raw * scale.unit**2, sd, cv, part)


def few_levels(name: str, count: int) -> Caution:
    """Return what a reader must know where a factor has few levels."""
    return Caution(
        "few_levels",
        f"要因「{name}」は{count}水準しかないため、その成分の区間は非常に広くなります。",
        f"Factor {name!r} has {count} levels only, so the interval of its component is very wide.",
    )


def negative(name: str) -> Caution:
    """Return what a reader must know where a component was estimated below zero."""
    return Caution(
        "negative_component",
        f"成分「{name}」の推定値が負になったため、0としました。区間の上限までの大きさはあり得ます。",
        f"Component {name!r} was estimated below zero and is given as 0; it may be as large as its upper limit.",
    )


def identical_repetition() -> Caution:
    """Return what a reader must know where all repetitions agree to the last digit."""
    return Caution(
        "identical_repetition",
        "繰り返しの値がすべて一致しているため、繰り返しのばらつきを評価できません。値の丸めを確認してください。",
        "All repeated values agree, so repeatability can't be judged; check how the values were rounded.",
    )

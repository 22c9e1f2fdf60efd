"""What a calculation comes to: the value with its interval, whether the run is suitable, and what its plot shows."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tsunagu.evaluation.domain.assays.typed import Bounds, TypedAssay, transform_of
from tsunagu.foundation.text import Text
from tsunagu.statistics.checking import vector
from tsunagu.statistics.estimates import Caution, Estimate, Interval, StatisticsRefused
from tsunagu.statistics.potency.curves import Curves
from tsunagu.statistics.potency.transforms import transformed

Sign = Literal["", "<", ">"]
DOSE, RESPONSE = Text("用量", "Dose"), Text("測定値", "Response")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of suitability: what was found, with its interval where that is judged, and the bounds.

    ``p`` is that of the test of no difference at all, for information.
    """

    key: str
    name: Text
    found: float
    interval: Interval | None
    bounds: tuple[float | None, float | None]
    p: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether the found value, or its whole interval where there is one, lies within the bounds."""
        low, high = self.bounds
        ends = (
            (self.found, self.found) if self.interval is None else (self.interval.lower, self.interval.upper)
        )
        return (low is None or ends[0] >= low) and (high is None or ends[1] <= high)


@dataclass(frozen=True, slots=True)
class Figure:
    """One parameter or intermediate result, as the table beside the plot lists it."""

    name: Text
    value: float
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """One fitted curve: which readings belong to it, and its course ``(x, fitted, lower, upper)``."""

    role: str
    name: Text
    course: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """One reading in the plot: where it stands, and what the fit says there (None outside the fit)."""

    name: str
    role: str
    x: float
    y: float
    fitted: float | None = None
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one calculation.

    Attributes
    ----------
    value, sign : the result; ``<`` or ``>`` where it lies outside what the standards cover.
    interval : at 95 %; None where there is none.
    x_label, y_label : names of the plot's axes.
    """

    value: float
    interval: Interval | None
    criteria: tuple[Criterion, ...]
    figures: tuple[Figure, ...]
    cautions: tuple[Caution, ...]
    curves: tuple[Curve, ...] = ()
    spots: tuple[Spot, ...] = ()
    x_label: Text = DOSE
    y_label: Text = RESPONSE
    sign: Sign = ""

    @property
    def is_suitable(self) -> bool:
        """Whether every criterion is met; without one the run can't be judged."""
        return bool(self.criteria) and all(one.is_met for one in self.criteria)


def finite(interval: Interval | None) -> Interval | None:
    """Return an interval with two ends, or None."""
    if interval is None or not (math.isfinite(interval.lower) and math.isfinite(interval.upper)):
        return None
    return interval


def figure(ja: str, en: str, estimate: Estimate) -> Figure:
    """Return a parameter with its interval as a line of the table."""
    return Figure(Text(ja, en), estimate.value, finite(estimate.interval))


def bounded(
    bounds: Bounds,
    key: str,
    name: Text,
    found: float,
    interval: Interval | None = None,
    p: float | None = None,
) -> tuple[Criterion, ...]:
    """Return the criterion where it has bounds, nothing where it has none."""
    return (Criterion(key, name, found, interval, bounds[key], p),) if key in bounds else ()


def once(cautions: Sequence[Caution], without: frozenset[str] = frozenset()) -> tuple[Caution, ...]:
    """Return each caution once, without those that a criterion says better."""
    found = {one.code: one for one in cautions if one.code not in without}
    return tuple(found.values())


def curve_figures(curves: Curves, names: Mapping[str, Text]) -> tuple[Figure, ...]:
    """Return the parameters of fitted curves as lines of the table; ``names`` are those of the preparations."""
    found = [
        figure("用量0側の漸近線", "Asymptote towards dose 0", curves.zero),
        figure("高用量側の漸近線", "Asymptote towards endless dose", curves.infinite),
        figure("傾き（自然対数用量あたり）", "Slope per unit of ln dose", curves.slope),
    ]
    if curves.asymmetry is not None:
        found.append(figure("非対称性", "Asymmetry", curves.asymmetry))
    for key, estimate in curves.ec50.items():
        found.append(figure(f"EC50（{names[key].ja}）", f"EC50, {names[key].en.lower()}", estimate))
    if curves.lack_of_fit_p is not None:
        found.append(Figure(Text("適合度検定のp値", "p of lack of fit"), curves.lack_of_fit_p))
    return tuple(found)


def on_scale(value: float, typed: TypedAssay) -> float | None:
    """Return a response on the scale of the fit, or None where it has no place there (0 on a logarithm)."""
    try:
        return float(transformed(vector([value]), transform_of(typed))[0])
    except StatisticsRefused:
        return None


def y_label(typed: TypedAssay) -> Text:
    """Name the axis of the responses with its transform."""
    words = {
        "log10": Text("測定値（常用対数）", "Response, log10"),
        "sqrt": Text("測定値（平方根）", "Response, square root"),
    }
    return words.get(typed.transform, RESPONSE)

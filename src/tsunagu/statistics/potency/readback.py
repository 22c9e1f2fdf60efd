"""Doses of unknown samples read back from a fitted curve, refused where the response lies outside what it covers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from tsunagu.statistics.checking import one, vector
from tsunagu.statistics.estimates import Caution, Estimate, Interval, refuse
from tsunagu.statistics.potency.choices import check_choice
from tsunagu.statistics.potency.curve_shapes import rise
from tsunagu.statistics.potency.curve_solver import INFINITE, SLOPE, ZERO
from tsunagu.statistics.potency.curves import Curves, log_dose_at
from tsunagu.statistics.potency.fieller import quantile
from tsunagu.statistics.potency.potencies import exponentiated
from tsunagu.statistics.potency.transforms import Transform, transformed


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The dose of one sample, in the unit of the curve, times its dilution; an end of 0 or infinity says 'no limit'."""

    dose: Estimate
    replicates: int
    cautions: tuple[Caution, ...]


def read_back(
    curves: Curves,
    responses: Sequence[float],
    name: str | None = None,
    dilution: float = 1.0,
    transform: Transform = "none",
) -> ReadBack:
    """Return the dose that gives the mean of a sample's replicate responses on a preparation's curve.

    The interval holds every dose whose fitted response differs from the mean by at most t standard errors of that
    difference, curve and replicates together (inverse prediction: Bates and Watts 1988; O'Connell and others 1993).

    Parameters
    ----------
    name : the preparation whose curve is read, the standard if absent.
    dilution : how often the sample had been diluted; the dose is multiplied by it.
    transform : as the curve was fitted.

    Refuses responses outside the asymptotes, and doses outside those of the curve.
    """
    values = transformed(vector(responses), transform)
    if name is not None:
        check_choice("preparation", name, curves.names)
    curve = 0 if name is None else curves.names.index(name)
    if not 0 < one(dilution) < math.inf:
        refuse(
            "dilution", "希釈倍率は0より大きい値で指定してください。", "The dilution factor must be above 0."
        )
    mean = float(values.mean())
    share = (mean - float(curves.place[ZERO])) / float(curves.place[INFINITE] - curves.place[ZERO])
    low, high = _range(curves, curve)
    if not 0 < share < 1:
        _refuse_outside()
    log_dose = log_dose_at(curves.problem, curves.place, curve, share)[0]
    if not low - 1e-9 <= log_dose <= high + 1e-9:
        _refuse_outside()
    span = _limits(curves, curve, log_dose, mean, len(values), (low, high))
    logs = Interval(span.lower + math.log(dilution), span.upper + math.log(dilution), span.level)
    estimate = Estimate(
        math.exp(log_dose) * dilution, exponentiated(logs), curves.error.df, "inverse prediction"
    )
    beyond = (_BEYOND,) if span.lower < low or span.upper > high else ()
    return ReadBack(estimate, len(values), beyond)


def _refuse_outside() -> None:
    refuse(
        "outside_range",
        "測定値が検量線の範囲外です。希釈倍率を変えて測り直してください。",
        "The response lies outside the range of the curve: measure again at another dilution.",
    )


_BEYOND = Caution(
    "interval_beyond_range",
    "信頼区間が検量線の用量範囲を超えています。",
    "The interval reaches beyond the doses of the curve.",
)


def _range(curves: Curves, curve: int) -> tuple[float, float]:
    doses = curves.problem.x[(curves.problem.curve == curve) & np.isfinite(curves.problem.x)]
    return float(doses.min()), float(doses.max())


def _limits(
    curves: Curves, curve: int, log_dose: float, mean: float, replicates: int, span: tuple[float, float]
) -> Interval:
    t = quantile(curves.confidence, curves.error.df)
    width = (span[1] - span[0]) or 1.0

    def excess(x: float) -> float:
        fitted, variance = fitted_response(curves, curve, x)
        return (fitted - mean) ** 2 - t**2 * (variance + curves.error.ms / replicates)

    ends = []
    for side in (-1.0, 1.0):
        steps = log_dose + side * np.linspace(0, 3 * width, 301)
        outside = next((k for k, x in enumerate(steps) if excess(float(x)) > 0), None)
        if outside is None:
            ends.append(side * math.inf)
        else:
            ends.append(
                float(optimize.brentq(excess, *sorted((steps[outside - 1], steps[outside])), xtol=1e-12))
            )
    return Interval(ends[0], ends[1], curves.confidence)


def fitted_response(curves: Curves, curve: int, x: float) -> tuple[float, float]:
    """Return a preparation's fitted response at a natural log dose, and the variance that the curve gives it."""
    place, problem = curves.place, curves.problem
    asymmetry = 1.0 if problem.family == "logistic" else math.exp(place[SLOPE + 1])
    found = rise(
        np.asarray([x]),
        math.exp(place[SLOPE]),
        asymmetry,
        place[problem.shared + curve : problem.shared + curve + 1],
        problem.family,
    )
    span, share = float(place[INFINITE] - place[ZERO]), float(found.share[0])
    gradient = np.zeros(len(place))
    gradient[ZERO], gradient[INFINITE] = 1 - share, share
    gradient[SLOPE] = span * found.by_slope[0]
    if problem.family != "logistic":
        gradient[SLOPE + 1] = span * found.by_asymmetry[0]
    gradient[problem.shared + curve] = span * found.by_location[0]
    return float(place[ZERO]) + span * share, float(gradient @ curves.covariance @ gradient)

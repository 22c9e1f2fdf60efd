"""Four- and five-parameter logistic curves of several preparations that share asymptotes and slope, or each its own."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy

from tsunagu.statistics.checking import Vector, level, number
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse
from tsunagu.statistics.potency.anova import Error
from tsunagu.statistics.potency.choices import check_choice
from tsunagu.statistics.potency.curve_checks import cautions_of, check_design, refuse_flat, refuse_unsettled
from tsunagu.statistics.potency.curve_shapes import Family, standing, standing_by_asymmetry
from tsunagu.statistics.potency.curve_solver import INFINITE, SLOPE, ZERO, Problem, least_squares
from tsunagu.statistics.potency.designs import Assay
from tsunagu.statistics.potency.fieller import quantile
from tsunagu.statistics.potency.linear import Matrix, indicators, sequential
from tsunagu.statistics.potency.potencies import exponentiated
from tsunagu.statistics.potency.transforms import Transform, transformed

Convention = Literal["model", "pure"]


@dataclass(frozen=True, slots=True)
class Curves:
    """Curves with common asymptotes, slope and asymmetry, one location for each preparation.

    Attributes
    ----------
    zero, infinite : the responses towards dose 0 and endless dose (on the transformed scale).
    slope : above 0, per unit of natural log dose; ``asymmetry`` is None for four parameters.
    ec50 : the dose halfway between the asymptotes, of each preparation.
    residual_ss, residual_df : about the curves; ``error`` is the variance behind all intervals.
    lack_of_fit_p : against the replicates, None where there are none.
    place, covariance : the parameters (zero, infinite, ln slope, ln asymmetry, locations) and their covariance.
    """

    names: tuple[str, ...]
    zero: Estimate
    infinite: Estimate
    slope: Estimate
    asymmetry: Estimate | None
    ec50: Mapping[str, Estimate]
    residual_ss: float
    residual_df: int
    error: Error
    lack_of_fit_p: float | None
    cautions: tuple[Caution, ...]
    place: Vector
    covariance: Matrix
    problem: Problem
    confidence: float


def fit_curves(
    assay: Assay,
    family: Family = "logistic",
    transform: Transform = "none",
    fixed: Mapping[str, float] | None = None,
    error: Convention = "model",
    confidence: float = LEVEL,
) -> Curves:
    """Fit one curve to each preparation, all with the same asymptotes, slope and asymmetry.

    Source: Ph. Eur. 5.3, 3.4; USP <1034>; shapes in ``curve_shapes.rise``.

    Parameters
    ----------
    family : ``logistic`` has four parameters, ``gottschalk_dunn`` and ``richards`` five.
    fixed : asymptotes known beforehand (``zero``, ``infinite``).
    error : ``model`` is the residual about the curves (USP <1034>), ``pure`` only that of the replicates (Ph. Eur. 5.3,
        example 5.4.1).

    Doses of 0 may enter: they show the response towards dose 0. Weights are those of the assay. Refuses blocks, fewer
    treatments than parameters, responses that don't change with the dose, and curves whose asymptotes or slope the data
    don't settle.
    """
    level(confidence)
    check_choice("family", family, ("logistic", "gottschalk_dunn", "richards"))
    check_choice("convention", error, ("model", "pure"))
    for name in fixed or {}:
        check_choice("parameter", name, ("zero", "infinite"))
    check_design(assay)
    response = transformed(assay.response, transform)
    problem = _problem(assay, response, family, fixed or {})
    parameters = int(problem.free.sum())
    if len(np.unique(assay.treatment)) < parameters or len(response) <= parameters:
        refuse(
            "too_few",
            f"用量の数が足りません。この曲線には{parameters}以上の用量と、それより多い測定値が必要です。",
            f"There are too few doses: this curve needs at least {parameters}, and more responses than that.",
        )
    place, rss = least_squares(problem)
    return _summed_up(assay, problem, place, rss, error, confidence)


def fit_separately(
    assay: Assay,
    family: Family = "logistic",
    transform: Transform = "none",
    fixed: Mapping[str, float] | None = None,
    error: Convention = "model",
    confidence: float = LEVEL,
) -> dict[str, Curves]:
    """Fit each preparation's own curve with its own asymptotes, slope and asymmetry (the unconstrained model)."""
    return {
        name: fit_curves(assay.of(name), family, transform, fixed, error, confidence) for name in assay.names
    }


def _problem(assay: Assay, response: Vector, family: Family, fixed: Mapping[str, float]) -> Problem:
    with np.errstate(divide="ignore"):
        x = np.log(assay.dose)
    known = np.full((3 if family == "logistic" else 4) + len(assay.names), np.nan)
    for name, place in (("zero", ZERO), ("infinite", INFINITE)):
        if name in fixed:
            known[place] = number(fixed[name], "固定する値", "fixed value", code="not_finite")
    return Problem(x, response, np.sqrt(assay.weight), assay.preparation, len(assay.names), family, known)


def _summed_up(
    assay: Assay, problem: Problem, place: Vector, rss: float, convention: Convention, confidence: float
) -> Curves:
    df = len(problem.y) - int(problem.free.sum())
    pure_ss, pure_df = sequential({"all": indicators(assay.treatment)}, problem.y, assay.weight)["residual"]
    refuse_flat(problem, assay.weight, rss, df)
    chosen = _error((rss, df), (pure_ss, pure_df), convention)
    covariance = _covariance(problem, place) * chosen.ms
    refuse_unsettled(place, covariance)
    fit_p = None
    if pure_df > 0 and df > pure_df and pure_ss > 0:
        f = max(0.0, rss - pure_ss) / (df - pure_df) / (pure_ss / pure_df)
        fit_p = float(scipy.stats.f.sf(f, df - pure_df, pure_df))
    wald = _Wald(place, covariance, quantile(confidence, chosen.df), chosen.df, confidence)
    return Curves(
        assay.names,
        wald.of(ZERO),
        wald.of(INFINITE),
        wald.exponential(SLOPE),
        None if problem.family == "logistic" else wald.exponential(SLOPE + 1),
        {name: wald.halfway(problem, k) for k, name in enumerate(assay.names)},
        rss,
        df,
        chosen,
        fit_p,
        cautions_of(problem, place, rss, fit_p),
        place,
        covariance,
        problem,
        confidence,
    )


def _error(model: tuple[float, int], pure: tuple[float, int], convention: Convention) -> Error:
    ss, df = pure if convention == "pure" else model
    if df < 1:
        refuse(
            "no_degrees",
            "繰り返しがないため、繰り返しによる誤差を推定できません。",
            "Without replicates there is no error of replicates.",
        )
    return Error(ss / df, df, convention)


def _covariance(problem: Problem, place: Vector) -> Matrix:
    jacobian = problem.jacobian(place)
    lengths = np.linalg.norm(jacobian, axis=0)
    if not np.all(lengths > 0) or np.linalg.cond(jacobian / lengths) > 1e9:
        refuse(
            "not_identified",
            "このデータでは曲線を1つに決められません。傾きの途中と両端の用量を加えてください。",
            "These data do not settle one curve: add doses on the slope and towards both ends.",
        )
    _, r = np.linalg.qr(jacobian / lengths)
    inverse = np.linalg.inv(r) / lengths[:, None]
    full = np.zeros((len(place), len(place)))
    full[np.ix_(problem.free, problem.free)] = inverse @ inverse.T
    return full


@dataclass(frozen=True, slots=True)
class _Wald:
    place: Vector
    covariance: Matrix
    t: float
    df: int | None
    confidence: float

    def _estimate(self, value: float, error: float) -> Estimate:
        half = self.t * error
        return Estimate(value, Interval(value - half, value + half, self.confidence), self.df, "wald")

    def of(self, where: int) -> Estimate:
        return self._estimate(float(self.place[where]), math.sqrt(self.covariance[where, where]))

    def exponential(self, where: int) -> Estimate:
        value = math.exp(self.place[where])
        return self._estimate(value, value * math.sqrt(self.covariance[where, where]))

    def halfway(self, problem: Problem, curve: int) -> Estimate:
        value, gradient = log_dose_at(problem, self.place, curve, 0.5)
        error = math.sqrt(float(gradient @ self.covariance @ gradient))
        logs = self._estimate(value, error).interval
        return Estimate(math.exp(value), exponentiated(logs), self.df, "wald on log dose")


def log_dose_at(problem: Problem, place: Vector, curve: int, share: float) -> tuple[float, Vector]:
    """Return the natural log dose at which a curve has gone a share of its way, with its gradient by all parameters."""
    slope = math.exp(place[SLOPE])
    asymmetry = 1.0 if problem.family == "logistic" else math.exp(place[SLOPE + 1])
    t = standing(share, asymmetry, problem.family)
    gradient = np.zeros(len(place))
    gradient[SLOPE] = -t / slope
    gradient[problem.shared + curve] = 1.0
    if problem.family != "logistic":
        gradient[SLOPE + 1] = standing_by_asymmetry(share, asymmetry, problem.family) / slope
    return float(place[problem.shared + curve]) + t / slope, gradient

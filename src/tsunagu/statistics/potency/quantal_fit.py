"""Maximum likelihood of parallel quantal lines, with a natural response known beforehand or found from controls."""

from dataclasses import dataclass

import numpy as np

from tsunagu.statistics.checking import Vector
from tsunagu.statistics.estimates import refuse
from tsunagu.statistics.potency.linear import Matrix
from tsunagu.statistics.potency.links import Shape

ROUNDS = 200
DIGITS = 1e-14  # of one unit's share in the deviance: what rounding can blur
FLOOR = 1e-12


@dataclass(frozen=True, slots=True)
class Counts:
    """Groups of units: shape (groups,) each; ``controls`` are (responded, tested) at dose 0, or None."""

    columns: Matrix
    responded: Vector
    tested: Vector
    controls: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class QuantalFit:
    """The maximum.

    Attributes
    ----------
    coefficients : of the columns; ``covariance`` is the inverse Fisher information with the natural response allowed
        for.
    natural : share that responds without any dose.
    working, weight : the working response and its weight at the maximum, shape (groups,).
    deviance : twice the log-likelihood short of the saturated model.
    """

    coefficients: Vector
    covariance: Matrix
    natural: float
    natural_error: float
    working: Vector
    weight: Vector
    deviance: float


def fit(counts: Counts, shape: Shape, natural: float) -> QuantalFit:
    """Return the maximum by Fisher scoring with halved steps (Finney 1971, ch. 4 and 7; Ph. Eur. 5.3, 4.2.1).

    ``natural`` is the share known beforehand, or the start where there are controls. Refuses what doesn't converge.
    """
    place = _start(counts, shape, natural)
    now = _deviance(counts, shape, place)
    for _ in range(ROUNDS):
        step = _step(counts, shape, place)
        place, after = _shortened(counts, shape, place, step, now)
        small = float(np.max(np.abs(step) / (1 + np.abs(place)))) < 1e-10
        if abs(now - after) <= _blur(counts, now) and small:
            return _finished(counts, shape, place, after)
        now = after
    return refuse(
        "not_converged",
        "最尤推定が収束しません。用量範囲と反応数を確認してください。",
        "The likelihood has no maximum that could be found: check the doses and the numbers that responded.",
    )


def _start(counts: Counts, shape: Shape, natural: float) -> Vector:
    share = (counts.responded + 0.5) / (counts.tested + 1)
    free = np.clip((share - natural) / (1 - natural), 0.02, 0.98)
    coefficients = np.linalg.lstsq(counts.columns, shape.value(free), rcond=None)[0]
    return np.append(coefficients, natural)


def _shares(counts: Counts, shape: Shape, place: Vector) -> tuple[Vector, Vector, Vector]:
    predictor = counts.columns @ place[:-1]
    free = shape.share(predictor)
    share = np.clip(place[-1] + (1 - place[-1]) * free, FLOOR, 1 - FLOOR)
    slope = np.maximum((1 - place[-1]) * shape.density(predictor), FLOOR)
    return share, slope, 1 - free


def _information(counts: Counts, shape: Shape, place: Vector) -> tuple[Matrix, Vector]:
    share, slope, missing = _shares(counts, shape, place)
    gradient = counts.columns * slope[:, None]
    if counts.controls is not None:
        gradient = np.column_stack([gradient, missing])
    precision = counts.tested / (share * (1 - share))
    information = gradient.T @ (gradient * precision[:, None])
    score = gradient.T @ (precision * (counts.responded / counts.tested - share))
    if counts.controls is not None:
        responded, tested = counts.controls
        here = min(max(place[-1], FLOOR), 1 - FLOOR)
        information[-1, -1] += tested / (here * (1 - here))
        score[-1] += (responded - tested * here) / (here * (1 - here))
    return information, score


def _step(counts: Counts, shape: Shape, place: Vector) -> Vector:
    information, score = _information(counts, shape, place)
    step = np.linalg.lstsq(information, score, rcond=None)[0]
    return np.asarray(step if counts.controls is not None else np.append(step, 0.0), dtype=np.float64)


def _shortened(counts: Counts, shape: Shape, place: Vector, step: Vector, now: float) -> tuple[Vector, float]:
    for halving in range(30):
        tried = place + step / 2**halving
        tried[-1] = min(max(tried[-1], 0.0), 1 - 1e-6)
        after = _deviance(counts, shape, tried)
        if after <= now + _blur(counts, now):
            return tried, after
    return place, now


def _blur(counts: Counts, deviance: float) -> float:
    return DIGITS * (float(counts.tested.sum()) + 10 * (1 + abs(deviance)))


def _deviance(counts: Counts, shape: Shape, place: Vector) -> float:
    share = _shares(counts, shape, place)[0]
    total = _binomial(counts.responded, counts.tested, share)
    if counts.controls is not None:
        responded, tested = (np.asarray([number]) for number in counts.controls)
        total += _binomial(responded, tested, np.clip(place[-1:], FLOOR, 1 - FLOOR))
    return total


def _binomial(responded: Vector, tested: Vector, share: Vector) -> float:
    missed, seen = tested - responded, responded / tested
    with_log = np.where(responded > 0, responded * np.log(np.maximum(seen, FLOOR) / share), 0.0)
    without = np.where(missed > 0, missed * np.log(np.maximum(1 - seen, FLOOR) / (1 - share)), 0.0)
    return float(2 * np.sum(with_log + without))


def _finished(counts: Counts, shape: Shape, place: Vector, deviance: float) -> QuantalFit:
    information, _ = _information(counts, shape, place)
    if np.linalg.cond(information) > 1e14:
        refuse(
            "not_identified",
            "このデータでは係数を1組に決められません。用量範囲を見直してください。",
            "These data do not settle the coefficients: review the range of doses.",
        )
    covariance = np.asarray(np.linalg.inv(information), dtype=np.float64)
    share, slope, _ = _shares(counts, shape, place)
    size = counts.columns.shape[1]
    working = counts.columns @ place[:-1] + (counts.responded / counts.tested - share) / slope
    weight = counts.tested * slope**2 / (share * (1 - share))
    error = float(np.sqrt(covariance[-1, -1])) if counts.controls is not None else 0.0
    return QuantalFit(
        place[:-1], covariance[:size, :size], float(place[-1]), error, working, weight, deviance
    )

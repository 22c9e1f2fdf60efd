"""Restricted maximum likelihood for one contrast among random factors, with its degrees of freedom.

Beside ``components.reml``, on purpose: that one works on ratios of components to the error, all held at 0 or above, so
that it never makes a matrix of values by values and serves thousands of results; a contrast needs fixed factors and, by
choice, components below 0 (``negative`` = ``kept``), which those ratios can't hold. Here the covariance of the values
is made as it stands, for a few hundred of them; ``MOST_VALUES`` is the end of that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize

from tsunagu.statistics.checking import Vector
from tsunagu.statistics.estimates import refuse

Matrix = NDArray[np.float64]
Adjustment = Literal["satterthwaite", "kenward_roger"]
Negative = Literal["zero", "kept"]
MOST_STEPS = 100
MOST_VALUES = 500


@dataclass(frozen=True, slots=True)
class Component:
    """A variance component: ``raw`` without a bound (None where not found), ``value`` as used."""

    name: str
    raw: float | None
    value: float


@dataclass(frozen=True, slots=True)
class Contrast:
    """The last coefficient of the fixed effects with its standard error, degrees of freedom and the components."""

    value: float
    standard_error: float
    degrees: float
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class _Model:
    """Values (n,), fixed effects (n, p), and a covariance matrix (n, n) for each component, the residual last."""

    y: Vector
    x: Matrix
    parts: tuple[Matrix, ...]


@dataclass(frozen=True, slots=True)
class _State:
    """What follows from given components: fixed effects, score, information, minus twice the likelihood's log."""

    beta: Vector
    phi: Matrix
    inverse: Matrix
    score: Vector
    information: Matrix
    deviance: float


def last_coefficient(
    y: Vector,
    fixed: Matrix,
    random: Mapping[str, Sequence[str]],
    adjustment: Adjustment = "kenward_roger",
    negative: Negative = "zero",
) -> Contrast:
    """Fit a mixed model by restricted maximum likelihood (REML) and return the last fixed effect.

    Parameters
    ----------
    y : values, shape (n,), of order 1 (the caller takes off an offset and a unit).
    fixed : fixed effects of full rank, shape (n, p).
    random : labels of each value by random factor, each of length n; factors may be crossed or nested.
    adjustment : ``satterthwaite``: 2 C^2 / var C with the expected information (Satterthwaite 1946; Giesbrecht and
        Burns 1985); ``kenward_roger`` also inflates the standard error for the estimation of the components (Kenward
        and Roger, Biometrics 1997; 53:983-997), which for one contrast leaves the degrees of freedom as they are.

    negative : a component below 0 is set to ``zero`` and leaves the degrees of freedom (lme4, SAS by default), which
        makes intervals too short where factors have few levels; ``kept`` goes on with it, as the analysis of variance
        of a balanced design does, and holds the level better (Stroup, Generalized Linear Mixed Models, 2013).

    Refuses more than 500 values, factors that can't be told apart, and ``kept`` where no maximum is found.
    """
    if y.size > MOST_VALUES:
        refuse(
            "too_many",
            f"値が{y.size}個あり、混合モデルで扱える{MOST_VALUES}個を超えています。反復の平均値を使ってください。",
            f"There are {y.size} values; this model takes {MOST_VALUES}. Use the means of replicates.",
        )
    model = _Model(y, fixed, (*map(_covariance, random.values()), np.eye(y.size)))
    start = np.full(len(model.parts), float(np.var(y)) / len(model.parts))
    _check_identified(_state(model, start))
    raw = _climb(model, start, np.ones(start.size, dtype=bool))
    if raw is None and negative == "kept":
        refuse(
            "no_unbounded_maximum",
            "負の分散成分を許すと解が得られません。負の値を0とする設定で計算してください。",
            "No maximum is found with negative components; set those to zero.",
        )
    is_raw = raw is not None and (negative == "kept" or raw.min() >= 0)
    theta = raw if raw is not None and is_raw else _bounded(model, start)
    active = theta != 0
    final = _state(model, theta)
    value, error, degrees = _inference(model, final, active, adjustment)
    names = (*random, "residual")
    shown = [None] * len(names) if raw is None else list(map(float, raw))
    components = tuple(Component(n, r, float(v)) for n, r, v in zip(names, shown, theta, strict=True))
    return Contrast(value, error, degrees, components)


def _covariance(labels: Sequence[str]) -> Matrix:
    _, index = np.unique(np.asarray(labels, dtype=object).astype(str), return_inverse=True)
    same: Matrix = (index[:, None] == index[None, :]).astype(np.float64)
    return same


def _state(model: _Model, theta: Vector) -> _State:
    """Return likelihood, score and expected information (Harville, JASA 1977; 72:320-338); raises LinAlgError."""
    v = sum((t * part for t, part in zip(theta, model.parts, strict=True)), np.zeros_like(model.parts[0]))
    factor = linalg.cho_factor(v)
    inverse = linalg.cho_solve(factor, np.eye(model.y.size))
    inside = model.x.T @ inverse @ model.x
    phi = np.linalg.inv(inside)
    beta = phi @ model.x.T @ inverse @ model.y
    p = inverse - inverse @ model.x @ phi @ model.x.T @ inverse
    py = p @ model.y
    products = [p @ part for part in model.parts]
    score = np.array(
        [(py @ part @ py - np.trace(pp)) / 2 for part, pp in zip(model.parts, products, strict=True)]
    )
    information = np.array([[np.sum(a * b.T) / 2 for b in products] for a in products])
    logs = 2 * float(np.log(np.diag(factor[0])).sum()) + float(np.linalg.slogdet(inside)[1])
    return _State(beta, phi, inverse, score, information, logs + float(model.y @ py))


def _climb(model: _Model, theta: Vector, active: NDArray[np.bool_]) -> Vector | None:
    """Fisher scoring over the active components, unbounded, with halved steps; None where it finds no maximum."""
    state = _state(model, theta)
    for _ in range(MOST_STEPS):
        step = np.zeros_like(theta)
        try:
            step[active] = np.linalg.solve(state.information[np.ix_(active, active)], state.score[active])
        except np.linalg.LinAlgError:
            return None
        if float(step[active] @ state.score[active]) < 1e-18:
            return theta
        for _ in range(40):
            try:
                tried = _state(model, theta + step)
            except np.linalg.LinAlgError:
                tried = None
            if tried is not None and tried.deviance <= state.deviance + 1e-12:
                break
            step = step / 2
        else:
            return None
        theta, state = theta + step, tried
    return None


def _bounded(model: _Model, start: Vector) -> Vector:
    """Maximise with all components at 0 or above, then sharpen those above."""

    def objective(theta: Vector) -> tuple[float, Vector]:
        state = _state(model, theta)
        return state.deviance, -2 * state.score

    smallest = float(start.sum()) * 1e-8
    bounds = [(0.0, None)] * (start.size - 1) + [(smallest, None)]
    found = optimize.minimize(
        objective, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-14, "gtol": 1e-9}
    ).x
    theta = np.where(found > smallest, found, 0.0)
    theta[-1] = found[-1]
    sharpened = _climb(model, theta, theta > 0)
    return theta if sharpened is None or sharpened.min() < 0 else sharpened


def _inference(
    model: _Model, state: _State, active: NDArray[np.bool_], adjustment: Adjustment
) -> tuple[float, float, float]:
    w = np.linalg.inv(state.information[np.ix_(active, active)])
    parts = [part for part, is_active in zip(model.parts, active, strict=True) if is_active]
    half = [state.inverse @ part @ state.inverse @ model.x for part in parts]
    slopes = [model.x.T @ h for h in half]
    variance = float(state.phi[-1, -1])
    gradient = np.array([(state.phi @ slope @ state.phi)[-1, -1] for slope in slopes])
    degrees = 2 * variance**2 / float(gradient @ w @ gradient)
    if adjustment == "kenward_roger":
        bracket = sum(
            (
                w[i, j] * (model.x.T @ state.inverse @ parts[i] @ half[j] - slopes[i] @ state.phi @ slopes[j])
                for i in range(len(parts))
                for j in range(len(parts))
            ),
            np.zeros_like(state.phi),
        )
        variance += 2 * float((state.phi @ bracket @ state.phi)[-1, -1])
    return float(state.beta[-1]), float(np.sqrt(variance)), degrees


def _check_identified(state: _State) -> None:
    scale = np.sqrt(np.maximum(np.diag(state.information), 0))
    if (
        np.any(scale < 1e-9 * scale.max())
        or float(np.linalg.eigvalsh(state.information / np.outer(scale, scale)).min()) < 1e-9
    ):
        refuse(
            "confounded",
            "変量因子どうし、または変量因子と残差を区別できません。水準が1つだけの因子や、重なる因子を外してください。",
            "Random factors can't be told apart from each other or from the residual; leave out those of one level and "
            "those that coincide.",
        )

"""Two one-sided tests (TOST): two samples, pairs, and blocks such as donors."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from tsunagu.statistics.checking import Vector, choice, one, same_length, vector
from tsunagu.statistics.comparability.margins import Margins, Scale, on_scale
from tsunagu.statistics.estimates import Caution, Estimate, Interval, refuse

ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Equivalence:
    """What two one-sided tests say of test against reference.

    Attributes
    ----------
    difference : test - reference on the scale of the analysis (of logarithms with ``scale`` ``ratio``), with the
        interval of 1 - 2 alpha that decides.
    ratio : test / reference of geometric means, with ``scale`` ``ratio``.
    lower_margin, upper_margin : on the scale of the analysis.
    p_lower, p_upper : of the tests against the lower and the upper margin; ``p`` is the larger.
    equivalent : whether both tests reject at ``alpha``, so that the interval lies within the margins.
    """

    difference: Estimate
    ratio: Estimate | None
    lower_margin: float
    upper_margin: float
    standard_error: float
    degrees: float
    t_lower: float
    t_upper: float
    p_lower: float
    p_upper: float
    alpha: float
    scale: Scale
    method: str
    cautions: tuple[Caution, ...] = ()

    @property
    def p(self) -> float:
        """Return the p-value of the two tests together (Berger 1982: the larger)."""
        return max(self.p_lower, self.p_upper)

    @property
    def equivalent(self) -> bool:
        """Return whether both tests reject."""
        return self.p < self.alpha


def two_samples(
    test: ArrayLike,
    reference: ArrayLike,
    margins: Margins,
    *,
    scale: Scale | None = None,
    variance: Literal["welch", "pooled"] = "welch",
    alpha: float = ALPHA,
) -> Equivalence:
    """Test equivalence of two independent samples.

    Parameters
    ----------
    test, reference : values (one for each independent lot or donor), shapes (m,) and (n,).
    scale : ``ratio`` compares geometric means; by default as the margins ask.
    variance : ``welch`` with Welch-Satterthwaite degrees of freedom, or ``pooled``.

    Sources: Schuirmann (J Pharmacokinet Biopharm 1987; 15:657-680); Welch (Biometrika 1947; 34:28-35). Refuses samples
    of one and samples without variation.
    """
    choice(variance, ("welch", "pooled"), "分散の扱い", "variance")
    scale = scale or margins.scale
    x, y = on_scale(vector(test, 2), scale), on_scale(vector(reference, 2), scale)
    base = float(y[0])
    variances = [float((v - v[0]).var(ddof=1)) for v in (x, y)]
    sizes = (x.size, y.size)
    difference = float((x - base).mean() - (y - base).mean())
    if variance == "pooled":
        degrees = float(sum(sizes) - 2)
        mean = sum(v * (n - 1) for v, n in zip(variances, sizes, strict=True)) / degrees
        error = math.sqrt(mean * sum(1 / n for n in sizes))
    else:
        parts = [v / n for v, n in zip(variances, sizes, strict=True)]
        error = math.sqrt(sum(parts))
        weights = [part / (sum(parts) or 1.0) for part in parts]
        degrees = 1 / (sum(w**2 / (n - 1) for w, n in zip(weights, sizes, strict=True)) or math.inf)
    return conclude(difference, error, degrees, margins, y, scale, alpha, variance)


def paired(
    test: ArrayLike,
    reference: ArrayLike,
    margins: Margins,
    *,
    scale: Scale | None = None,
    alpha: float = ALPHA,
) -> Equivalence:
    """Test equivalence where each test value has its reference value (both arms from one donor), shapes (n,).

    Refuses fewer than two pairs and pairs that all differ by the same.
    """
    scale = scale or margins.scale
    x, y = vector(test, 2), vector(reference, 2)
    same_length(x, y)
    x, y = on_scale(x, scale), on_scale(y, scale)
    return _of_differences(x - y, y, margins, scale, alpha, "paired")


def blocked(
    values: ArrayLike,
    is_test: Sequence[bool],
    blocks: Sequence[str],
    margins: Margins,
    *,
    scale: Scale | None = None,
    error: Literal["between_blocks", "residual"] = "between_blocks",
    alpha: float = ALPHA,
) -> Equivalence:
    """Test equivalence within blocks, such as donors whose cells were split between both arms.

    Parameters
    ----------
    values : shape (n,), any number in each block and arm.
    is_test : whether each value is of the test arm, length n.
    blocks : block of each value, length n.
    error : ``between_blocks`` compares the difference of each block's means with how it varies from block to block,
        so that replicates of a donor don't count as donors; ``residual`` takes the additive model of block and arm
        (Montgomery, Design and Analysis of Experiments, 4.1), for blocks that are all there are.

    Refuses fewer than two blocks with both arms. ``between_blocks`` leaves out blocks with one arm, with a caution.
    """
    scale = scale or margins.scale
    raw = vector(values, 3)
    same_length(raw, is_test, blocks)
    y = on_scale(raw, scale)
    arm = np.asarray(is_test, dtype=bool)
    names = list(dict.fromkeys(blocks))
    rows = [np.array([block == name for block in blocks]) for name in names]
    whole = [row for row in rows if arm[row].any() and not arm[row].all()]
    if len(whole) < 2:
        refuse(
            "few_blocks",
            "両群の値がそろったブロック（ドナー）が2つ以上必要です。",
            "At least two blocks (donors) with values of both arms are needed.",
        )
    reference = y[~arm]
    if error == "residual":
        return conclude(*_additive(y, arm, rows), margins, reference, scale, alpha, "blocked_residual")
    differences = np.array([_mean_of(y[row & arm], y[0]) - _mean_of(y[row & ~arm], y[0]) for row in whole])
    left_out = len(rows) - len(whole)
    notes = (_left_out(left_out),) if left_out else ()
    return _of_differences(differences, reference, margins, scale, alpha, "blocked_between_blocks", notes)


def conclude(
    difference: float,
    error: float,
    degrees: float,
    margins: Margins,
    reference: Vector,
    scale: Scale,
    alpha: float,
    method: str,
    cautions: tuple[Caution, ...] = (),
) -> Equivalence:
    """Return the conclusion from a difference, its standard error and degrees of freedom.

    Parameters
    ----------
    reference : reference values on the scale of the analysis, for margins in their standard deviation.
    """
    _check(error, margins, scale, alpha)
    lower, upper = margins.on_scale(reference)
    half = float(scipy.stats.t.ppf(1 - alpha, degrees)) * error
    interval = Interval(difference - half, difference + half, 1 - 2 * alpha)
    t_lower, t_upper = (difference - lower) / error, (difference - upper) / error
    notes = (*cautions, *margins.cautions)
    if not interval.covers(0.0) and lower < interval.lower and interval.upper < upper:
        notes = (*notes, _DIFFERS)
    return Equivalence(
        Estimate(difference, interval, degrees, method),
        _as_ratio(difference, interval, degrees, method) if scale == "ratio" else None,
        lower,
        upper,
        error,
        degrees,
        t_lower,
        t_upper,
        float(scipy.stats.t.sf(t_lower, degrees)),
        float(scipy.stats.t.cdf(t_upper, degrees)),
        alpha,
        scale,
        method,
        notes,
    )


def _check(error: float, margins: Margins, scale: Scale, alpha: float) -> None:
    if not 0 < one(alpha) < 0.5:
        refuse("alpha", "有意水準は0と0.5の間で指定してください。", "Alpha must lie between 0 and 0.5.")
    if scale == "difference" and margins.kind == "ratio":
        refuse(
            "margins_of_ratio",
            "比の許容限界は、比の尺度での解析に使います。",
            "Margins of a ratio belong to an analysis by ratio.",
        )
    if not error > 0:
        refuse(
            "no_variation",
            "値にばらつきがないため、同等性を検定できません。",
            "The values don't vary, so equivalence can't be tested.",
        )


def _of_differences(
    differences: Vector,
    reference: Vector,
    margins: Margins,
    scale: Scale,
    alpha: float,
    method: str,
    cautions: tuple[Caution, ...] = (),
) -> Equivalence:
    count = differences.size
    mean = float(differences.mean())
    error = float((differences - differences[0]).std(ddof=1)) / math.sqrt(count)
    return conclude(mean, error, float(count - 1), margins, reference, scale, alpha, method, cautions)


def _additive(y: Vector, arm: NDArray[np.bool_], rows: list[NDArray[np.bool_]]) -> tuple[float, float, float]:
    """Difference, standard error and degrees of freedom by least squares, with block means taken off both sides."""
    left, treated = y - y[0], arm.astype(np.float64)
    for row in rows:
        left[row] -= left[row].mean()
        treated[row] -= treated[row].mean()
    weight = float(treated @ treated)
    difference = float(treated @ left) / weight
    degrees = y.size - len(rows) - 1
    if degrees < 1:
        refuse(
            "too_few",
            "値が少なすぎて誤差を推定できません。",
            "There are too few values to estimate the error.",
        )
    residual = left - difference * treated
    return difference, math.sqrt(float(residual @ residual) / degrees / weight), float(degrees)


def _mean_of(values: Vector, base: float) -> float:
    return float((values - base).mean())


def _as_ratio(difference: float, interval: Interval, degrees: float, method: str) -> Estimate:
    ends = Interval(_exp(interval.lower), _exp(interval.upper), interval.level)
    return Estimate(_exp(difference), ends, degrees, method)


def _exp(value: float) -> float:
    return math.exp(value) if value < 700 else math.inf


def _left_out(count: int) -> Caution:
    return Caution(
        "blocks_left_out",
        f"片方の群しかないブロックが{count}つあり、解析から除いています。",
        f"{count} block(s) with one arm only are left out.",
    )


_DIFFERS = Caution(
    "differs_within_margins",
    "差は許容限界の内側ですが、0ではないことも統計的に示されています。",
    "The difference lies within the margins, and is also shown not to be zero.",
)

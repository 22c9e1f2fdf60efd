"""Cells per volume from a count, a counted volume and a dilution, and whether the fields vary more than chance."""

import math
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike

from tsunagu.statistics.checking import Vector, level, number, numbers, same_length
from tsunagu.statistics.counting.checking import amount, amounts, counts, unknown
from tsunagu.statistics.counting.rates import rate
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse

SUSPICIOUS = 0.05
MOST_UNCERTAIN = 10.0  # beyond it the limits on the logarithmic scale say nothing


@dataclass(frozen=True, slots=True)
class Concentration:
    """Cells per unit of volume in the suspension before dilution.

    Attributes
    ----------
    estimate : concentration, unit 1/volume.
    dispersion : variance of the fields over what Poisson predicts (1 when only chance acts); ``None`` for one field.
    dispersion_p : probability of so much dispersion or more under Poisson.
    cautions : ``overdispersed`` where the fields vary more than chance.
    """

    estimate: Estimate
    dispersion: float | None
    dispersion_p: float | None
    cautions: tuple[Caution, ...]


def cell_concentration(
    cells: ArrayLike,
    volume: ArrayLike,
    *,
    dilution_factor: float = 1.0,
    spread: str = "poisson",
    method: str = "exact",
    relative_uncertainty: float = 0.0,
    confidence: float = LEVEL,
) -> Concentration:
    """Return the concentration from the cells counted in one or several fields.

    Parameters
    ----------
    cells : counts per field, shape (n,).
    volume : volume of each field, shape (n,), or one number for all.
    dilution_factor : by how much the counted suspension was diluted (5 for 1 + 4).
    spread : ``poisson`` (interval of the total, ``method`` as in ``rates.rate``) or ``fields`` (Student's t from the
        variation between at least 2 fields of equal volume, which also holds where cells cluster).
    relative_uncertainty : relative standard uncertainty of volume and dilution together; combined with the counting
        interval on the logarithmic scale (MOVER, Zou & Donner 2008).

    The index of dispersion is Fisher's (1950): sum of (x - m)^2 / m against chi-squared with n - 1 degrees.
    """
    found = counts(cells)
    volumes = amounts(np.broadcast_to(volume, found.shape) if np.ndim(numbers(volume)) == 0 else volume)
    same_length(found, volumes)
    if spread not in ("poisson", "fields"):
        unknown("ばらつきの扱い", "spread", spread, ("poisson", "fields"))
    if spread == "poisson":
        counted = rate(float(np.sum(found)), float(np.sum(volumes)), method=method, confidence=confidence)
    else:
        counted = _between_fields(found, volumes, confidence)
    factor = amount(dilution_factor)
    widened = _widened(counted, relative_uncertainty)
    undiluted = Estimate(
        counted.value * factor,
        Interval(widened.lower * factor, widened.upper * factor, confidence),
        counted.degrees,
        counted.method,
    )
    return Concentration(undiluted, *_dispersion(found, volumes))


def _between_fields(found: Vector, volumes: Vector, confidence: float) -> Estimate:
    if found.size < 2 or np.ptp(volumes) > 1e-9 * volumes[0]:
        refuse(
            "fields",
            "視野間のばらつきを使うには、同じ体積の視野が2つ以上必要です。",
            "The variation between fields needs at least 2 fields of equal volume.",
        )
    mean = float(np.mean(found))
    t = float(scipy.stats.t.isf((1 - level(confidence)) / 2, found.size - 1))
    half = t * float(np.std(found, ddof=1)) / math.sqrt(found.size)
    ends = Interval(max(0.0, mean - half) / volumes[0], (mean + half) / volumes[0], confidence)
    return Estimate(mean / float(volumes[0]), ends, found.size - 1, "fields")


def _widened(counted: Estimate, relative: float) -> Interval:
    uncertainty = number(
        relative,
        "相対標準不確かさ",
        "relative standard uncertainty",
        least=0,
        most=MOST_UNCERTAIN,
        code="negative_uncertainty",
    )
    ends = counted.interval
    z = float(scipy.stats.norm.isf((1 - ends.level) / 2)) * uncertainty
    if uncertainty == 0:
        return ends
    if counted.value == 0:
        return Interval(0.0, ends.upper * math.exp(z), ends.level)
    up = math.hypot(math.log(ends.upper / counted.value), z)
    down = math.hypot(math.log(counted.value / ends.lower), z) if ends.lower > 0 else math.inf
    return Interval(counted.value * math.exp(-down), counted.value * math.exp(up), ends.level)


def _dispersion(found: Vector, volumes: Vector) -> tuple[float | None, float | None, tuple[Caution, ...]]:
    total = float(np.sum(found))
    if found.size < 2 or total == 0:
        return None, None, ()
    expected = total * volumes / float(np.sum(volumes))
    statistic = float(np.sum((found - expected) ** 2 / expected))
    p = float(scipy.stats.chi2.sf(statistic, found.size - 1))
    return statistic / (found.size - 1), p, (OVERDISPERSED,) if p < SUSPICIOUS else ()


OVERDISPERSED = Caution(
    "overdispersed",
    "視野間のばらつきが偶然（ポアソン分布）より大きく、細胞の凝集や不均一な分布が疑われます。"
    "視野間のばらつきによる区間を使用してください。",
    "The fields vary more than chance (Poisson); cells may clump. Use the interval from the fields.",
)

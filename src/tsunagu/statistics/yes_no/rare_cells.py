"""Rare cells: how many cells must be looked at to find a residue, and what finding none or a few among them means."""

import math
from dataclasses import dataclass

import scipy
from scipy import special

from tsunagu.statistics.checking import level
from tsunagu.statistics.counting.checking import count, positives_among, share
from tsunagu.statistics.counting.proportions import clopper_pearson
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse

MOST_CELLS = 1e15
MOST_POSITIVES = 20_000


@dataclass(frozen=True, slots=True)
class Examination:
    """A plan: look at ``cells`` cells and call the residue found from ``threshold`` positives on.

    Attributes
    ----------
    detection : probability of calling it where the share is as asked.
    false_alarm : probability of calling it where there is none.
    """

    cells: int
    threshold: int
    detection: float
    false_alarm: float


def cells_to_examine(
    residue: float,
    *,
    confidence: float = LEVEL,
    sensitivity: float = 1.0,
    false_positive: float = 0.0,
    false_alarm: float = 0.05,
) -> Examination:
    """Return the smallest number of cells that finds a residue of this share with this confidence.

    Positives among n cells are binomial with share residue x sensitivity + (1 - residue) x false_positive; the least
    threshold is used at which the false alarms stay within ``false_alarm`` (exact binomial).

    Parameters
    ----------
    residue : share of residual (such as undifferentiated) cells to be found, above 0, at most 1.
    sensitivity : share of residual cells that the assay marks, above 0.
    false_positive : share of other cells that the assay marks; below ``sensitivity``.
    false_alarm : allowed probability of a call without any residue; only used with false positives.

    Refuses residues that need more than 1e15 cells or 20 000 positives.
    """
    marked = _marked(residue, sensitivity, false_positive)
    level(confidence)
    share(false_alarm, "誤警報の確率", "probability of a false alarm")
    threshold = _threshold_to_start_from(marked, false_positive, confidence, false_alarm)
    while threshold <= MOST_POSITIVES:
        cells = _least_cells(threshold, marked, confidence)
        if _at_least(threshold, cells, false_positive) <= false_alarm:
            detection = _at_least(threshold, cells, marked)
            return Examination(cells, threshold, detection, _at_least(threshold, cells, false_positive))
        threshold += 1
    return refuse(
        "not_distinguishable",
        "偽陽性が多く、この割合の残存細胞を現実的な細胞数で見分けられません。",
        "With so many false positives a residue of this share cannot be told apart with a feasible number of cells.",
    )


def detectable_residue(
    cells: float,
    *,
    confidence: float = LEVEL,
    sensitivity: float = 1.0,
    false_positive: float = 0.0,
    false_alarm: float = 0.05,
) -> float:
    """Return the smallest share of residual cells found with this confidence by looking at ``cells`` cells.

    The reverse of ``cells_to_examine``: the least threshold whose false alarms stay within ``false_alarm`` is used, and
    the beta distribution inverted (Clopper & Pearson 1934). Refuses where even a share of 1 isn't found.
    """
    examined = _examined(cells)
    level(confidence)
    _marked(1.0, sensitivity, false_positive)
    share(false_alarm, "誤警報の確率", "probability of a false alarm")
    threshold = 1
    if false_positive > 0:
        threshold = max(1, int(scipy.stats.binom.isf(false_alarm, examined, false_positive)) + 1)
    needed = 1.0
    if threshold <= examined:
        needed = float(special.betaincinv(threshold, examined - threshold + 1, confidence))
    if threshold > examined or needed > sensitivity:
        refuse(
            "too_few_cells",
            f"{examined}個の細胞では、どのような割合の残存細胞もこの信頼水準では検出できません。",
            f"With {examined} cells no share of residual cells is found with this confidence.",
        )
    return max(0.0, (needed - false_positive) / (sensitivity - false_positive))


@dataclass(frozen=True, slots=True)
class Residue:
    """What positives among the cells looked at say of the share of residual cells.

    Attributes
    ----------
    residue : estimate, cut to 0 to 1, with its two-sided interval.
    raw : (positive share - false positives) / (sensitivity - false positives), may be negative (Rogan & Gladen 1978).
    upper : one-sided upper limit at the same confidence: what may still be there.
    rule_of_three : 3 / n / sensitivity, the usual approximation of ``upper`` at 95 % when nothing is found; else
        ``None``.
    cautions : ``none_found``, ``below_background``.
    """

    residue: Estimate
    raw: float
    upper: float
    rule_of_three: float | None
    cautions: tuple[Caution, ...]


def residue_from_found(
    found: float,
    cells: float,
    *,
    confidence: float = LEVEL,
    sensitivity: float = 1.0,
    false_positive: float = 0.0,
) -> Residue:
    """Return what ``found`` positives among ``cells`` cells mean, with exact limits (Clopper & Pearson 1934).

    With nothing found the upper limit is 1 - (1 - confidence)^(1/n) over the sensitivity. Sensitivity and false
    positives are taken as known.
    """
    positives_among([found], [cells])
    positive, examined, alpha = count(found), _examined(cells), 1 - level(confidence)
    _marked(1.0, sensitivity, false_positive)

    def residual(marked: float) -> float:
        return (marked - false_positive) / (sensitivity - false_positive)

    def cut(value: float) -> float:
        return min(1.0, max(0.0, value))

    lower, upper = clopper_pearson(positive, examined, alpha)
    one_sided = clopper_pearson(positive, examined, 2 * alpha)[1] if alpha < 0.5 else upper
    raw = residual(positive / examined)
    interval = Interval(cut(residual(lower)), cut(residual(upper)), confidence)
    cautions = ((NONE_FOUND,) if positive == 0 else ()) + ((BELOW_BACKGROUND,) if raw < 0 else ())
    three = min(1.0, 3 / examined / sensitivity) if positive == 0 and false_positive == 0 else None
    return Residue(
        Estimate(cut(raw), interval, method="clopper_pearson"), raw, cut(residual(one_sided)), three, cautions
    )


def _marked(residue: float, sensitivity: float, false_positive: float) -> float:
    """Share of all cells that the assay marks."""
    share(residue, "残存細胞の割合", "share of residual cells", one=True)
    share(sensitivity, "感度", "sensitivity", one=True)
    share(false_positive, "偽陽性率", "share of false positives", zero=True)
    if sensitivity <= false_positive:
        refuse(
            "useless_assay",
            "感度が偽陽性率以下のため、残存細胞を見分けられません。",
            "The sensitivity does not exceed the share of false positives; the assay tells nothing.",
        )
    return residue * sensitivity + (1 - residue) * false_positive


def _threshold_to_start_from(
    marked: float, false_positive: float, confidence: float, false_alarm: float
) -> int:
    """A threshold surely below the least that serves: the normal approximation, less ten times its root."""
    if false_positive == 0 or marked <= false_positive:
        return 1
    alarm, power = float(scipy.stats.norm.isf(false_alarm)), float(scipy.stats.norm.ppf(confidence))
    noise = alarm * math.sqrt(false_positive * (1 - false_positive)) + power * math.sqrt(
        marked * (1 - marked)
    )
    cells = (max(0.0, noise) / (marked - false_positive)) ** 2
    expected = max(0.0, cells * false_positive + alarm * math.sqrt(cells * false_positive))
    return max(1, int(min(expected - 10 * math.sqrt(expected) - 10, MOST_POSITIVES + 1)))


def _examined(cells: float) -> int:
    examined = count(cells)
    if examined == 0:
        refuse("no_cells", "調べた細胞数が0です。", "No cells were examined.")
    return examined


def _at_least(threshold: int, cells: int, marked: float) -> float:
    if marked <= 0 or threshold > cells:
        return 0.0
    if threshold == 1:
        return 1.0 if marked >= 1 else -math.expm1(cells * math.log1p(-marked))
    return float(special.betainc(threshold, cells - threshold + 1, marked))


def _least_cells(threshold: int, marked: float, confidence: float) -> int:
    """Smallest number of cells with at least ``threshold`` positives with this confidence."""
    low, high = threshold - 1, threshold
    while _at_least(threshold, high, marked) < confidence:
        low, high = high, high * 2
        if high > MOST_CELLS:
            refuse(
                "too_many_cells",
                "この割合の検出には、現実的でない数の細胞が必要です。",
                "Finding this share needs an infeasible number of cells.",
            )
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _at_least(threshold, middle, marked) >= confidence else (middle, high)
    return high


NONE_FOUND = Caution(
    "none_found",
    "検出されなかったことは、存在しないことを意味しません。上限値までは残存の可能性があります。",
    "None found does not mean none there; up to the upper limit may remain.",
)
BELOW_BACKGROUND = Caution(
    "below_background",
    "陽性の割合が偽陽性率を下回りました。偽陽性率の見積もりを確認してください。",
    "Fewer positives than the false positives predict; check their share.",
)

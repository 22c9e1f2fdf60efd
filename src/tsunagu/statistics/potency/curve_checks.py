"""When a fitted curve is refused, and what must be said beside one that stands."""

import numpy as np
import scipy

from tsunagu.statistics.checking import Vector
from tsunagu.statistics.estimates import Caution, refuse
from tsunagu.statistics.potency.curve_shapes import rise
from tsunagu.statistics.potency.curve_solver import INFINITE, SLOPE, ZERO, Problem
from tsunagu.statistics.potency.designs import Assay
from tsunagu.statistics.potency.linear import Matrix, centred

SIGNIFICANT = 0.05
SEEN = 0.2  # an asymptote is seen where a dose comes within this share of it


def check_design(assay: Assay) -> None:
    """Refuse blocks, which curves don't take into account, and assays at dose 0 alone."""
    if assay.groups:
        refuse(
            "blocks",
            "曲線のあてはめではブロックを考慮できません。ブロック（プレート）ごとにあてはめて結果を統合してください。",
            "Curves take no account of blocks: fit each block (plate) alone and combine the results.",
        )
    if not np.any(assay.dose > 0):
        refuse("dose_of_zero", "用量がすべて0です。", "All doses are 0.")


def refuse_flat(problem: Problem, weight: Vector, rss: float, df: int) -> None:
    """Refuse responses of which the curve explains no more than chance (F test against a constant, 5 %)."""
    about_mean = centred(problem.y, weight)
    total, used = float(np.sum(weight * about_mean**2)), int(problem.free.sum())
    size = float(np.sum(weight * problem.y**2))
    flat = total <= 1e-30 * size
    if not flat and rss > 1e-27 * total and used > 1:
        f = (total - rss) / (used - 1) / (rss / df)
        flat = float(scipy.stats.f.sf(f, used - 1, df)) > SIGNIFICANT
    if flat:
        refuse(
            "flat",
            "反応が用量によって変わるとはいえないため、曲線をあてはめられません。",
            "The responses do not change with the dose, so there is no curve to fit.",
        )


def refuse_unsettled(place: Vector, covariance: Matrix) -> None:
    """Refuse a curve of which an asymptote is less sure than the distance between both, or the slope has no size."""
    span = abs(float(place[INFINITE] - place[ZERO]))
    errors = np.sqrt(np.diag(covariance))
    if max(errors[ZERO], errors[INFINITE]) > span:
        refuse(
            "asymptote",
            "上端または下端の反応が測定範囲にないため、漸近線を推定できません。端の用量を加えるか、既知の値に固定してください。",
            "An asymptote lies beyond the responses seen: add doses towards that end, or fix it at a known value.",
        )
    if errors[SLOPE] > 5:
        refuse(
            "slope",
            "傾きの途中に用量がないため、傾きを推定できません。途中の用量を加えてください。",
            "No dose lies on the slope, so it is not settled: add doses in between.",
        )


def cautions_of(problem: Problem, place: Vector, rss: float, fit_p: float | None) -> tuple[Caution, ...]:
    """Return what must be said: no residual at all, asymptotes far from every dose, lack of fit against replicates."""
    asymmetry = 1.0 if problem.family == "logistic" else float(np.exp(place[SLOPE + 1]))
    locations = place[problem.shared + problem.curve]
    share = rise(problem.x, float(np.exp(place[SLOPE])), asymmetry, locations, problem.family).share
    told = []
    if rss <= 1e-24 * float(
        np.sum((problem.root * place[INFINITE]) ** 2 + (problem.root * place[ZERO]) ** 2)
    ):
        told.append(_EXACT)
    if float(share.min()) > SEEN and problem.free[ZERO]:
        told.append(_FAR_ZERO)
    if float(share.max()) < 1 - SEEN and problem.free[INFINITE]:
        told.append(_FAR_INFINITE)
    if fit_p is not None and fit_p < SIGNIFICANT:
        told.append(_LACK)
    return tuple(told)


_EXACT = Caution(
    "exact_fit",
    "測定値が曲線と完全に一致し、誤差がありません。信頼区間の幅は意味をもちません。",
    "The responses lie on the curve exactly: without error the width of the intervals means nothing.",
)
_FAR_ZERO = Caution(
    "low_end_not_seen",
    "低用量側の漸近線の近くに測定値がありません。",
    "No response lies near the asymptote towards dose 0.",
)
_FAR_INFINITE = Caution(
    "high_end_not_seen",
    "高用量側の漸近線の近くに測定値がありません。",
    "No response lies near the asymptote towards high doses.",
)
_LACK = Caution(
    "lack_of_fit",
    "曲線からのずれが繰り返しのばらつきを超えています。曲線の型または異常な測定値を確認してください。",
    "The curve misses the responses by more than the replicates vary: check the shape, or odd responses.",
)

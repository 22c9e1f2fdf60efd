"""The single values of a process that its chart shows to be stable; those of an unstable one are refused."""

import math

import numpy as np
import scipy

from tsunagu.statistics.checking import Vector, is_constant, vector
from tsunagu.statistics.estimates import Caution, refuse
from tsunagu.statistics.monitoring.charts import Evaluation

NORMALITY_LEVEL = 0.05


def stable_values(location: Evaluation, dispersion: Evaluation | None) -> Vector:
    """Return the single values, or refuse those of a process that isn't stable.

    Parameters
    ----------
    location : chart of single values or group means.
    dispersion : chart of moving ranges, ranges or standard deviations of the same points, where there is one.
    """
    for evaluation in (location, dispersion):
        if evaluation is not None and not evaluation.stable:
            shown = "、".join(map(str, evaluation.signalled()))
            refuse(
                "unstable",
                f"管理図で異常のある点（{shown}）があるため、工程能力や許容区間は計算できません。原因を調べてください。",
                f"Points out of control ({shown.replace('、', ', ')}): capability and tolerance say nothing until "
                "their cause is found.",
            )
    if location.limits.chart not in ("individuals", "xbar"):
        refuse(
            "not_location",
            "個々の値または群の平均の管理図を指定してください。",
            "This needs a chart of single values or of group means.",
        )
    values = vector(location.values, 3)
    if is_constant(values):
        refuse(
            "no_variation",
            "値がすべて同じで、ばらつきを推定できません。",
            "All values are equal: there is no spread.",
        )
    return values


def cautions(values: Vector, dispersion: Evaluation | None, assumes_normal: bool) -> tuple[Caution, ...]:
    """Return what must be said of values taken as normal, and of a spread that no chart watches."""
    found = []
    if assumes_normal and values.size <= 5000:
        p = float(scipy.stats.shapiro((values - values[0]) / np.ptp(values)).pvalue)
        if not math.isnan(p) and p < NORMALITY_LEVEL:
            found.append(
                Caution(
                    "not_normal",
                    f"正規分布から外れています（Shapiro-Wilk検定 p={p:.2g}）。正規分布を仮定した結果は参考値です。",
                    f"The values aren't normal (Shapiro-Wilk p={p:.2g}); results that assume it are a guide only.",
                )
            )
    if dispersion is None:
        found.append(
            Caution(
                "spread_not_charted",
                "ばらつきの管理図（移動範囲、範囲、標準偏差）での確認がまだです。",
                "No chart of the spread (moving range, range, standard deviation) has been held against limits.",
            )
        )
    return tuple(found)

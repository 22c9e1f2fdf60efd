"""What may be claimed beyond the longest time, and what must be said beside a shelf life."""

import math
from dataclasses import dataclass

import numpy as np

from tsunagu.statistics.estimates import Caution
from tsunagu.statistics.stability.design import Study
from tsunagu.statistics.stability.lines import Fit


@dataclass(frozen=True, slots=True)
class Extrapolation:
    """How far a claim may go: at most ``factor`` times the longest time, and at most ``beyond`` more than it.

    ``beyond`` is in the unit of the times; ICH Q1E gives months.
    """

    factor: float
    beyond: float

    def farthest(self, longest: float) -> float:
        """Return the latest time that may be claimed."""
        return min(longest * self.factor, longest + self.beyond)


SUPPORTED = Extrapolation(2.0, 12.0)
"""ICH Q1E 2.4.1: long-term and accelerated data with little change, or analysis that supports it; in months."""
SUPPORTED_REFRIGERATED = Extrapolation(1.5, 6.0)
"""ICH Q1E 2.5.1: kept in a refrigerator; in months."""
NONE = Extrapolation(1.0, 0.0)
"""ICH Q1E 2.5.2 and 2.5.3: kept in a freezer, where shelf life rests on long-term data alone."""


def claimable(time: float, longest: float, extrapolation: Extrapolation) -> float:
    """Return the time that may be claimed; the longest time with results where no bound ever crosses."""
    return longest if math.isinf(time) else min(time, extrapolation.farthest(longest))


def cautions(
    data: Study, lines: Fit, time: float, extrapolation: Extrapolation, moves_away: bool
) -> tuple[Caution, ...]:
    """Return what a reader must know beside the shelf life."""
    found = [*_about_batches(data), *_about_time(time, data.longest, extrapolation)]
    if moves_away:
        found.append(
            Caution(
                "moves_away",
                "値が規格の限度から離れる方向に変化しているバッチがあります。測定系の変動も確認してください。",
                "A batch changes away from the limit; check also whether the measurement drifts.",
            )
        )
    return tuple(found)


def _about_batches(data: Study) -> list[Caution]:
    found = []
    count = len(data.names)
    if count < 3:
        found.append(
            Caution(
                "few_batches",
                f"{count}バッチの結果です。バッチ間の違いを示すには3バッチ以上が必要です（ICH Q1A、Q1E）。",
                f"Results of {count} batch(es); at least 3 are needed to show how batches differ (ICH Q1A, Q1E).",
            )
        )
    times = [np.unique(data.time[data.batch == number]).size for number in range(count)]
    if min(times) < 3:
        found.append(
            Caution(
                "two_times_in_batch",
                "2時点しか測定していないバッチがあり、そのバッチの変化が直線的かどうかは確認できません。",
                "A batch was measured at two times only, so nothing shows whether its change is a line.",
            )
        )
    return found


def _about_time(time: float, longest: float, extrapolation: Extrapolation) -> list[Caution]:
    if time == 0:
        return [
            Caution(
                "not_met_at_start",
                "開始時点で平均の信頼限界が規格を満たしていないため、有効期間は設定できません。",
                "The confidence bound of the mean doesn't meet the specification at the start: there is no shelf life.",
            )
        ]
    if math.isinf(time):
        return [
            Caution(
                "never_crosses",
                f"信頼限界が規格に達しません。最長の測定時点{longest:g}を超える有効期間はこのデータからは導けません。",
                f"The bound never reaches the limit: no shelf life beyond the longest time {longest:g} follows from "
                "these data.",
            )
        ]
    if time <= longest:
        return []
    farthest = extrapolation.farthest(longest)
    return [
        Caution(
            "extrapolated",
            f"計算値{time:.4g}は最長の測定時点{longest:g}を超えます。外挿は{farthest:g}までで、"
            "変化が同じように続くという根拠と、その後の実測による確認が必要です。",
            f"The result {time:.4g} lies beyond the longest time {longest:g}; extrapolation goes no farther than "
            f"{farthest:g}, needs grounds that the change goes on alike, and confirmation by later results.",
        )
    ]

"""The verdict on a leg: was it kept in its band, and how much of the budget is left?"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from tsunagu.conditions.domain.bands import Band, ExcursionRule
from tsunagu.conditions.domain.excursions import Excursion, excursions, joined
from tsunagu.conditions.domain.kinetic import mean_kinetic_of
from tsunagu.conditions.domain.readings import Gap, Reading, gaps_in, within_leg
from tsunagu.foundation.text import Text

ConditionState = Literal["within", "excursion_allowed", "breach", "missing_readings"]
STATE_NAMES: dict[str, Text] = {
    "within": Text("温度等逸脱なし", "No excursion"),
    "excursion_allowed": Text("逸脱は許容内", "Excursion allowed"),
    "breach": Text("温度等逸脱", "Breach"),
    "missing_readings": Text("記録の欠け", "Readings missing"),
}


@dataclass(frozen=True, slots=True)
class ConditionVerdict:
    """What the readings of a leg say.

    Attributes
    ----------
    minutes_over : all time outside the band, in this leg and before (``already_used_minutes``).
    remaining_minutes : what is left of the budget, never below zero.
    gaps : stretches without readings. They are never guessed across; see ``judge``.
    mean_kinetic_celsius : None for frozen things and where readings are missing.
    """

    state: ConditionState
    minutes_over: float
    budget_minutes: float
    remaining_minutes: float
    excursions: tuple[Excursion, ...]
    gaps: tuple[Gap, ...]
    minimum_celsius: float | None
    maximum_celsius: float | None
    mean_kinetic_celsius: float | None
    reason: Text


def judge(
    readings: Sequence[Reading],
    band: Band,
    rule: ExcursionRule,
    start: datetime,
    end: datetime,
    already_used_minutes: float = 0.0,
) -> ConditionVerdict:
    """Judge the readings of the leg from ``start`` to ``end``.

    A breach outweighs missing readings, and missing readings outweigh an allowed excursion. A gap whose
    neighbours lie in the band is missing, not good; a gap beside a reading outside counts as outside.

    Parameters
    ----------
    readings : in order of time, all aware.
    already_used_minutes : minutes of the budget that earlier legs of the same item used up.
    """
    if end < start:
        raise ValueError("a leg can't end before it starts")
    leg = within_leg(readings, start, end)
    gaps = tuple(gaps_in(readings, start, end, rule.gap_minutes))
    if not leg:
        gaps = gaps or (Gap(start, end),)
    found = tuple(_with_gaps(excursions(leg, band), gaps))
    over = already_used_minutes + sum(excursion.minutes for excursion in found)
    state = _state(found, gaps, rule, over)
    kinetic = None if gaps or band.is_frozen else mean_kinetic_of(leg)
    return ConditionVerdict(
        state=state,
        minutes_over=round(over, 1),
        budget_minutes=rule.budget_minutes,
        remaining_minutes=round(max(rule.budget_minutes - over, 0.0), 1),
        excursions=found,
        gaps=gaps,
        minimum_celsius=min((reading.celsius for reading in leg), default=None),
        maximum_celsius=max((reading.celsius for reading in leg), default=None),
        mean_kinetic_celsius=kinetic,
        reason=_reason(state, found, gaps, rule, over),
    )


def _with_gaps(found: Sequence[Excursion], gaps: Sequence[Gap]) -> list[Excursion]:
    """Stretch an excursion over every gap it reaches into: nobody knows that it ended inside."""
    ends = [gap.end for gap in gaps]
    stretched = []
    for excursion in found:
        start, end = excursion.start, excursion.end
        place = bisect_right(ends, excursion.start)
        while place < len(gaps) and gaps[place].start < excursion.end:
            start, end = min(start, gaps[place].start), max(end, gaps[place].end)
            place += 1
        stretched.append(replace(excursion, start=start, end=end))
    return joined(sorted(stretched, key=lambda excursion: excursion.start))


def _is_hard(excursion: Excursion, rule: ExcursionRule) -> bool:
    low, high = rule.hard_minimum_celsius, rule.hard_maximum_celsius
    too_cold = not excursion.is_above and low is not None and excursion.extreme_celsius < low
    return too_cold or (excursion.is_above and high is not None and excursion.extreme_celsius > high)


def _state(
    found: Sequence[Excursion], gaps: Sequence[Gap], rule: ExcursionRule, over_minutes: float
) -> ConditionState:
    too_long = any(excursion.minutes > rule.longest_minutes for excursion in found)
    too_much = over_minutes > rule.budget_minutes
    if found and (too_long or too_much or any(_is_hard(excursion, rule) for excursion in found)):
        return "breach"
    if gaps:
        return "missing_readings"
    return "excursion_allowed" if found else "within"


def _reason(
    state: ConditionState, found: Sequence[Excursion], gaps: Sequence[Gap], rule: ExcursionRule, over: float
) -> Text:
    budget = f"{rule.budget_minutes:g}"
    if state == "within":
        return Text("範囲内で、温度等逸脱はありません", "In the band throughout; no excursion")
    if state == "missing_readings":
        missing = sum(gap.minutes for gap in gaps)
        return Text(
            f"記録が{len(gaps)}か所、計{missing:.0f}分欠けています",
            f"Readings are missing for {missing:.0f} min in {len(gaps)} stretches",
        )
    hard = next((excursion for excursion in found if _is_hard(excursion, rule)), None)
    if hard is not None:
        return Text(
            f"{hard.extreme_celsius:.1f} ℃に達しました。時間によらず許容されない温度です",
            f"It reached {hard.extreme_celsius:.1f} °C, which is not allowed for any time",
        )
    longest = max(excursion.minutes for excursion in found)
    if state == "breach" and longest > rule.longest_minutes:
        return Text(
            f"範囲外が続けて{longest:.0f}分あり、上限{rule.longest_minutes:g}分を超えています",
            f"{longest:.0f} min outside the band at a stretch, more than {rule.longest_minutes:g} min",
        )
    if state == "breach":
        return Text(
            f"範囲外が累積{over:.0f}分で、許容累積時間{budget}分を超えています",
            f"{over:.0f} min outside the band altogether, more than the budget of {budget} min",
        )
    return Text(
        f"範囲外は累積{over:.0f}分で、許容累積時間{budget}分の内です",
        f"{over:.0f} min outside the band altogether, within the budget of {budget} min",
    )

"""How long products stay in their stages, and how many were where when."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from tsunagu.coordination.domain.pipeline.moves import Move, in_order, standing
from tsunagu.coordination.domain.pipeline.stages import COLUMNS, STAGES, Track

DAYS_OF_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time in one stage (or at rest in it); ``until`` is None while it lasts."""

    track: Track
    stage: str
    phase: str
    since: date
    until: date | None
    rest: str = ""

    def years(self, today: date) -> float:
        """Return its length in years, up to today while it lasts."""
        return ((self.until or today) - self.since).days / DAYS_OF_YEAR


@dataclass(frozen=True, slots=True)
class Stay:
    """How long products stayed in a stage: the median of those that went on, and how many are still in it."""

    column: str
    median_years: float | None
    left: int
    inside: int


def spells(moves: Sequence[Move]) -> list[Spell]:
    """Return the stretches of every track in the order of time; base work ends where a further track begins."""
    ordered, found = in_order(moves), []
    further = min((move.on for move in ordered if move.track != "base"), default=None)
    for track in ("base", "safety_act", "pmd_act"):
        own = [move for move in ordered if move.track == track]
        stage, phase = "", ""
        for number, move in enumerate(own):
            until = own[number + 1].on if number + 1 < len(own) else (further if track == "base" else None)
            is_stage = move.state in STAGES
            stage, phase = (move.state, move.phase) if is_stage else (stage, phase)
            found.append(Spell(move.track, stage, phase, move.on, until, "" if is_stage else move.state))
    return sorted(found, key=lambda spell: spell.since)


def stays(courses: Iterable[Sequence[Move]], today: date) -> list[Stay]:
    """Return for each column how long products stayed; stretches of one product in one column count as one.

    Those still inside are counted, not guessed at: the median is of those that went on.
    """
    left: dict[str, list[float]] = {column: [] for column in COLUMNS}
    inside: Counter[str] = Counter()
    for moves in courses:
        for column, (years, is_over) in _by_column(spells(moves), today).items():
            if is_over:
                left[column].append(years)
            else:
                inside[column] += 1
    return [
        Stay(key, median(left[key]) if left[key] else None, len(left[key]), inside[key]) for key in COLUMNS
    ]


def _by_column(found: Sequence[Spell], today: date) -> Mapping[str, tuple[float, bool]]:
    """Return years and whether it went on to another stage, by column; what was stopped or ended tells no length."""
    given_up = {(one.track, one.stage) for one in found if one.rest in ("stopped", "ended")}
    kept = [one for one in found if one.rest == "" and (one.track, one.stage) not in given_up]
    sums: dict[str, float] = {}
    open_: set[str] = set()
    for one in kept:
        column = STAGES[one.stage].column
        sums[column] = sums.get(column, 0.0) + one.years(today)
        if one.until is None:
            open_.add(column)
    paused = {STAGES[one.stage].column for one in found if one.rest == "paused" and one.until is None}
    return {column: (years, column not in open_ | paused) for column, years in sums.items()}


def counts_on(courses: Iterable[Sequence[Move]], on: date) -> dict[str, int]:
    """Return how many products were under way or paused in each column on a day."""
    counts = dict.fromkeys(COLUMNS, 0)
    for moves in courses:
        where = standing(moves, on)
        if where is not None and not where.main.is_over:
            counts[where.column] += 1
    return counts


def quarters(first: date, today: date) -> list[date]:
    """Return the first days of the quarters from the one of ``first`` on, and today."""
    year, month = first.year, 3 * ((first.month - 1) // 3) + 1
    found = []
    while (day := date(year, month, 1)) < today:
        found.append(day)
        year, month = (year, month + 3) if month < 10 else (year + 1, 1)
    return [*found, today]


def suppressed(counts: Mapping[str, int], least: int = 3) -> dict[str, int | None]:
    """Return counts that may be told to everybody: None for those from 1 to below ``least``."""
    return {key: None if 0 < count < least else count for key, count in counts.items()}

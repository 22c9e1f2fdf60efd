"""A week of an offer as a grid: for each day and hour whether a booking may begin then, and why not."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from tsunagu.coordination.domain.sharing.booking import opening
from tsunagu.coordination.domain.sharing.terms import Terms


@dataclass(frozen=True, slots=True)
class Taken:
    """A time of one unit of the offer that is held; ``until`` without the cleaning afterwards where it is one's own."""

    starts_at: datetime
    ends_at: datetime
    lane: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One step of the grid: ``left`` of several at the same time.

    ``state`` is free where the shortest booking may begin, short where only less than that is free from there on, or
    taken, own, closed or past.
    """

    starts_at: datetime
    state: str
    left: int


def grid(
    terms: Terms,
    days: Sequence[date],
    taken: Iterable[Taken],
    now: datetime,
    zone: tzinfo,
    holidays: Set[date],
) -> list[tuple[int, list[Cell]]]:
    """Return a row for each step of the day (minutes after midnight), with a cell for each day."""
    steps = sorted({step for hours in terms.week if hours for step in _steps(terms, hours)})
    held = list(taken)
    return [
        (step, [_cell(terms, day, step, held, now, zone, holidays) for day in days]) for step in steps
    ]  # fmt: skip


def _steps(terms: Terms, hours: tuple[int, int]) -> range:
    """Return the steps of a day: its units are counted from its own opening."""
    return range(hours[0], hours[1] - terms.unit_minutes + 1, terms.unit_minutes)


def _cell(
    terms: Terms,
    day: date,
    step: int,
    held: Sequence[Taken],
    now: datetime,
    zone: tzinfo,
    holidays: Set[date],
) -> Cell:
    starts = datetime.combine(day, time(step // 60, step % 60), zone)
    hours = opening(terms, day, holidays)
    if hours is None or step not in _steps(terms, hours):
        return Cell(starts, "closed", 0)
    unit, shortest = (timedelta(minutes=units * terms.unit_minutes) for units in (1, terms.least_units))
    single, left = _left(terms, held, starts, starts + unit), _left(terms, held, starts, starts + shortest)
    if any(one.is_own and one.starts_at < starts + unit and starts < one.ends_at for one in held):
        return Cell(starts, "own", left)
    if starts < now + timedelta(hours=terms.notice_hours) or starts > now + timedelta(
        days=terms.horizon_days
    ):
        return Cell(starts, "past", left)
    if single <= 0:
        return Cell(starts, "taken", 0)
    fits = step + terms.least_units * terms.unit_minutes <= hours[1]
    return Cell(starts, "free" if fits and left > 0 else "short", max(0, left))


def _left(terms: Terms, held: Sequence[Taken], starts: datetime, ends: datetime) -> int:
    """Return how many units are free for the whole time; the cleaning afterwards has to be free as well."""
    blocked_until = ends + timedelta(minutes=terms.buffer_minutes)
    busy = {one.lane for one in held if one.starts_at < blocked_until and starts < one.ends_at}
    return terms.capacity - len(busy)

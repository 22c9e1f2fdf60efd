"""Estimates from how steps went: chances per action, site and lane, durations per step or lane, yields.

A step enters once it was due (its own planned hours after all before it was over), finished or not: a step that still
runs then is late by at least so much, and one that isn't due tells nothing yet, so that neither is counted too soon.
Whether it failed is counted among finished steps only, which sees failures a little too early where they end a step
before its time. Durations keep running steps as "at least so long".
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import scipy

from tsunagu.journeys.domain.durations import HOUR, StepCourse
from tsunagu.planning.domain.estimates.assumptions import Learning, Spread
from tsunagu.planning.domain.estimates.figures import Figures
from tsunagu.planning.domain.estimates.places import (
    LANE,
    Place,
    chance_place,
    duration_place,
    yield_place,
)
from tsunagu.planning.domain.estimates.pooling import (
    Counted,
    Lasted,
    median_of,
    pooled_mean,
    pooled_share,
    strength_of,
    tempered,
)
from tsunagu.statistics.estimates import Estimate


@dataclass(frozen=True)
class Found:
    """What was observed of a place: estimates by name, how many steps they rest on, from when until when.

    Attributes
    ----------
    values : ``late_share``, ``late_hours`` and ``failure`` of a chance; ``hours``; ``yield``. counts : behind them.
    has_changed : the newest differ from those before, and only they were used. digest : of the steps used.
    planned_hours : of the newest of them, by its route.
    """

    place: Place
    n: int
    values: Mapping[str, Estimate]
    counts: Mapping[str, int]
    since: datetime
    until: datetime
    has_changed: bool
    digest: str
    planned_hours: float


@dataclass(frozen=True, slots=True)
class Seen:
    """A step that was due: whether late, by how many hours so far, whether it is over, whether it failed."""

    course: StepCourse
    due: datetime
    is_late: bool
    hours: float
    is_over: bool

    @property
    def has_failed(self) -> bool:
        """Whether it failed."""
        return self.course.state == "failed"


def estimates_of(courses: Iterable[StepCourse], figures: Figures, now: datetime) -> list[Found]:
    """Return what was observed of each place with anything to say, the network's first."""
    steps = list(courses)
    return [*_chances(steps, figures, now), *_durations(steps, figures, now), *_yields(steps, figures, now)]


def seen(course: StepCourse, figures: Figures, now: datetime) -> Seen | None:
    """Return a step as observed; None while it isn't due, or was due too long ago."""
    learning = figures.assumed.learning
    place = duration_place(course.action, course.site, course.origin, course.route, course.step)
    due = course.due(figures.durations.get(place))
    grace = learning.late_after_hours * HOUR
    if not now - timedelta(days=learning.within_days) <= due <= now - grace:
        return None
    end = course.ended_at if course.is_over and course.ended_at is not None else now
    is_late = end > due + grace and course.state != "failed"
    return Seen(course, due, is_late, max(0.0, (end - due) / HOUR), course.is_over)


def _chances(steps: Sequence[StepCourse], figures: Figures, now: datetime) -> list[Found]:
    by_action: dict[str, dict[Place, list[Seen]]] = defaultdict(lambda: defaultdict(list))
    for course in steps:
        one = seen(course, figures, now)
        if one is not None and course.site and (course.action != LANE or course.origin):
            by_action[course.action][chance_place(course.action, course.site, course.origin)].append(one)
    found = []
    for action in sorted(by_action):
        found += _of_action(action, by_action[action], figures)
    return sorted(found, key=lambda each: (bool(each.place.site), each.place))


def _of_action(action: str, places: Mapping[Place, list[Seen]], figures: Figures) -> list[Found]:
    """Return the network's estimate of an action, drawn to the assumption, and each site's, drawn to the network's."""
    learning = figures.assumed.learning
    weight = learning.weight
    kept = {place: _stretch(rows, learning) for place, rows in places.items()}
    everything = sorted((row for rows, _ in kept.values() for row in rows), key=_order)
    assumed = figures.assumed.spreads.get(action, Spread())
    whole = _chance(Place("chance", action), everything, assumed, (weight,) * 3, has_changed=False)
    common = Spread(*(whole.values[name].value for name in ("late_share", "late_hours", "failure")))
    groups = [rows for rows, _ in kept.values()]
    strengths = (
        tempered(strength_of([_late(rows) for rows in groups], weight), weight + whole.counts["due"]),
        tempered(weight, weight + whole.counts["late"]),
        tempered(strength_of([_failed(rows) for rows in groups], weight), weight + whole.counts["over"]),
    )
    sites = [_chance(place, *_both(rows, common, strengths)) for place, rows in kept.items()]
    return [whole, *sites]


def _both(
    stretch: tuple[list[Seen], bool], prior: Spread, strengths: tuple[float, float, float]
) -> tuple[list[Seen], Spread, tuple[float, float, float], bool]:
    rows, has_changed = stretch
    return rows, prior, strengths, has_changed


def _chance(
    place: Place,
    rows: Sequence[Seen],
    prior: Spread,
    strengths: tuple[float, float, float],
    has_changed: bool,
) -> Found:
    late, failed = _late(rows), _failed(rows)
    lasted = Lasted(
        sum(row.is_late and row.is_over for row in rows), sum(row.hours for row in rows if row.is_late)
    )
    values = {
        "late_share": pooled_share(late, prior.late_share, strengths[0]),
        "late_hours": pooled_mean(lasted, prior.late_hours or 1.0, strengths[1]),
        "failure": pooled_share(failed, prior.failure, strengths[2]),
    }
    counts = {"late": late.hits, "due": late.among, "failed": failed.hits, "over": failed.among}
    return _found(place, rows, values, counts, has_changed)


def _late(rows: Sequence[Seen]) -> Counted:
    due = [row for row in rows if not row.has_failed]
    return Counted(sum(row.is_late for row in due), len(due))


def _failed(rows: Sequence[Seen]) -> Counted:
    over = [row for row in rows if row.is_over]
    return Counted(sum(row.has_failed for row in over), len(over))


def _stretch(rows: Sequence[Seen], learning: Learning) -> tuple[list[Seen], bool]:
    """Return the newest steps, and only the recent ones where the share of late ones has changed (Fisher's test)."""
    newest = sorted(rows, key=_order)[-learning.newest :]
    before, recent = newest[: -learning.recent], newest[-learning.recent :]
    if len(before) < learning.least:
        return newest, False
    one, other = _late(before), _late(recent)
    table = [[one.hits, one.among - one.hits], [other.hits, other.among - other.hits]]
    has_changed = float(scipy.stats.fisher_exact(table)[1]) < learning.changed_below
    return (recent, True) if has_changed else (newest, False)


def _order(row: Seen) -> tuple[datetime, str]:
    return row.due, str(row.course.chain)


def _durations(steps: Sequence[StepCourse], figures: Figures, now: datetime) -> list[Found]:
    def place_of(one: StepCourse) -> Place | None:
        if (
            not one.site
            or one.started_at is None
            or one.state == "failed"
            or (one.is_over and one.hours is None)
        ):
            return None
        return duration_place(one.action, one.site, one.origin, one.route, one.step)

    def hours_of(one: StepCourse) -> float:
        began = one.started_at or now
        return one.hours or (now - began) / HOUR

    return _medians(steps, figures.assumed.learning, now, "hours", place_of, hours_of)


def _yields(steps: Sequence[StepCourse], figures: Figures, now: datetime) -> list[Found]:
    def place_of(one: StepCourse) -> Place | None:
        return None if one.yielded is None else yield_place(one.action, one.site, one.route, one.step)

    return _medians(steps, figures.assumed.learning, now, "yield", place_of, lambda one: one.yielded or 0.0)


def _medians(
    steps: Sequence[StepCourse], learning: Learning, now: datetime, name: str,
    place_of: Callable[[StepCourse], Place | None], value_of: Callable[[StepCourse], float],
) -> list[Found]:  # fmt: skip
    oldest = now - timedelta(days=learning.within_days)
    groups: dict[Place, list[StepCourse]] = defaultdict(list)
    for one in steps:
        place = place_of(one)
        if place is not None and (one.started_at or one.base) >= oldest:
            groups[place].append(one)
    found = []
    for place, rows in sorted(groups.items()):
        newest = sorted(rows, key=lambda one: (one.started_at or one.base, str(one.chain)))[
            -learning.newest :
        ]
        ended = [value_of(one) for one in newest if one.is_over]
        middle = median_of(ended, [value_of(one) for one in newest if not one.is_over])
        if middle is not None:
            used = [Seen(one, one.base, False, 0.0, one.is_over) for one in newest]
            counts = {"over": len(ended), "running": len(newest) - len(ended)}
            found.append(_found(place, used, {name: middle}, counts, False, n=len(ended)))
    return found


def _found(
    place: Place, rows: Sequence[Seen], values: Mapping[str, Estimate], counts: Mapping[str, int],
    has_changed: bool, n: int | None = None,
) -> Found:  # fmt: skip
    ordered = sorted(rows, key=_order)
    written = "\n".join(
        " ".join(
            str(part)
            for part in (
                one.chain, one.step, one.attempt, one.state, row.due, one.started_at, one.ended_at, one.yielded
            )
        )
        for row in ordered
        for one in (row.course,)
    )  # fmt: skip
    digest = sha256(written.encode()).hexdigest()
    return Found(
        place, len(rows) if n is None else n, values, counts, ordered[0].due, ordered[-1].due, has_changed, digest,
        ordered[-1].course.planned_hours,
    )  # fmt: skip

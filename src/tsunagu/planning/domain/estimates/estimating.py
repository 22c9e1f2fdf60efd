"""Estimates from how steps went: chances per action, site and lane, beside durations and yields.

A step enters once it was due (its own planned hours after all before it was over), finished or not: a step that still
runs then is late by at least so much, and one that isn't due tells nothing yet, so that neither is counted too soon.
Whether it failed is counted among finished steps only, which sees failures a little too early where they end a step
before its time. Durations keep running steps as "at least so long".
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import scipy

from tsunagu.journeys.domain.durations import HOUR, StepCourse
from tsunagu.planning.domain.estimates.assumptions import Learning, Spread
from tsunagu.planning.domain.estimates.figures import Figures, accepting
from tsunagu.planning.domain.estimates.found import Found, Seen, found_of, order
from tsunagu.planning.domain.estimates.lasting import durations, yields
from tsunagu.planning.domain.estimates.places import CULTURE, LANE, Place, chance_place, duration_place
from tsunagu.planning.domain.estimates.pooling import (
    Counted,
    Lasted,
    pooled_mean,
    pooled_share,
    strength_of,
    tempered,
)


def estimates_of(courses: Iterable[StepCourse], figures: Figures, now: datetime) -> list[Found]:
    """Return what was observed of each place with anything to say, the network's first."""
    steps = list(courses)
    return [*_chances(steps, figures, now), *durations(steps, figures, now), *yields(steps, figures, now)]


def chance_beside(
    duration: Found, courses: Iterable[StepCourse], figures: Figures, now: datetime
) -> Found | None:
    """Return the chance of a duration's place as it is once plans go by that duration; None where nothing was due.

    The two belong together: with the duration alone, the same hours would be planned and expected as delay once more,
    and since half of all steps take longer than their median, a chance that nobody measured against it says too little.
    """
    place, hours = duration.place, {"hours": duration.values["hours"].value}
    then = accepting(figures, place, hours, duration.n)
    same = [one for one in courses if one.action == place.action]
    return next((one for one in _chances(same, then, now) if one.place == place.chance), None)


def seen(course: StepCourse, figures: Figures, now: datetime) -> Seen | None:
    """Return a step as observed, its lateness against the hours that plans go by; None while it isn't due, or long ago.

    A culture that its plan left standing longer was to end then.
    """
    learning = figures.assumed.learning
    place = duration_place(course.action, course.site, course.origin, course.route, course.step)
    hours = float(figures.hours(place, course.planned_hours))
    due = course.due(max(hours, course.slot_hours or 0.0) if course.action == CULTURE else hours)
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
    everything = sorted((row for rows, _ in kept.values() for row in rows), key=order)
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
    return found_of(place, rows, values, counts, has_changed)


def _late(rows: Sequence[Seen]) -> Counted:
    due = [row for row in rows if not row.has_failed]
    return Counted(sum(row.is_late for row in due), len(due))


def _failed(rows: Sequence[Seen]) -> Counted:
    over = [row for row in rows if row.is_over]
    return Counted(sum(row.has_failed for row in over), len(over))


def _stretch(rows: Sequence[Seen], learning: Learning) -> tuple[list[Seen], bool]:
    """Return the newest steps, and only the recent ones where the share of late or of failed ones has changed.

    Fisher's exact test of each share, at half the level each.
    """
    newest = sorted(rows, key=order)[-learning.newest :]
    before, recent = newest[: -learning.recent], newest[-learning.recent :]
    if len(before) < learning.least:
        return newest, False
    pairs = [(count(before), count(recent)) for count in (_late, _failed)]
    has_changed = any(_differs(one, other, learning.changed_below / len(pairs)) for one, other in pairs)
    return (recent, True) if has_changed else (newest, False)


def _differs(one: Counted, other: Counted, level: float) -> bool:
    table = [[one.hits, one.among - one.hits], [other.hits, other.among - other.hits]]
    return float(scipy.stats.fisher_exact(table)[1]) < level

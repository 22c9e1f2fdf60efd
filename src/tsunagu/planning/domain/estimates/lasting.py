"""How long steps take, and how many cells they yield: medians by step of a route at a site or on a lane."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from tsunagu.journeys.domain.durations import HOUR, StepCourse
from tsunagu.planning.domain.estimates.assumptions import Learning
from tsunagu.planning.domain.estimates.figures import Figures
from tsunagu.planning.domain.estimates.found import Found, Seen, found_of
from tsunagu.planning.domain.estimates.places import CULTURE, Place, duration_place, yield_place
from tsunagu.planning.domain.estimates.pooling import median_of


def durations(steps: Sequence[StepCourse], figures: Figures, now: datetime) -> list[Found]:
    """Return the median duration of each step of a route at a site or on a lane.

    A culture that its plan let stand longer than plans go by tells how long it was left, not how long it needed: it
    isn't counted, lest plans learn their own waiting times.
    """

    def place_of(one: StepCourse) -> Place | None:
        if (
            not one.site
            or one.started_at is None
            or one.state == "failed"
            or (one.is_over and one.hours is None)
        ):
            return None
        place = duration_place(one.action, one.site, one.origin, one.route, one.step)
        is_left = (
            one.action == CULTURE and (one.slot_hours or 0) >= figures.hours(place, one.planned_hours) + 1
        )
        return None if is_left else place

    def hours_of(one: StepCourse) -> float:
        began = one.started_at or now
        return one.hours or (now - began) / HOUR

    return _medians(steps, figures.assumed.learning, now, "hours", place_of, hours_of)


def yields(steps: Sequence[StepCourse], figures: Figures, now: datetime) -> list[Found]:
    """Return the median yield of each step that makes counted cells: looked at, never planned with.

    Where a patient's own cells are too few, the step or its release fails: that is in the chance of failure, once.
    """

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
            found.append(found_of(place, used, {name: middle}, counts, False, n=len(ended)))
    return found

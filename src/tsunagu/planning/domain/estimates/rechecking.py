"""What becomes of the chance of dates that were proposed or promised when other figures are in force."""

from collections.abc import Mapping
from datetime import datetime

from tsunagu.planning.domain.asking.chances import chances
from tsunagu.planning.domain.asking.proposing import lengths_of, on_the_day
from tsunagu.planning.domain.asking.record import TOKYO, Kept
from tsunagu.planning.domain.asking.route_options import goal_of, planned_steps
from tsunagu.planning.domain.estimates.figures import Figures, Ground, spreads_of
from tsunagu.planning.domain.estimates.places import CULTURE
from tsunagu.planning.domain.problem import Lag, Option, Task
from tsunagu.planning.domain.solution import Assignment
from tsunagu.therapies.domain.route import Route, Step


def chance_with(kept: Kept, route: Route, figures: Figures) -> float:
    """Return the chance that the goal begins on its day, with the dates as they were kept and these figures.

    The dates stay; a step that now takes longer than they allow delays what follows.
    """
    steps = planned_steps(route)
    ground = Ground(figures, route, kept.sites)
    goal = goal_of(steps).key
    option, assignment = _chain(kept, {step.key: step for step in steps}, ground)
    varies = spreads_of(ground, steps, lengths_of(option, assignment))
    spreads = {key: given.spread for key, given in varies.items()}
    runs = chances(option, assignment, goal, spreads)
    return on_the_day(runs, assignment.starts[option.index[goal]])


def _chain(kept: Kept, steps: Mapping[str, Step], ground: Ground) -> tuple[Option, Assignment]:
    """Return the kept dates as hours since the midnight before the first of them."""
    first = min(start for _, start, _ in kept.steps).astimezone(TOKYO)
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    starts = tuple(_hours(midnight, start) for _, start, _ in kept.steps)
    lengths = [_hours(start, end) for _, start, end in kept.steps]
    for number, (key, _, _) in enumerate(kept.steps):
        hours = ground.hours(steps[key])
        lengths[number] = max(lengths[number], hours) if steps[key].action == CULTURE else hours
    tasks = tuple(Task(key, length, length) for (key, _, _), length in zip(kept.steps, lengths, strict=True))
    lags = tuple(Lag(*lag) for lag in kept.lags)
    ends = tuple(start + length for start, length in zip(starts, lengths, strict=True))
    return Option("kept", tasks, lags, ()), Assignment("kept", starts, ends)


def _hours(since: datetime, until: datetime) -> int:
    return round((until - since).total_seconds() / 3600)

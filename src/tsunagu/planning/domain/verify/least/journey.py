"""The least cost of a journey at given prices, over its options and leaving it out."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tsunagu.planning.domain.problem import Journey, Option, Problem, Task, Use
from tsunagu.planning.domain.verify.calendars import Calendar, running_total
from tsunagu.planning.domain.verify.least.closure import Furthest
from tsunagu.planning.domain.verify.least.events import Events, Moment
from tsunagu.planning.domain.verify.least.links import Reach

Span = tuple[int, int]
REACHES = Reach(400, 168), Reach(400, 400)
ROUNDING = 1e-9
FIRST_LOOK = 21 * 24
"""Hours beyond its earliest at which the goal is looked for first."""


@dataclass(frozen=True, slots=True)
class Least:
    """No way to treat a journey costs less than ``value`` (weighted hours, prices included).

    ``is_exact``: whether one way costs just that; if not, the value lies at or below the truth.
    """

    value: float
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """The events of an option, and which of them is the start of the goal."""

    events: Events
    goal: int


def least_of(problem: Problem, journey: Journey, calendars: Mapping[str, Calendar]) -> Least:
    """Return the least that the journey costs in any plan, at the prices that the calendars hold."""
    out = problem.cost_left_out(journey) + _price_of_fixed(journey, calendars)
    least = Least(out, True)
    # One hour that may not be covered costs more than leaving the journey out, wherever its goal lies.
    barred = 1.0 + abs(out) + journey.weight * abs(journey.referred)
    for option in journey.options:
        if journey.fixed is None or journey.fixed.option == option.key:
            events = _events(problem, journey, option, calendars, barred)
            least = _least_with(journey, events, least)
    return least


def _least_with(journey: Journey, places: Placed, best: Least) -> Least:
    """Return the lesser of the best so far and the least of one option.

    Only times of the goal near its earliest are looked at first. A later one costs at least what waiting so long costs;
    where that is less than what was found, later times are looked at too.
    """
    furthest = places.events.furthest()
    if furthest is None:
        return best
    latest = places.events.latest[places.goal]
    until = min(places.events.earliest[places.goal] + FIRST_LOOK, latest)
    while True:
        found = _least_until(places, furthest, until, best)
        enough = journey.referred + found.value / journey.weight if journey.weight > 0 else math.inf
        if until >= min(latest, enough):
            return found
        until = math.ceil(min(latest, enough))


def _least_until(places: Placed, furthest: Furthest, until: int, best: Least) -> Least:
    """Return the lesser of the best so far and the least with a goal no later than ``until``.

    What isn't exact at first may be so all the same: where the schedules that were held reach the bound of all others.
    Else more of them are held.
    """
    value = -math.inf
    for reach in REACHES:
        network = places.events.network(furthest, places.goal, until)
        value = max(value, network.least(reach))
        if value >= best.value:
            return best
        if network.is_exact:
            return Least(value, best.is_exact)
        if network.is_whole:
            attained = places.events.network(furthest, places.goal, until).least(
                replace(reach, is_below=False)
            )
            if attained <= value + ROUNDING * max(1.0, abs(value)):
                return Least(value, best.is_exact)
    return Least(value, False)


def _price_of_fixed(journey: Journey, calendars: Mapping[str, Calendar]) -> float:
    """Return what the uses cost that a journey holds even if it is left out: those whose both tasks are fixed."""
    if journey.fixed is None or journey.fixed.option not in journey.by_key:
        return 0.0
    total, spans = 0.0, journey.fixed.tasks
    for use in journey.by_key[journey.fixed.option].uses:
        if use.first in spans and use.last in spans:
            paid = calendars[use.resource].paid
            end = min(spans[use.last][1] + use.after, len(paid) - 1)
            total += use.amount * float(paid[end] - paid[max(spans[use.first][0], 0)])
    return total


def _events(
    problem: Problem, journey: Journey, option: Option, calendars: Mapping[str, Calendar], barred: float
) -> Placed:
    """Return the events of an option; ``barred`` is what an hour costs that a task or a use may not cover."""
    events = Events(problem.hours)
    fixed: Mapping[str, Span] = {} if journey.fixed is None else journey.fixed.tasks
    referred = journey.referred if journey.fixed is None else 0
    places = {
        task.key: _add_task(events, task, referred, fixed.get(task.key), barred) for task in option.tasks
    }
    for lag in option.lags:
        events.add_window(places[lag.first][1], places[lag.second][0], lag.at_least, lag.at_most)
    for use in option.uses:
        _add_use(events, use, places[use.first][0], places[use.last][1], calendars[use.resource], barred)
    waited = np.arange(problem.hours + 1, dtype=np.float64) - journey.referred
    events.charges.append((places[journey.goal][0], journey.weight * waited))
    return Placed(events, places[journey.goal][0].event)


def _add_task(
    events: Events, task: Task, referred: int, fixed: Span | None, barred: float
) -> tuple[Moment, Moment]:
    """Add the events of a task; return its start and its end."""
    start = events.add()
    if fixed is not None or task.shortest == task.longest:
        length = task.shortest if fixed is None else fixed[1] - fixed[0]
        end = Moment(start.event, length)
        if not task.shortest <= length <= task.longest:
            events.restrict(start, 1, 0)
    else:
        end = events.add()
        events.add_window(start, end, task.shortest, task.longest)
    latest = events.hours if task.latest is None else task.latest
    events.restrict(start, max(task.earliest, referred, 0), latest)
    events.restrict(end, 0, events.hours)
    if fixed is not None:
        events.restrict(start, fixed[0], fixed[0])
    if task.closed:
        closed = np.zeros(events.hours)
        for begin, until in task.closed:
            closed[max(begin, 0) : max(until, 0)] = barred
        events.charge(start, end, running_total(closed))
    return start, end


def _add_use(
    events: Events, use: Use, start: Moment, last: Moment, calendar: Calendar, barred: float
) -> None:
    """Charge a use its price, from the start of its first task until it is given back; it can't exceed the capacity."""
    end = Moment(last.event, last.later + use.after)
    events.restrict(end, 0, events.hours)
    short = calendar.short_of(use.amount)
    if calendar.is_priced or short is not None:
        paid = use.amount * calendar.paid
        events.charge(start, end, paid if short is None else paid + barred * short)

"""Small problems for Hypothesis: tight windows, closed hours, short calendars, options, and half-finished journeys."""

from dataclasses import replace
from datetime import date
from itertools import islice, pairwise

from hypothesis import strategies as st

from tests.planning.support.brute_force import all_fixed, fits, schedules
from tsunagu.planning.domain.problem import Fixed, Journey, Lag, Option, Problem, Resource, Span, Task, Use
from tsunagu.planning.domain.solution import Price

START = date(2026, 11, 30)


@st.composite
def problems(
    draw: st.DrawFn, journeys: int = 3, tasks: int = 3, hours: int = 10, fixed: bool = True
) -> Problem:
    """A sound problem of at most so many journeys, tasks and hours; some have no plan that places everyone."""
    length = draw(st.integers(3, hours))
    resources = tuple(
        Resource(f"r{number}", "room", "here", draw(spans(length)))
        for number in range(draw(st.integers(1, 2)))
    )
    keys = [resource.key for resource in resources]
    found = [
        draw(journeys_of(f"J{number}", length, keys, tasks))
        for number in range(draw(st.integers(1, journeys)))
    ]
    problem = Problem(START, length, resources, tuple(found), draw(st.integers(0, 12)))
    half = [draw(half_done(problem, journey)) for journey in problem.journeys] if fixed else found
    half_fixed = replace(problem, journeys=tuple(half))
    return half_fixed if fits(half_fixed, all_fixed(half_fixed)) else problem


@st.composite
def spans(draw: st.DrawFn, hours: int) -> tuple[Span, ...]:
    """The open hours of a resource, in order, with gaps."""
    cuts = sorted(draw(st.sets(st.integers(0, hours), min_size=2, max_size=5)))
    pairs = list(pairwise(cuts))
    if draw(st.booleans()):
        pairs = pairs[::2]
    return tuple(Span(start, until, draw(st.integers(1, 3))) for start, until in pairs)


@st.composite
def journeys_of(draw: st.DrawFn, key: str, hours: int, resources: list[str], tasks: int) -> Journey:
    """One journey with one or two options."""
    names = [f"t{number}" for number in range(draw(st.integers(1, tasks)))]
    options = tuple(
        draw(options_of(f"o{number}", names, hours, resources)) for number in range(draw(st.integers(1, 2)))
    )
    return Journey(
        key,
        draw(st.integers(-3, hours // 2)),
        draw(st.sampled_from(names)),
        options,
        draw(st.integers(0, 3)),
    )


@st.composite
def options_of(draw: st.DrawFn, key: str, names: list[str], hours: int, resources: list[str]) -> Option:
    """One way: a chain or a tree of tasks, with leaps across it, and uses of one task or of a stretch."""
    lags, after = [], {name: {name} for name in names}
    for number in range(1, len(names)):
        before = draw(st.sampled_from([None, number - 1, number - 1, number - 1, 0]))
        more = draw(st.sampled_from([None, None, *range(number)]))
        for first in {before, more} - {None}:
            lags.append(draw(lag(names[first], names[number])))
            for reached in after.values():
                if names[first] in reached:
                    reached.add(names[number])
    tasks = tuple(draw(task(name, hours)) for name in names)
    uses = []
    for _ in range(draw(st.integers(0, 3))):
        first = draw(st.sampled_from(tasks))
        last = draw(st.sampled_from([one for one in tasks if one.key in after[first.key]]))
        resource = draw(st.sampled_from(resources))
        released = draw(st.sampled_from([0, 0, 1, 2, -1, -last.shortest]))
        amount = draw(st.integers(1, 2))
        uses.append(Use(resource, first.key, last.key, amount, max(released, -last.shortest)))
    return Option(key, tasks, tuple(lags), tuple(uses))


@st.composite
def lag(draw: st.DrawFn, first: str, second: str) -> Lag:
    """A wait, with or without an upper limit."""
    least = draw(st.integers(0, 3))
    most = draw(st.none() | st.integers(least, least + 4))
    return Lag(first, second, least, most)


@st.composite
def task(draw: st.DrawFn, key: str, hours: int) -> Task:
    """A task, of one length or several, at times with limits and closed hours."""
    shortest = draw(st.integers(0, 3))
    longest = shortest + draw(st.sampled_from([0, 0, 1, 3]))
    earliest = draw(st.sampled_from([0, 0, 0, 2]))
    latest = draw(st.none() | st.integers(earliest, hours))
    closed = draw(
        st.lists(st.integers(0, hours), max_size=1).map(lambda at: tuple((one, one + 2) for one in at))
    )
    return Task(key, shortest, longest, earliest, latest, closed)


@st.composite
def half_done(draw: st.DrawFn, problem: Problem, journey: Journey) -> Journey:
    """The journey, or the same with its option and some first tasks of one possible schedule fixed."""
    if draw(st.integers(0, 3)) > 0:
        return journey
    possible = list(islice(schedules(problem, journey), 20))
    if not possible:
        return journey
    option, spans = draw(st.sampled_from(possible))
    number = draw(st.integers(0, len(option.tasks)))
    done = {one.key: spans[one.key] for one in option.tasks[:number]}
    return Journey(
        journey.key, journey.referred, journey.goal, journey.options, journey.weight, Fixed(option.key, done)
    )


@st.composite
def prices(draw: st.DrawFn, problem: Problem) -> tuple[Price, ...]:
    """Prices of some hours of some resources."""
    found = []
    for resource in problem.resources:
        for _ in range(draw(st.integers(0, 3))):
            start = draw(st.integers(0, problem.hours - 1))
            until = draw(st.integers(start + 1, problem.hours))
            found.append(Price(resource.key, start, until, draw(st.floats(0, 9))))
    return tuple(found)

"""Synthetic networks of any size for tests, measurements and examples: invented sites, hospitals and patients."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from tsunagu.planning.domain.problem import Journey, Lag, Option, Problem, Resource, Span, Task, Use

DAY = 24
OCCUPATION_DAYS = (
    8.0  # of a clean room by one patient at the least: seeding, seven days of culture, harvest, cleaning
)
AFTER_THE_LAST_REFERRAL_DAYS = 70
FRESH_SHARE = 0.2
WEEKDAYS = (0, 1, 2, 3, 4)
WORKDAYS = (0, 1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a network is: ``load`` is the work that arrives per day over what all suites can do."""

    journeys: int
    sites: int
    suites: int
    load: float = 0.93

    @property
    def arrival_days(self) -> float:
        """Return the days over which the patients are referred."""
        return self.journeys * OCCUPATION_DAYS / (self.suites * self.load)


SIZES = {
    10: Size(10, 5, 5, 2.5),
    50: Size(50, 5, 10, 1.2),
    200: Size(200, 10, 20),
    1000: Size(1000, 20, 100),
}


def network(size: Size, seed: int, start: date = date(2026, 11, 30)) -> Problem:
    """Return a vein-to-vein problem: collection, clean room, tests, release, couriers, conditioning and infusion.

    Durations and lags follow published vein-to-vein processes (fresh material starts within 48 h, culture of 7 to 9
    days, tests of 7 days or 24 h, 72 h of conditioning; one in five products lives 72 h); every name is invented.
    ``start`` must be a Monday.
    """
    chance = np.random.default_rng(seed)
    days = int(size.arrival_days) + AFTER_THE_LAST_REFERRAL_DAYS
    hospitals = max(3, size.journeys // 20)
    resources = [*_site_resources(size, days), *_hospital_resources(hospitals, days)]
    referred = np.sort(chance.uniform(0, size.arrival_days * DAY, size.journeys)).astype(int)
    lanes = chance.integers(2, 15, (hospitals, size.sites))
    journeys = tuple(
        _journey(number, int(hour), size, hospitals, lanes, chance) for number, hour in enumerate(referred)
    )
    return Problem(start, days * DAY, tuple(resources), journeys, title=f"synthetic network, seed {seed}")


def weekly(
    days: int, weekdays: tuple[int, ...], hours: tuple[tuple[int, int], ...], capacity: int
) -> tuple[Span, ...]:
    """Return the spans of a resource open at the same hours on the given weekdays; day 0 is a Monday."""
    return tuple(
        Span(day * DAY + start, day * DAY + until, capacity)
        for day in range(days)
        if day % 7 in weekdays
        for start, until in hours
    )


def suites_of(size: Size, site: int) -> int:
    """Return the number of clean-room suites at a site: the suites are spread evenly."""
    return size.suites // size.sites + (site < size.suites % size.sites)


def with_one_more_suite(problem: Problem, resource: str) -> Problem:
    """Return the same problem with one more unit of a resource at each hour at which it is open."""
    return replace(
        problem,
        resources=tuple(
            replace(each, open=tuple(replace(span, capacity=span.capacity + 1) for span in each.open))
            if each.key == resource
            else each
            for each in problem.resources
        ),
    )


def _site_resources(size: Size, days: int) -> Iterator[Resource]:
    for site in range(size.sites):
        place, suites = f"site-{site + 1}", suites_of(size, site)
        team = -(-suites // 2)
        yield Resource(f"{place}/suite", "suite", place, (Span(0, days * DAY, suites),))
        yield Resource(f"{place}/team", "operator", place, weekly(days, WORKDAYS, ((8, 18),), team))
        yield Resource(
            f"{place}/run", "instrument", place, weekly(days, WEEKDAYS, ((13, 14),), 2 + suites // 2)
        )
        yield Resource(
            f"{place}/officer", "reviewer", place, weekly(days, WEEKDAYS, ((9, 17),), -(-suites // 5))
        )
        yield Resource(
            f"{place}/courier", "courier", place, weekly(days, WORKDAYS, ((10, 11), (17, 18)), team)
        )


def _hospital_resources(hospitals: int, days: int) -> Iterator[Resource]:
    for hospital in range(hospitals):
        place = f"hospital-{hospital + 1}"
        yield Resource(f"{place}/chair", "chair", place, weekly(days, WEEKDAYS, ((9, 17),), 1))
        yield Resource(f"{place}/courier", "courier", place, weekly(days, WORKDAYS, ((11, 12), (18, 19)), 2))
        yield Resource(f"{place}/bed", "bed", place, weekly(days, WEEKDAYS, ((9, 17),), 2))


def _journey(
    number: int, referred: int, size: Size, hospitals: int, lanes: np.ndarray, chance: np.random.Generator
) -> Journey:
    hospital = int(chance.integers(hospitals))
    eligible = chance.choice(size.sites, min(3, size.sites), replace=False)
    fresh = bool(chance.random() < FRESH_SHARE)
    ready = referred + int(chance.integers(24, 120))
    options = tuple(
        _option(f"hospital-{hospital + 1}", f"site-{site + 1}", int(lanes[hospital, site]), fresh, ready)
        for site in sorted(eligible)
    )
    weight = int(chance.choice((1, 2, 4), p=(0.7, 0.2, 0.1)))
    return Journey(f"J{number + 1:04d}", referred, "infuse", options, weight)


def _option(hospital: str, site: str, lane: int, fresh: bool, ready: int) -> Option:
    tasks = (
        Task("collect", 4, 4, earliest=ready),
        Task("pick-up", 1, 1),
        Task("seed", 4, 4),
        Task("feed", 2, 2),
        Task("harvest", 5, 5),
        Task("test", 1, 1),
        Task("release", 2, 2),
        Task("return", 1, 1),
        Task("receive", 1, 1),
        Task("condition", 72, 72),
        Task("infuse", 3, 3),
    )
    return Option(site, tasks, _lags(lane, fresh), tuple(_uses(hospital, site)), {"manufacturer": site})


def _lags(lane: int, fresh: bool) -> tuple[Lag, ...]:
    common = (
        Lag("collect", "pick-up"),
        Lag("pick-up", "seed", lane),
        Lag("collect", "seed", 0, 48),
        Lag("seed", "feed", 44, 72),
        Lag("seed", "harvest", 168, 216),
        Lag("feed", "harvest", 48),
        Lag("harvest", "test", 0, 24 if fresh else 96),
        Lag("test", "release", 24 if fresh else 168),
        Lag("release", "return"),
        Lag("return", "receive", lane),
    )
    if fresh:
        return (
            *common,
            Lag("receive", "infuse"),
            Lag("harvest", "infuse", 0, 72),
            Lag("condition", "infuse", 0, 48),
        )
    return (*common, Lag("receive", "condition"), Lag("condition", "infuse", 0, 96))


def _uses(hospital: str, site: str) -> Iterator[Use]:
    yield Use(f"{hospital}/chair", "collect", "collect")
    yield Use(f"{hospital}/courier", "pick-up", "pick-up")
    yield Use(f"{site}/suite", "seed", "harvest", after=14)
    for task in ("seed", "feed", "harvest"):
        yield Use(f"{site}/team", task, task)
    yield Use(f"{site}/run", "test", "test")
    yield Use(f"{site}/officer", "release", "release")
    yield Use(f"{site}/courier", "return", "return")
    yield Use(f"{hospital}/bed", "infuse", "infuse")

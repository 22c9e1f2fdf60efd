"""The figures that matter, each with its course over the last months."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID
from zoneinfo import ZoneInfo

from tsunagu.custody.queries.chains import open_mine
from tsunagu.journeys.domain import slack
from tsunagu.journeys.queries import rows
from tsunagu.journeys.queries.rows import JourneyRow, ReleaseRow, StepRow
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.queries.many_routes import routes_of

TOKYO = ZoneInfo("Asia/Tokyo")
MONTHS = 8
ON_TIME_WITHIN = timedelta(days=1)
"""A treatment on the promised day or the day after counts as on time: an assumption, told on the page."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; ``value`` is None while there is nothing to count.

    ``more`` is a second figure told beside it: lots under way, how many it rests on, the longest wait in days.
    """

    key: str
    value: float | None
    trend: list[float]
    more: float = 0


@dataclass(frozen=True, slots=True)
class _Past:
    journey: JourneyRow
    route: Route
    collected_at: datetime | None
    given_at: datetime | None
    releases: Sequence[ReleaseRow]
    failed: bool


def figures(now: datetime, chains: Iterable[UUID] | None = None) -> list[Figure]:
    """Return the five figures over the reader's newest chains (or the named ones, which are open)."""
    wanted = open_mine() if chains is None else list(chains)
    past = _load(wanted)
    ends = month_ends(now)
    cases = [one for one in past if one.journey.kind == "treatment"]
    lots = sum(1 for one in past if one.journey.kind == "production" and _was_under_way(one, now))
    since = [one.journey.started_at for one in cases if _was_waiting(one, now)]
    longest = (now - min(since)) / timedelta(days=1) if since else 0.0
    return [
        _counted("under_way", cases, ends, _was_under_way, lots),
        _median("vein_to_vein", [one for one in cases if one.route.cell_type == "t_cell"], ends),
        _share("on_time", cases, ends, _given_at, _is_on_time),
        _share("first_pass", past, ends, _judged_at, _is_first_pass),
        _counted("waiting", cases, ends, _was_waiting, longest),
    ]


def _load(chains: Sequence[UUID]) -> list[_Past]:
    journeys = rows.journeys_of(chains)
    routes = routes_of({(one.route, one.version) for one in journeys})
    steps = rows.steps_of(chains, ("collect", "administer"))
    releases = rows.releases_of(chains)
    return [
        _Past(
            one,
            route,
            collected_at=_last(steps.get(one.chain, ()), "collect"),
            given_at=_first_given(steps.get(one.chain, ()), route),
            releases=releases.get(one.chain, ()),
            failed=one.state == "failed",
        )
        for one in journeys
        if (route := routes.get((one.route, one.version))) is not None
    ]


def _last(found: Iterable[StepRow], action: str) -> datetime | None:
    times = [row.ended_at for row in found if row.action == action and row.state == "done"]
    return max((at for at in times if at is not None), default=None)


def _first_given(found: Iterable[StepRow], route: Route) -> datetime | None:
    key = slack.promise_step(route).key
    times = [row.started_at or row.ended_at for row in found if row.key == key and row.state == "done"]
    return min((at for at in times if at is not None), default=None)


def month_ends(now: datetime, count: int = MONTHS) -> list[datetime]:
    """Return the ends of the last months in Tokyo, the present moment as the last."""
    local = now.astimezone(TOKYO)
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    found = [now]
    for _ in range(count - 1):
        found.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return sorted(found)


def _was_under_way(one: _Past, at: datetime) -> bool:
    return one.journey.started_at <= at and (one.journey.ended_at is None or one.journey.ended_at > at)


def _was_waiting(one: _Past, at: datetime) -> bool:
    return _was_under_way(one, at) and (one.given_at is None or one.given_at > at)


def _counted(
    key: str,
    past: Sequence[_Past],
    ends: Sequence[datetime],
    counts: Callable[[_Past, datetime], bool],
    more: float,
) -> Figure:
    if not past:
        return Figure(key, None, [])
    trend = [float(sum(1 for one in past if counts(one, at))) for at in ends]
    return Figure(key, trend[-1], trend, more)


def _median(key: str, past: Sequence[_Past], ends: Sequence[datetime]) -> Figure:
    spans = [
        (one.given_at, (one.given_at - one.collected_at) / timedelta(days=1))
        for one in past
        if one.given_at is not None and one.collected_at is not None
    ]
    if not spans:
        return Figure(key, None, [])
    trend = [median(found) for at in ends if (found := [days for given, days in spans if given <= at])]
    return Figure(key, round(median(days for _, days in spans), 1), trend, len(spans))


def _given_at(one: _Past) -> datetime | None:
    return one.given_at if one.journey.promised_at is not None else None


def _is_on_time(one: _Past) -> bool:
    promised, given = one.journey.promised_at, one.given_at
    return promised is not None and given is not None and given <= promised + ON_TIME_WITHIN


def _judged_at(one: _Past) -> datetime | None:
    if one.releases:
        return one.releases[-1].released_at
    return one.journey.ended_at if one.failed else None


def _is_first_pass(one: _Past) -> bool:
    return (
        one.journey.attempt == 1
        and not one.failed
        and all(release.verdict == "released" for release in one.releases)
    )


def _share(
    key: str, past: Sequence[_Past], ends: Sequence[datetime],
    when: Callable[[_Past], datetime | None], is_good: Callable[[_Past], bool],
) -> Figure:  # fmt: skip
    judged = [(at, is_good(one)) for one in past if (at := when(one)) is not None]
    if not judged:
        return Figure(key, None, [])
    trend = [
        100 * sum(found) / len(found) for end in ends if (found := [good for at, good in judged if at <= end])
    ]
    return Figure(key, round(100 * sum(good for _, good in judged) / len(judged), 1), trend, len(judged))

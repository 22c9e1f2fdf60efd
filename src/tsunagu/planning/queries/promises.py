"""Promised dates as they stand: requests with their cases, posed as a problem over the capacity of now."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from tsunagu.evaluation.queries import investigations_of
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.queries.rows import JourneyRow, StepRow, journeys_of, steps_of
from tsunagu.planning.domain.asking.left import Taken, capacity_left
from tsunagu.planning.domain.asking.record import hour_of, kept, need_of
from tsunagu.planning.domain.asking.states import PROMISED
from tsunagu.planning.domain.mending.facts import Promise, StepNow
from tsunagu.planning.domain.mending.mend import problem_of
from tsunagu.planning.domain.mending.sparing import sparing
from tsunagu.planning.domain.mending.standing import Grid, Posed, posed
from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.models import PlanRequest
from tsunagu.planning.queries.capacity import ResourceView
from tsunagu.planning.queries.estimates import assumptions, figures
from tsunagu.planning.queries.left import in_force, key_of, situation
from tsunagu.planning.queries.requests import standing
from tsunagu.therapies.queries import route_of

AHEAD_DAYS = 75
"""So far beyond the last promised date the mended ones may lie: six to eight weeks, and a culture."""
OLDEST_DAYS = 150


@dataclass(frozen=True)
class Promises:
    """All promises that can be posed, by the key of their journey; ``numbers`` name the cases that go by them.

    ``problem`` says what can be kept: a case without promised dates takes nothing away from it. ``sparing`` is the same
    with what such cases are expected to use kept free, as far as no promise holds it: new dates are looked for there.
    """

    grid: Grid
    posed: tuple[Posed, ...]
    problem: Problem
    sparing: Problem
    rows: Mapping[str, PlanRequest]
    numbers: Mapping[str, str]
    views: Mapping[str, ResourceView]

    def one(self, key: str) -> Posed:
        """Return one promise."""
        return next(each for each in self.posed if each.promise.key == key)


def promises(now: datetime) -> Promises | None:
    """Return the promises of all hospitals; None where there are none. Asked by a worker, who sees all."""
    rows = {
        str(row.uuid): row
        for row in standing(now).filter(state__in=PROMISED).select_related("site", "member").order_by("id")
    }
    found, numbers = _promises(rows, tokyo_date(now) - timedelta(days=OLDEST_DAYS))
    if not found:
        return None
    grid = _grid(found, now)
    keys = {one.resource for promise in found for one in promise.kept.held}
    at = situation(grid.start, now, grid.days, keys=keys, with_withdrawn=True)
    known = figures()
    made = tuple(one for promise in found if (one := posed(promise, at.offered, known, grid)) is not None)
    if not made:
        return None
    mine = {rows[one.promise.key].pk for one in made}
    left = capacity_left(at.published, _taken_beside(mine, keys, grid, now), grid.hours)
    spared = sparing(left, [one.taken for one in at.expected], made, grid)
    views = {key_of(view): view for view in at.views}
    return Promises(
        grid, made, problem_of(made, left, grid), problem_of(made, spared, grid), rows, numbers, views
    )


def _promises(rows: Mapping[str, PlanRequest], oldest: date) -> tuple[list[Promise], dict[str, str]]:
    chains = [row.chain for row in rows.values() if row.chain is not None and row.state == "ordered"]
    journeys = {one.chain: one for one in journeys_of(chains)} if chains else {}
    steps = steps_of(chains) if chains else {}
    doubts = _doubts(chains) if chains else {}
    found, numbers = [], {}
    for key, row in rows.items():
        if row.state == "confirmed":
            promise = _promise(row, None, (), {})
        elif row.chain in journeys:
            promise = _promise(row, journeys[row.chain], steps.get(row.chain, ()), doubts)
            numbers[key] = journeys[row.chain].number
        else:
            continue
        if promise is not None and tokyo_date(promise.kept.steps[0][1]) >= oldest:
            found.append(promise)
    return found, numbers


Doubts = Mapping[tuple[UUID, str, int], datetime]
"""Since when a test (chain, step, attempt) has a result out of specification that isn't judged; the newest counts."""


def _doubts(chains: Collection[UUID]) -> Doubts:
    found = investigations_of(chains, only_open=True)
    return {(one.chain, one.step, one.attempt): one.opened_at for one in found}


def _promise(
    row: PlanRequest, journey: JourneyRow | None, steps: Iterable[StepRow], doubts: Doubts
) -> Promise | None:
    """Return a request as a promise; None once its case has ended, or its goal has begun."""
    if journey is not None and journey.state not in ("under_way", "failed"):
        return None
    newest = {one.key: one for one in steps}  # later attempts come later
    now = {key: StepNow(one.state, one.started_at, one.ended_at) for key, one in newest.items()}
    chosen = kept(row.proposals[row.chosen or 0])
    goals = {key for key, start, _ in chosen.steps if start == chosen.goal}
    if any(now[key].state in ("started", "done") for key in goals & now.keys()):
        return None
    failed = None
    if journey is not None and journey.state == "failed":
        failed = next((key for key, one in newest.items() if one.state == "failed"), None)
        if failed is None:
            return None
    route = route_of(row.therapy, row.version)
    planned = {key for key, _, _ in chosen.steps}
    doubted = {
        key: since
        for key, one in newest.items()
        if key in planned and (since := doubts.get((one.chain, key, one.attempt))) is not None
    }
    return Promise(row.uuid, chosen, need_of(row.need), route, row.asked_at, now, failed, doubted)


def _grid(found: Collection[Promise], now: datetime) -> Grid:
    times = [start for one in found for _, start, _ in one.kept.steps[:1]]
    times += [at for one in found for step in one.steps.values() if (at := step.started_at or step.ended_at)]
    start = min(tokyo_date(at) for at in (*times, now))
    last = max(tokyo_date(at) for at in (now, *(one.kept.goal for one in found)))
    return Grid(start, (last - start).days + AHEAD_DAYS, hour_of(start, now) + 1, assumptions().pace)


def _taken_beside(mine: Collection[int], keys: Collection[str], grid: Grid, now: datetime) -> Iterable[Taken]:
    """Yield what all others hold: hospitals that still compare, and promises that can't be posed."""
    rows = in_force(now).exclude(request_id__in=mine).filter(ends_at__gt=now)
    columns = ("resource__site__key", "resource__key", "starts_at", "ends_at", "amount")
    for site, key, starts_at, ends_at, amount in rows.values_list(*columns):
        if f"{site}/{key}" in keys:
            yield Taken(f"{site}/{key}", grid.hour(starts_at), grid.hour(ends_at), amount)

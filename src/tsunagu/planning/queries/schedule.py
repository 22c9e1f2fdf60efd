"""The schedule that stands, as far as the scope may see it: requests with their dates, and what is booked for them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Func, IntegerField, JSONField, Value
from django.db.models.functions import Coalesce

from tsunagu.custody.queries.chains import open_if_party
from tsunagu.custody.queries.state import chain_numbers
from tsunagu.foundation.text import Text
from tsunagu.journeys.queries.rows import StepRow, steps_of
from tsunagu.planning.domain.asking.expected import Expected
from tsunagu.planning.domain.asking.need import Need
from tsunagu.planning.domain.asking.record import TOKYO, Kept, hour_of, kept, moment, need_of
from tsunagu.planning.domain.asking.states import PROMISED, state_at
from tsunagu.planning.domain.problem import Resource
from tsunagu.planning.domain.runs.picture import Picture
from tsunagu.planning.domain.schedule import Booked, Entry, schedule_picture
from tsunagu.planning.models import PlanRequest
from tsunagu.planning.queries.capacity import ResourceView
from tsunagu.planning.queries.expected import numbers_by_chain
from tsunagu.planning.queries.left import HORIZON_DAYS, in_force, key_of, situation
from tsunagu.planning.queries.requests import standing
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.queries import route_of

PAST_DAYS = 42
NO_STEPS: tuple[StepRow, ...] = ()


@dataclass(frozen=True)
class Line:
    """A request on the schedule; ``number`` names the case that goes by it, if there is one that may be seen."""

    uuid: UUID
    site_name: Text
    route: Route
    state: str
    asked_at: datetime
    goal: datetime
    number: str
    entry: Entry


@dataclass(frozen=True)
class Schedule:
    """What stands from midnight of ``start`` on.

    ``lines`` are the requests that may be seen, by number; ``holders`` are the numbers of those that may not, of which
    no more is told than what they hold of one's own resources. ``unbooked`` are cases without a request, expected to
    use some of the resources, by number: how each is known, empty for who takes no part in it.
    """

    start: date
    hours: int
    lines: Mapping[int, Line]
    holders: tuple[int, ...]
    unbooked: Mapping[int, str]
    booked: tuple[Booked, ...]
    resources: tuple[Resource, ...]
    views: Mapping[str, ResourceView]

    def picture(self, names: Mapping[int, str], told: Callable[[int, str], str]) -> Picture:
        """Return the picture, in which who holds something has a name by number; ``told`` names its steps."""
        entries = {number: line.entry for number, line in self.lines.items()}
        said = [names[number] for number in range(len(names))]
        return schedule_picture(said, entries, self.booked, self.resources, moment(self.start, 0), told)


def schedule(today: date, now: datetime, owner: int | None = None) -> Schedule:
    """Return the schedule from some weeks ago to the end of what can be asked for.

    Parameters
    ----------
    owner : the member (id) on whose resources the use of cases without a request is shown; None: on all.
    """
    start, days = today - timedelta(days=PAST_DAYS), PAST_DAYS + HORIZON_DAYS
    at = situation(start, now, days)
    views = {key_of(view): view for view in at.views}
    numbers: dict[int, int] = {}
    lines = {numbers.setdefault(pk, len(numbers)): line for pk, line in _lines(start, now)}
    booked = tuple(_booked(start, now, views, numbers))
    holders = tuple(range(len(lines), len(numbers)))
    mine = [one for one in at.expected if owner is None or views[one.taken.resource].member_id == owner]
    cases = {case: len(numbers) + n for n, case in enumerate(dict.fromkeys(one.case for one in mine))}
    expected = tuple(_expected(one, cases[one.case], views) for one in mine)
    known = numbers_by_chain(UUID(case) for case in cases)
    unbooked = {number: known.get(UUID(case), "") for case, number in cases.items()}
    return Schedule(start, at.hours, lines, holders, unbooked, (*booked, *expected), at.published, views)


def _expected(one: Expected, number: int, views: Mapping[str, ResourceView]) -> Booked:
    """Return what a case without a request is expected to use, with the change-over at its end."""
    taken = one.taken
    cleaning = min(views[taken.resource].card.changeover_hours, taken.until - taken.start - 1)
    return Booked(
        number, taken.resource, one.step, taken.start, taken.until, cleaning, taken.amount, is_firm=False
    )


def _lines(start: date, now: datetime) -> Iterator[tuple[int, Line]]:
    """Yield the requests whose dates reach into the schedule, each with the proposal that counts for it."""
    rows = list(_rows(now))
    chains = open_if_party(row.chain for row in rows if row.chain is not None)
    names, steps = chain_numbers(chains), steps_of(chains)
    routes = {known: route_of(*known) for known in {(row.therapy, row.version) for row in rows}}
    for row in rows:
        data: Any = row.shown  # type: ignore[attr-defined]
        if data is None or (proposal := kept(data)).goal < moment(start, 0):
            continue
        route, state = routes[row.therapy, row.version], state_at(row.state, row.held_until, now)
        now_steps = {one.key: one for one in steps.get(row.chain, NO_STEPS)} if row.chain else {}
        entry = _entry(row, proposal, route, state, now_steps)
        if state == "ordered" and row.chain not in chains:  # how far the case has come isn't to be seen here
            entry = replace(entry, over={key for key, _, _ in entry.steps})
        yield (
            row.pk,
            Line(
                row.uuid, row.site.name, route, state, row.asked_at, proposal.goal,
                names.get(row.chain, "") if row.chain else "", entry,
            ),
        )  # fmt: skip


def _rows(now: datetime) -> Iterable[PlanRequest]:
    """Return the standing requests, each with one proposal: the chosen one, else the first, which is the earliest."""
    shown: Func = Func(
        F("proposals"), Coalesce(F("chosen"), Value(0), output_field=IntegerField()),
        function="jsonb_array_element", output_field=JSONField(),
    )  # fmt: skip
    rows = standing(now).select_related("site").defer("proposals", "obstacles", "unpublished")
    return rows.annotate(shown=shown).order_by("asked_at", "id")


def _entry(row: PlanRequest, proposal: Kept, route: Route, state: str, steps: Mapping[str, StepRow]) -> Entry:
    spans = tuple(
        (key, *_span(steps[key], start, end)) if key in steps else (key, start, end)
        for key, start, end in proposal.steps
    )
    return Entry(
        key=str(row.uuid),
        steps=spans,
        is_firm=state in PROMISED,
        over={key for key, one in steps.items() if one.state in ("done", "skipped")},
        limits=tuple(_limits(proposal, need_of(row.need), route, spans)),
        expires_at=row.held_until if state == "reserved" else None,
    )


def _span(step: StepRow, start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Return when a step was done, is under way, or is planned."""
    begun = step.started_at or start
    return begun, max(begun, step.ended_at or end)


def _limits(
    proposal: Kept, need: Need, route: Route, spans: Iterable[tuple[str, datetime, datetime]]
) -> Iterator[tuple[str, float, datetime]]:
    """Yield until when steps must start: what cells bear, and the last days that the hospital named."""
    ends = {key: end for key, _, end in spans}
    for key in ends:
        for window in route.step(key).windows:
            if window.after_step in ends:
                latest = ends[window.after_step] + timedelta(hours=window.max_hours)
                yield key, window.max_hours, latest
    for day, key in ((need.latest, _goal(proposal)), (need.collect_by, _first_collect(ends, route))):
        if day is not None and key:
            yield key, float("inf"), datetime.combine(day + timedelta(days=1), time(), TOKYO)


def _goal(proposal: Kept) -> str:
    return next((key for key, start, _ in proposal.steps if start == proposal.goal), "")


def _first_collect(keys: Iterable[str], route: Route) -> str:
    return next((key for key in keys if route.step(key).action == "collect"), "")


def _booked(
    start: date, now: datetime, views: Mapping[str, ResourceView], numbers: dict[int, int]
) -> Iterator[Booked]:
    """Yield the bookings that may be seen; a request that isn't known yet gets the next number."""
    rows = in_force(now).filter(ends_at__gt=moment(start, 0)).order_by("starts_at", "id")
    columns = (
        "resource__site__key", "resource__key", "step", "starts_at", "ends_at", "amount", "expires_at", "request_id",
    )  # fmt: skip
    for site, key, step, starts_at, ends_at, amount, expires_at, request in rows.values_list(*columns):
        resource = f"{site}/{key}"
        if resource in views:
            number = numbers.setdefault(request, len(numbers))
            begin, until = hour_of(start, starts_at), hour_of(start, ends_at)
            cleaning = views[resource].card.changeover_hours
            yield Booked(number, resource, step, begin, until, cleaning, amount, expires_at is None)

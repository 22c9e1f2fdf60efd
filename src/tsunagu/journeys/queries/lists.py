"""Lists of cases and lots: filtered, paged, each line with where it stands and its slack."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q

from tsunagu.custody.queries.chains import open_mine
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.slack import Limit, rank
from tsunagu.journeys.models import Journey, JourneyStep
from tsunagu.journeys.queries import rows
from tsunagu.journeys.queries.board import Board, build_board
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.rows import JourneyRow
from tsunagu.therapies.queries import routes_list

PER_PAGE = 50
NEAR_HOURS = 72
"""A limit of the cells is told from three days before; until then the promised date counts."""
KINDS = {"case": "treatment", "lot": "production"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty means all. ``site`` is where something is done now."""

    kind: str = "case"
    state: str = "live"
    therapy: str = ""
    text: str = ""
    site: UUID | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.therapy or self.text or self.site)


@dataclass(frozen=True, slots=True)
class Line:
    """One journey in a list."""

    number: str
    chain: UUID
    name: Text
    setting: str
    state: str
    attempt: int
    step: Text | None
    stage: str
    where: Text | None
    done: int
    total: int
    limit: Limit | None
    slack_hours: float | None
    promised_at: datetime | None
    promise_slack: float | None
    is_held: bool
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of lines, with how many journeys of each kind and state there are and the therapies to choose."""

    page: Page[JourneyRow]
    lines: list[Line]
    counts: dict[str, int]
    therapies: list[tuple[str, Text]]


def listing(filters: Filters, now: datetime, page: int = 1) -> Listing:
    """Return one page of the cases or lots that the reader takes part in."""
    chains = open_mine()
    kind = KINDS.get(filters.kind, "treatment")
    every = rows.journeys_of(chains)
    counts = {
        key: sum(1 for one in every if one.kind == value and _is_in(one, "live"))
        for key, value in KINDS.items()
    }
    names = {one.key: one.name for one in routes_list()}
    used = {one.route for one in every if one.kind == kind}
    allowed = _matching(filters, chains, names)
    found = [
        one
        for one in every
        if one.kind == kind
        and _is_in(one, filters.state)
        and filters.therapy in ("", one.route)
        and (allowed is None or one.chain in allowed)
    ]
    if filters.state == "live":
        board = build_board(found[:300], with_readings=False)
        order = {course.chain: _key(course, now) for course in board.courses}
        found.sort(key=lambda one: order.get(one.chain, (2, 0.0)))
        shown = Paginator(found, PER_PAGE).get_page(page)
    else:
        shown = Paginator(found, PER_PAGE).get_page(page)
        board = build_board(list(shown), with_readings=False)
    lines = [_line(board, board.by_chain[one.chain], now) for one in shown if one.chain in board.by_chain]
    choices = sorted(((key, names[key]) for key in used if key in names), key=lambda one: one[1].ja)
    return Listing(shown, lines, counts, choices)


def _is_in(one: JourneyRow, state: str) -> bool:
    if state == "live":
        return one.state in ("under_way", "failed")
    return state in ("", one.state)


def _matching(filters: Filters, chains: list[UUID], names: dict[str, Text]) -> frozenset[UUID] | None:
    """Return the chains that match the text and the site, or None where neither is asked for."""
    found: frozenset[UUID] | None = None
    wanted = "".join(filters.text.split()).upper()[:60]
    if wanted:
        named = Q(route__in=[key for key, name in names.items() if _says(name, wanted)])
        rows_found = Journey.objects.filter(Q(number__icontains=wanted) | named, chain__in=chains)
        found = frozenset(rows_found.values_list("chain", flat=True))
    if filters.site is not None:
        here = JourneyStep.objects.filter(
            chain__in=chains, site=filters.site, state__in=("planned", "started")
        ).values_list("chain", flat=True)
        found = frozenset(here) if found is None else found & frozenset(here)
    return found


def _says(name: Text, wanted: str) -> bool:
    return any(wanted in "".join(text.split()).upper() for text in (name.ja, name.en))


def _key(course: Course, now: datetime) -> tuple[int, float]:
    """What failed stands first, then what the cells' limits press, then what is later than promised."""
    limit = course.next_cell_limit
    if course.journey.state == "failed":
        return (-1, 0.0)
    if limit is not None and limit.slack_hours(now) < NEAR_HOURS:
        return rank(limit, now)
    promised = course.promise_slack(now)
    return (3, promised if promised is not None else 1e6)


def _line(board: Board, course: Course, now: datetime) -> Line:
    step, row = course.ready[0] if course.ready else (None, None)
    over = sum(1 for _, one in course.steps if one.state in ("done", "skipped"))
    limit = course.next_cell_limit
    if limit is not None and limit.slack_hours(now) >= NEAR_HOURS:
        limit = None
    return Line(
        number=course.number,
        chain=course.chain,
        name=course.route.name,
        setting=course.journey.setting,
        state=course.journey.state,
        attempt=course.journey.attempt,
        step=step.name if step else None,
        stage=row.stage if row else "",
        where=board.sites.get(row.site) if row and row.site else None,
        done=over,
        total=len(course.steps),
        limit=limit,
        slack_hours=None if limit is None else limit.slack_hours(now),
        promised_at=course.journey.promised_at,
        promise_slack=course.promise_slack(now),
        is_held=course.is_held,
        started_at=course.journey.started_at,
        ended_at=course.journey.ended_at,
    )

"""Reads of coverage: the routes that are published, the sites of a day, and journeys that hang on a member."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from tsunagu.coordination.domain.coverage import (
    Asked,
    Lapse,
    Named,
    Need,
    Stopped,
    TherapyKind,
    asked_of,
    kind_of,
    lapses,
    others_for,
    without,
)
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.journeys.queries.board import MOST, load_board
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.rows import StepRow
from tsunagu.journeys.queries.under_way import live_with
from tsunagu.members.domain.facts import MemberFacts, SiteFacts
from tsunagu.members.queries import all_sites, member_by_uuid
from tsunagu.members.queries.taxonomy import taxonomy
from tsunagu.therapies.domain.route import Route, Step
from tsunagu.therapies.queries import routes_list
from tsunagu.therapies.queries.legal_bases import named_sites
from tsunagu.therapies.queries.many_routes import routes_of

TOKYO = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True)
class Coverage:
    """What the published routes ask for and who meets it on a day; ``named`` are the sites that their papers name."""

    on: date
    routes: tuple[Route, ...]
    sites: tuple[SiteFacts, ...]
    named: Named

    @cached_property
    def kinds(self) -> dict[str, TherapyKind]:
        """The kinds of therapy there are, by their key, those with most routes first."""
        counts = Counter(kind_of(route, taxonomy()) for route in self.routes)
        return {kind.key: kind for kind, _ in counts.most_common()}

    def asked(self, kind: TherapyKind | None = None) -> list[Asked]:
        """Return the needs of all routes, or of those of a kind."""
        routes = [one for one in self.routes if kind is None or kind_of(one, taxonomy()) == kind]
        return asked_of(routes, self.sites, self.named)

    def lapses(self, today: date) -> list[Lapse]:
        """Return what counts today and not on the day, also of members that will have left by then."""
        return lapses(all_sites(today), today, self.on) if self.on > today else []


def coverage_on(on: date, today: date) -> Coverage:
    """Return the coverage of a day: members that are there then, the routes that are published now."""
    found = routes_of((one.key, one.version) for one in routes_list())
    routes = tuple(found[key] for key in sorted(found))
    return Coverage(on, routes, tuple(all_sites(on)), named_sites((one.key for one in routes), on))


@dataclass(frozen=True, slots=True)
class StepHanging:
    """A step ahead that is planned with the member, and the sites of others that could take it."""

    row: StepRow
    step: Step
    others: tuple[SiteFacts, ...]


@dataclass(frozen=True, slots=True)
class JourneyHanging:
    """A live journey with steps planned with the member, or with cells that it holds."""

    course: Course
    steps: tuple[StepHanging, ...]
    held: tuple[ItemView, ...]

    @property
    def has_nobody(self) -> bool:
        """Whether a step of it could be taken by nobody else."""
        return any(one.step.capability and not one.others for one in self.steps)


@dataclass(frozen=True, slots=True)
class Stop:
    """What would happen if a member stopped on a day, as far as the reader may see.

    ``not_looked_at``: live journeys in which the member takes part beyond the ``MOST`` that are promised soonest.
    """

    member: MemberFacts
    on: date
    stopped: Stopped
    journeys: tuple[JourneyHanging, ...]
    not_looked_at: int = 0


def stop_of(member: UUID, on: date, today: date) -> Stop:
    """Return what hangs on a member from a day on: routes, and the live journeys that the reader takes part in.

    Raises
    ------
    NotFound : there is no such member.
    """
    facts = member_by_uuid(member)
    cover = coverage_on(on, today)
    begins = datetime.combine(on, time.min, tzinfo=TOKYO)
    chains = live_with(member)
    board = load_board(open_if_party(chains[:MOST]))
    hanging = (_hanging(course, member, begins, cover) for course in board.courses)
    journeys = [one for one in hanging if one.steps or one.held]
    journeys.sort(key=lambda one: (not one.has_nobody, one.course.number))
    return Stop(facts, on, without(cover.asked(), member), tuple(journeys), max(0, len(chains) - MOST))


def _hanging(course: Course, member: UUID, begins: datetime, cover: Coverage) -> JourneyHanging:
    steps = [
        StepHanging(row, step, _others(step, course.route, member, cover))
        for step, row in course.steps
        if row.member == member and row.state in ("planned", "started") and row.planned_end >= begins
    ]
    held = [one for one in course.items if one.holder == member and one.state == "in_use"]
    return JourneyHanging(course, tuple(steps), tuple(held))


def _others(step: Step, route: Route, member: UUID, cover: Coverage) -> tuple[SiteFacts, ...]:
    need = Need(step.capability, route.setting, route.cell_type or "")
    among = need.among(route.key, cover.named)
    return others_for(need, cover.sites, member, among) if step.capability else ()

"""The board: all journeys that the reader takes part in, loaded with a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from tsunagu.conditions.queries import LegVerdict, leg_verdicts, legs_of, packings_of
from tsunagu.custody.queries.chains import open_mine
from tsunagu.custody.queries.many import items_by_chain
from tsunagu.custody.queries.reaching import holds_elsewhere
from tsunagu.custody.queries.state import HandOverView, hand_overs, holds
from tsunagu.evaluation.queries import results_of
from tsunagu.foundation.text import Text
from tsunagu.journeys.queries import rows
from tsunagu.journeys.queries.course import LIVE, Course
from tsunagu.journeys.queries.decided_holds import note_decided_holds
from tsunagu.journeys.queries.rows import JourneyRow
from tsunagu.members.queries.directory import member_names
from tsunagu.members.queries.sites import site_names
from tsunagu.therapies.queries.many_routes import routes_of

OPEN_HAND_OVERS = ("given", "received_unsigned")
MOST = 300


@dataclass
class Board:
    """Journeys with what hangs on them, and the names of all who appear."""

    courses: list[Course]

    @cached_property
    def by_chain(self) -> dict[UUID, Course]:
        """The journeys by their chain."""
        return {course.chain: course for course in self.courses}

    @cached_property
    def members(self) -> dict[UUID, Text]:
        """The names of the members that take a step, give or receive."""
        found = {row.member for course in self.courses for row in course.every_step}
        for course in self.courses:
            found |= {uuid for one in course.hand_overs for uuid in (one.giver, one.receiver)}
            found |= {one.placed_by_member for one in course.holds} | {item.holder for item in course.items}
        return member_names(found)

    @cached_property
    def sites(self) -> dict[UUID, Text]:
        """The names of the sites of the steps."""
        return site_names({row.site for course in self.courses for row in course.every_step if row.site})

    def member(self, uuid: UUID | None) -> Text:
        """Return the name of a member."""
        return self.members.get(uuid, UNKNOWN) if uuid else UNKNOWN


UNKNOWN = Text("不明", "unknown")


def load_board(chains: Iterable[UUID] | None = None, states: Sequence[str] = LIVE) -> Board:
    """Load the journeys of these states, of the reader's newest chains unless others are named (and open)."""
    mine = open_mine() if chains is None else list(chains)
    return build_board(rows.journeys_of(mine, states)[:MOST], with_readings=False)


def build_board(journeys: Sequence[JourneyRow], with_readings: bool = True) -> Board:
    """Load all that hangs on these journeys of opened chains; a list draws no temperatures and needs no readings."""
    chains = [one.chain for one in journeys]
    routes = routes_of({(one.route, one.version) for one in journeys})
    cases, steps, items = rows.cases_of(chains), rows.steps_of(chains), items_by_chain(chains)
    decisions, releases = rows.decisions_of(chains), rows.releases_of(chains)
    signatures = rows.signatures_of(one for found in decisions.values() for one in found)
    passing = rows.by_chain(hand_overs(chains, OPEN_HAND_OVERS))
    held, results = rows.by_chain(holds(chains)), rows.by_chain(results_of(chains, with_awaiting=True))
    judged: Sequence[LegVerdict] = legs_of(chains) if with_readings else leg_verdicts(chains)
    legs, packings = rows.by_chain(judged), rows.by_chain(packings_of(chains))
    courses = [
        Course(
            journey=one,
            route=routes[one.route, one.version],
            case=cases.get(one.chain),
            every_step=steps.get(one.chain, []),
            items=items.get(one.chain, []),
            hand_overs=passing.get(one.chain, []),
            holds=held.get(one.chain, []),
            decisions=decisions.get(one.chain, []),
            signatures=signatures,
            releases=releases.get(one.chain, []),
            results=[result for result in results.get(one.chain, []) if not result.awaits_quality],
            corrections=[result for result in results.get(one.chain, []) if result.awaits_quality],
            legs=legs.get(one.chain, []),
            packings=packings.get(one.chain, []),
        )
        for one in journeys
        if (one.route, one.version) in routes
    ]
    _find_holds_elsewhere(courses)
    return Board(courses)


def _find_holds_elsewhere(courses: Sequence[Course]) -> None:
    live = [course for course in courses if course.is_live]
    found = holds_elsewhere({item.uuid: course.chain for course in live for item in course.present_items})
    for course in live:
        course.holds_elsewhere = found.get(course.chain, [])
    note_decided_holds(course for course in live if course.is_held)


__all__ = ["Board", "HandOverView", "build_board", "load_board"]

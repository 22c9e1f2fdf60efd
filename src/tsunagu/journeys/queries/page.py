"""The page of one journey: all that its parties may see of it, loaded once."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.chains import NO_SUCH_CHAIN, open_or_refuse
from tsunagu.custody.queries.items import items_of_chain
from tsunagu.custody.queries.ledger import LedgerLine, history_count, history_of
from tsunagu.custody.queries.many import parties_of
from tsunagu.custody.queries.state import HandOverView, HoldView, chain_by_number, hand_overs, holds
from tsunagu.evaluation.queries import InvestigationView, ResultView, investigations_of, results_of
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.wording import local_day
from tsunagu.journeys.models import Consent, Deviation, DonorTest, Readiness, StepCheck, Weight
from tsunagu.journeys.queries.board import Board, build_board
from tsunagu.journeys.queries.certificates import IssuedCertificate, certificates_shown
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.rows import journeys_of, read
from tsunagu.journeys.queries.withheld import withhold
from tsunagu.members.queries.actors import person_names
from tsunagu.members.queries.directory import member_names
from tsunagu.therapies.domain.legal_basis import LegalBasisFacts
from tsunagu.therapies.queries import legal_basis

HISTORY = 9
LONG_HISTORY = 250


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A consent for one purpose."""

    uuid: UUID
    purpose: str
    subject: str
    item: UUID | None
    form_version: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class DonorTestRow:
    """A screening test of a donor."""

    uuid: UUID
    donor: str
    marker: str
    sampled_at: datetime
    window_days: int
    result: str
    retest_due: datetime | None
    set_aside_at: datetime | None


@dataclass(frozen=True, slots=True)
class WeightRow:
    """A dated body weight."""

    kilograms: float
    weighed_at: datetime


@dataclass(frozen=True, slots=True)
class ReadinessRow:
    """What the ward stated before a treatment."""

    step: str
    has_infection: bool
    ordered_cells: float | None
    is_prepared: bool
    ordered_by: UUID | None
    stated_at: datetime


@dataclass(frozen=True, slots=True)
class DeviationRow:
    """A departure from the procedure."""

    uuid: UUID
    step: str
    text: str
    state: str
    member: UUID
    raised_at: datetime
    raised_by: UUID
    closed_at: datetime | None
    conclusion: str


@dataclass(frozen=True, slots=True)
class CheckRow:
    """The first of two persons has checked a step."""

    step: str
    attempt: int
    checked_by: UUID
    checked_at: datetime


@dataclass
class JourneyPage:
    """Everything that the page of one journey shows."""

    board: Board
    course: Course
    parties: list[tuple[UUID, str]]
    items: list[ItemView]
    hand_overs: list[HandOverView]
    holds: list[HoldView]
    results: list[ResultView]
    certificates: list[IssuedCertificate]
    consents: list[ConsentRow]
    donor_tests: list[DonorTestRow]
    weights: list[WeightRow]
    readiness: list[ReadinessRow]
    deviations: list[DeviationRow]
    investigations: list[InvestigationView]
    checks: list[CheckRow]
    history: list[LedgerLine]
    history_total: int
    members: dict[UUID, Text]
    people: dict[UUID, Text]
    basis: LegalBasisFacts | None
    withheld: list[tuple[Text, UUID]] = field(default_factory=list)

    def member(self, uuid: UUID | None) -> Text:
        """Return the name of a member that appears on the page."""
        return self.members.get(uuid, _NOBODY) if uuid else _NOBODY

    def person(self, uuid: UUID | None) -> Text:
        """Return the name of a person who signed something on the page."""
        return self.people.get(uuid, _NOBODY) if uuid else _NOBODY


_NOBODY = Text("―", "–")


def find_chain(number: str) -> UUID:
    """Return and open the chain of a CoI or lot number; whoever is no party is told that there is none."""
    with gate_scope():
        found = chain_by_number(number[:60])
    if found is None:
        raise NotFound("no_such_chain", NO_SUCH_CHAIN)
    open_or_refuse(found[0])
    return found[0]


def load_course(chain: UUID) -> tuple[Board, Course]:
    """Return the journey of an opened chain with its board of one."""
    journeys = journeys_of([chain])
    if not journeys:
        raise NotFound("no_such_chain", NO_SUCH_CHAIN)
    board = build_board(journeys[:1])
    if not board.courses:
        raise NotFound("no_such_chain", NO_SUCH_CHAIN)
    return board, board.courses[0]


def journey_page(number: str, now: datetime, all_history: bool = False) -> JourneyPage:
    """Return the page of the journey with this number, as far as the reader's agreements open it now."""
    chain = find_chain(number)
    board, course = load_course(chain)
    passed, history = hand_overs([chain]), history_of(chain, LONG_HISTORY if all_history else HISTORY)
    deviations = read(Deviation.objects.filter(chain=chain).order_by("raised_at"), DeviationRow)
    checks = read(StepCheck.objects.filter(chain=chain).order_by("checked_at"), CheckRow)
    every = {one.organisation for one in history} | {one.member for one in deviations}
    parties = parties_of(chain)
    items = items_of_chain(chain)
    results = results_of([chain], with_replaced=True, with_awaiting=True)
    page = JourneyPage(
        board=board,
        course=course,
        parties=parties,
        items=items,
        hand_overs=passed,
        holds=holds([chain], only_open=False),
        results=results,
        certificates=certificates_shown(chain, results),
        consents=read(Consent.objects.filter(chain=chain).order_by("given_at"), ConsentRow),
        donor_tests=read(DonorTest.objects.filter(chain=chain).order_by("sampled_at"), DonorTestRow),
        weights=read(Weight.objects.filter(chain=chain).order_by("-weighed_at"), WeightRow),
        readiness=read(Readiness.objects.filter(chain=chain).order_by("-stated_at"), ReadinessRow),
        deviations=deviations,
        investigations=investigations_of([chain]),
        checks=checks,
        history=history,
        history_total=history_count(chain),
        members={},
        people={},
        basis=_basis(course),
    )
    withhold(page, local_day(now))
    page.members = member_names(_members(page, every))
    page.people = person_names(_people(page))
    return page


def _basis(course: Course) -> LegalBasisFacts | None:
    named = course.case.legal_basis if course.case else course.journey.assignments.get("legal_basis")
    return None if named is None else legal_basis(UUID(str(named)))


def _members(page: JourneyPage, more: set[UUID]) -> set[UUID]:
    found = more | {member for member, _ in page.parties}
    found |= {row.member for row in page.course.every_step} | {item.holder for item in page.items}
    found |= {uuid for one in page.hand_overs for uuid in (one.giver, one.receiver)}
    found |= {one.placed_by_member for one in page.holds} | {one.member for one in page.results}
    found |= {one.proposed_by_member for one in page.course.decisions}
    found |= {one.member for signed in page.course.signatures.values() for one in signed}
    return found | {one.member for one in page.course.releases}


def _people(page: JourneyPage) -> set[UUID]:
    course = page.course
    found: set[UUID | None] = {one.actor for one in page.history}
    found |= {uuid for one in page.investigations for uuid in (*one.took_part, one.concluded_by)}
    found |= {one.raised_by for one in page.deviations} | {one.checked_by for one in page.checks}
    found |= {uuid for row in course.every_step for uuid in (row.performed_by, row.checked_by)}
    found |= {one.proposed_by for one in course.decisions} | {one.tested_by for one in page.results}
    found |= {one.person for signed in course.signatures.values() for one in signed}
    found |= {one.released_by for one in course.releases} | {one.placed_by for one in page.holds}
    found |= {one.ordered_by for one in page.readiness}
    return {uuid for uuid in found if uuid is not None}

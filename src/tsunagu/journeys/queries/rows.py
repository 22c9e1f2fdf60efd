"""Rows of journeys as plain values, read for many chains with one query each."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from tsunagu.foundation.database.compiled import compiled
from tsunagu.journeys.models import (
    Case,
    Decision,
    DecisionSignature,
    Deviation,
    Journey,
    JourneyStep,
    Release,
)

T = TypeVar("T")
M = TypeVar("M", bound=Model)
Values = QuerySet[M, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class JourneyRow:
    """A journey: a route being carried out."""

    chain: UUID
    kind: str
    route: str
    version: int
    setting: str
    number: str
    state: str
    attempt: int
    assignments: dict[str, Any]
    lot: UUID | None
    started_at: datetime
    ended_at: datetime | None
    promised_at: datetime | None
    first_promised_at: datetime | None
    end_reason: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case: one course of one patient, who stands here under a number only."""

    chain: UUID
    coi: str
    therapy: str
    setting: str
    source: str
    hospital: UUID
    hospital_site: UUID
    legal_basis: UUID | None
    urgency: int
    ordered_at: datetime
    is_irreplaceable: bool
    is_from_paper: bool


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a journey, planned against actual."""

    chain: UUID
    uuid: UUID
    key: str
    attempt: int
    place: int
    stage: str
    action: str
    member: UUID
    site: UUID | None
    state: str
    planned_start: datetime
    planned_end: datetime
    started_at: datetime | None
    ended_at: datetime | None
    performed_by: UUID | None
    checked_by: UUID | None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision on what stopped a step."""

    chain: UUID
    uuid: UUID
    step: str
    attempt: int
    item: UUID | None
    kind: str
    causes: list[str]
    reason: str
    legal_route: str
    needs: list[str]
    state: str
    proposed_at: datetime
    proposed_by: UUID
    proposed_by_member: UUID
    made_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """A signature under a decision."""

    decision: UUID
    person: UUID
    member: UUID
    role: str
    agrees: bool
    note: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release or a rejection."""

    chain: UUID
    uuid: UUID
    step: str
    attempt: int
    kind: str
    verdict: str
    lot: UUID | None
    released_by: UUID
    member: UUID
    released_at: datetime
    note: str


def read(rows: QuerySet[Any], into: Callable[..., T]) -> list[T]:
    """Return the rows of a queryset as values of a dataclass whose fields are columns."""
    return [into(*values) for values in _columns(rows, into)]


def _columns(rows: QuerySet[M], into: Callable[..., Any]) -> Values[M]:
    return rows.values_list(*into.__dataclass_fields__)  # type: ignore[attr-defined]


def by_chain(rows: Iterable[T]) -> dict[UUID, list[T]]:
    """Group rows by their chain."""
    found: dict[UUID, list[T]] = defaultdict(list)
    for row in rows:
        found[row.chain].append(row)  # type: ignore[attr-defined]
    return found


def journeys_of(chains: Iterable[UUID], states: Iterable[str] | None = None) -> list[JourneyRow]:
    """Return the journeys of opened chains, the newest first."""
    found = _journeys(list(chains), None if states is None else list(states))
    return [JourneyRow(*values) for values in found]


@compiled
def _journeys(chains: Iterable[UUID], states: Iterable[str] | None) -> Values[Journey]:
    rows = Journey.objects.filter(chain__in=chains).order_by("-started_at", "uuid")
    return _columns(rows if states is None else rows.filter(state__in=states), JourneyRow)


def cases_of(chains: Iterable[UUID]) -> dict[UUID, CaseRow]:
    """Return the case of each chain that has one."""
    return {row.chain: row for row in (CaseRow(*values) for values in _cases(list(chains)))}


@compiled
def _cases(chains: Iterable[UUID]) -> Values[Case]:
    return _columns(Case.objects.filter(chain__in=chains), CaseRow)


def steps_of(chains: Iterable[UUID], actions: Iterable[str] | None = None) -> dict[UUID, list[StepRow]]:
    """Return the steps of each chain, attempt by attempt in the order of the route."""
    found = _steps(list(chains), None if actions is None else list(actions))
    return by_chain(StepRow(*values) for values in found)


@compiled
def _steps(chains: Iterable[UUID], actions: Iterable[str] | None) -> Values[JourneyStep]:
    rows = JourneyStep.objects.filter(chain__in=chains).order_by("attempt", "place")
    return _columns(rows if actions is None else rows.filter(action__in=actions), StepRow)


def decisions_of(
    chains: Iterable[UUID], states: Iterable[str] | None = None
) -> dict[UUID, list[DecisionRow]]:
    """Return the decisions of each chain, oldest first."""
    found = _decisions(list(chains), None if states is None else list(states))
    return by_chain(DecisionRow(*values) for values in found)


@compiled
def _decisions(chains: Iterable[UUID], states: Iterable[str] | None) -> Values[Decision]:
    rows = Decision.objects.filter(chain__in=chains).order_by("proposed_at")
    return _columns(rows if states is None else rows.filter(state__in=states), DecisionRow)


def signatures_of(decisions: Iterable[DecisionRow]) -> dict[UUID, list[SignatureRow]]:
    """Return the signatures under each decision, in order of time."""
    wanted = list(decisions)
    if not wanted:
        return {}
    rows = DecisionSignature.objects.filter(
        chain__in={one.chain for one in wanted}, decision__in=[one.uuid for one in wanted]
    ).order_by("signed_at")
    found: dict[UUID, list[SignatureRow]] = defaultdict(list)
    for row in read(rows, SignatureRow):
        found[row.decision].append(row)
    return found


def releases_of(chains: Iterable[UUID]) -> dict[UUID, list[ReleaseRow]]:
    """Return the releases and rejections of each chain, oldest first."""
    return by_chain(ReleaseRow(*values) for values in _releases(list(chains)))


@compiled
def _releases(chains: Iterable[UUID]) -> Values[Release]:
    return _columns(Release.objects.filter(chain__in=chains).order_by("released_at"), ReleaseRow)


def open_deviations(chain: UUID) -> list[tuple[UUID, UUID]]:
    """Return the open deviations of a chain, oldest first: which, and the member that raised it."""
    rows = Deviation.objects.filter(chain=chain, state="open").order_by("raised_at")
    return list(rows.values_list("uuid", "member"))

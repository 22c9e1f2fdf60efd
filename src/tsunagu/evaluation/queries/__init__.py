"""Reads of evaluation: results, investigations, certificates and files of instruments of a journey."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagu.evaluation.domain.standing import counted_state
from tsunagu.evaluation.models import Certificate, Investigation, Result, SourceFile
from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class ResultView:
    """A result as it was judged, with the specification version it was judged against."""

    chain: UUID
    uuid: UUID
    journey: UUID
    step: str
    attempt: int
    item: UUID | None
    panel: str
    panel_version: int
    characteristic: str
    method: str
    weight: str
    text: str
    number: float | None
    unit: str
    state: str
    reason_ja: str
    reason_en: str
    member: UUID
    site: UUID | None
    tested_by: UUID
    tested_at: datetime
    replaced_by: UUID | None
    correction_reason: str
    corrects: UUID | None
    failed_before: str
    awaits_quality: bool
    confirmed_by: UUID | None
    awaits_verification: bool
    verified_by: UUID | None
    verified_at: datetime | None
    returned_at: datetime | None
    method_version: str

    @property
    def is_in_force(self) -> bool:
        """Whether it counts: not replaced or given back, and no correction that awaits the quality unit."""
        return self.replaced_by is None and self.returned_at is None and not self.awaits_quality

    @property
    def counts_as(self) -> str:
        """What it counts as: what passed is unverified until a second person has verified it."""
        return counted_state(self.state, self.awaits_verification)

    @property
    def reason(self) -> Text:
        """Why it passed or failed."""
        return Text(self.reason_ja, self.reason_en)


def results_of(
    chains: Iterable[UUID], with_replaced: bool = False, with_awaiting: bool = False
) -> list[ResultView]:
    """Return the results of chains that count, oldest first.

    Those replaced or given back are among them only if asked for, and so are corrections that await the quality unit.
    """
    found = [ResultView(*values) for values in _results(list(chains), with_replaced)]
    return found if with_awaiting else [one for one in found if not one.awaits_quality]


@compiled
def _results(chains: Iterable[UUID], with_replaced: bool) -> QuerySet[Result, tuple[Any, ...]]:
    rows = Result.objects.filter(chain__in=chains).order_by("tested_at", "uuid")
    rows = rows if with_replaced else rows.filter(replaced_by=None, returned_at=None)
    return rows.values_list(*ResultView.__dataclass_fields__)


def corrections_awaiting(chain: UUID) -> list[ResultView]:
    """Return the corrections of a chain's failed results that await the quality unit."""
    return [one for one in results_of([chain], with_awaiting=True) if one.awaits_quality]


def result_by_uuid(uuid: UUID) -> ResultView | None:
    """Return one result that the scope sees."""
    rows = Result.objects.filter(uuid=uuid).values_list(*ResultView.__dataclass_fields__)
    return next((ResultView(*values) for values in rows), None)


@dataclass(frozen=True, slots=True)
class ResultDetail:
    """How a result came about: readings with their interval (in its unit), with what, who verified it and when."""

    uuid: UUID
    replicates: list[str]
    lower: float | None
    upper: float | None
    method_version: str
    instrument: str
    reagent_lots: list[str]
    limit_of_detection: str
    examined: float | None
    specimen: UUID | None
    sampled_at: datetime | None
    returned_by: UUID | None
    return_reason: str


def details_of(results: Iterable[UUID]) -> dict[UUID, ResultDetail]:
    """Return how results came about, by result."""
    rows = Result.objects.filter(uuid__in=list(results)).values_list(*ResultDetail.__dataclass_fields__)
    return {values[0]: ResultDetail(*values) for values in rows}


def chains_waiting_at(member: UUID) -> list[UUID]:
    """Return the opened chains in which a test of this laboratory still runs or awaits its second person."""
    rows = Result.objects.filter(member=member, replaced_by=None, returned_at=None).filter(
        Q(state="pending") | Q(awaits_verification=True)
    )
    return sorted(set(rows.values_list("chain", flat=True)), key=str)


@dataclass(frozen=True, slots=True)
class InvestigationView:
    """An out-of-specification result under investigation, as far as it has come."""

    chain: UUID
    uuid: UUID
    result: UUID
    step: str
    attempt: int
    panel: str
    characteristic: str
    text: str
    member: UUID
    state: str
    opened_at: datetime
    tested_by: UUID
    wrong: list[str]
    finding: str
    cause: str
    checked_by: UUID | None
    checked_at: datetime | None
    retest_kind: str
    retest_count: int
    retest_sample: UUID | None
    planned_by: UUID | None
    planned_at: datetime | None
    retests: list[str]
    retests_failed: int
    retested_by: UUID | None
    retested_at: datetime | None
    outcome: str
    conclusion: str
    concluded_by: UUID | None
    concluded_at: datetime | None

    @property
    def took_part(self) -> frozenset[UUID]:
        """Who tested, checked or retested."""
        return frozenset(
            one for one in (self.tested_by, self.checked_by, self.retested_by) if one is not None
        )


def investigations_of(chains: Iterable[UUID], only_open: bool = False) -> list[InvestigationView]:
    """Return the investigations of opened chains, oldest first."""
    return [InvestigationView(*values) for values in _investigations(list(chains), only_open)]


@compiled
def _investigations(chains: Iterable[UUID], only_open: bool) -> QuerySet[Investigation, tuple[Any, ...]]:
    rows = Investigation.objects.filter(chain__in=chains).order_by("opened_at", "uuid")
    rows = rows.exclude(state="concluded") if only_open else rows
    return rows.values_list(*InvestigationView.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate of analysis; ``content`` is its machine-readable twin as it was hashed."""

    chain: UUID
    uuid: UUID
    step: str
    attempt: int
    code: str
    issued_by: UUID
    member: UUID
    issued_at: datetime
    content: str
    content_hash: str
    superseded_by: UUID | None
    superseded_at: datetime | None


def certificates_of(chain: UUID) -> list[CertificateView]:
    """Return the certificates of an opened chain, newest first."""
    return _certificates(Certificate.objects.filter(chain=chain).order_by("-issued_at", "uuid"))


def certificate_by_code(code: str) -> CertificateView | None:
    """Return the certificate of a code, if the scope sees it."""
    return next(iter(_certificates(Certificate.objects.filter(code=code))), None)


def _certificates(rows: QuerySet[Certificate]) -> list[CertificateView]:
    return [CertificateView(*values) for values in rows.values_list(*CertificateView.__dataclass_fields__)]


@dataclass(frozen=True, slots=True)
class SourceView:
    """A file from which results of a step were taken."""

    uuid: UUID
    step: str
    attempt: int
    name: str
    size: int
    sha256: str
    uploaded_at: datetime


def sources_of(chain: UUID) -> list[SourceView]:
    """Return the files of instruments of a chain, oldest first, without their bytes."""
    rows = SourceFile.objects.filter(chain=chain).order_by("uploaded_at", "uuid")
    return [SourceView(*values) for values in rows.values_list(*SourceView.__dataclass_fields__)]


def source_bytes(chain: UUID, uuid: UUID) -> tuple[str, str, bytes] | None:
    """Return the step, the name and the bytes of an instrument's file as it came."""
    row = SourceFile.objects.filter(chain=chain, uuid=uuid).values_list("step", "name", "content").first()
    return None if row is None else (row[0], row[1], bytes(row[2]))

"""Reads of comparability studies: those of one's own, one study as it stands, and which open a therapy's gate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tsunagu.custody.queries.chains import open_if_party
from tsunagu.evaluation.domain.comparability import Lot, StudyPlan
from tsunagu.evaluation.domain.comparability_analysis import Measured
from tsunagu.evaluation.domain.comparability_plan import plan_of, side_of
from tsunagu.evaluation.domain.comparability_signing import Signed
from tsunagu.evaluation.models import (
    ComparabilityAnalysis,
    ComparabilityLot,
    ComparabilityPlan,
    ComparabilitySignature,
    ComparabilityStudy,
    ComparabilityValue,
    Result,
)
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text

PAGE = 100


@dataclass(frozen=True, slots=True)
class StudyView:
    """A study as its two parties see it."""

    uuid: UUID
    number: str
    title: str
    therapies: list[str]
    manufacturer: UUID
    holder: UUID
    is_synthetic: bool
    state: str
    outcome: str
    plan_version: int
    planned_at: datetime
    analysis: UUID | None
    concluded_at: datetime | None
    signed_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_by: UUID | None
    withdrawal_reason: str

    @property
    def opens(self) -> bool:
        """Whether it opens the gate of its therapies now."""
        return self.outcome == "passed" and self.signed_at is not None and self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class PlanView:
    """A version of the plan, with whether it was signed after values had been entered."""

    version: int
    data: dict[str, Any]
    is_after_data: bool
    reason: str
    signed_at: datetime
    signed_by: UUID
    member: UUID

    @property
    def plan(self) -> StudyPlan:
        """The plan itself."""
        return plan_of(self.data)


@dataclass(frozen=True, slots=True)
class LotView:
    """A lot of a study, excluded or not."""

    uuid: UUID
    label: str
    side: str
    block: str
    added_at: datetime
    is_after_data: bool
    excluded_at: datetime | None
    excluded_by: UUID | None
    exclusion_reason: str


@dataclass(frozen=True, slots=True)
class ValueView:
    """A value in force of a lot."""

    uuid: UUID
    lot: UUID
    characteristic: str
    text: str
    number: str
    source: str
    result: UUID | None
    dated: datetime | None
    entered_at: datetime
    entered_by: UUID
    replaced_by: UUID | None
    reason: str


@dataclass(frozen=True, slots=True)
class AnalysisView:
    """A frozen analysis."""

    uuid: UUID
    plan_version: int
    data: dict[str, Any]
    input_hash: str
    version: str
    analysed_at: datetime
    analysed_by: UUID


@dataclass(frozen=True, slots=True)
class Opening:
    """A study that opens a therapy's gate; ``parties`` may see which one it is."""

    uuid: UUID
    number: str
    signed_at: datetime
    holder: UUID
    parties: frozenset[UUID]


def studies(limit: int = PAGE) -> list[StudyView]:
    """Return the newest studies that the scope's member is a party of."""
    with gate_scope():
        chains = list(ComparabilityStudy.objects.values_list("chain", flat=True))
    rows = ComparabilityStudy.objects.filter(chain__in=open_if_party(chains))
    found = rows.order_by("-planned_at", "-number").values_list(*StudyView.__dataclass_fields__)
    return [StudyView(*values) for values in found[:limit]]


def study_by_number(number: str) -> StudyView:
    """Return one study and open it; who is no party of it is told that there is none."""
    with gate_scope():
        chains = list(ComparabilityStudy.objects.filter(number=number[:40]).values_list("chain", flat=True))
    rows = ComparabilityStudy.objects.filter(chain__in=open_if_party(chains))
    values = rows.values_list(*StudyView.__dataclass_fields__).first()
    if values is None:
        raise NotFound("no_such_study", NO_SUCH_STUDY)
    return StudyView(*values)


def plans_of(study: UUID) -> list[PlanView]:
    """Return the versions of an opened study's plan, the newest first."""
    rows = ComparabilityPlan.objects.filter(chain=study).order_by("-version")
    return [PlanView(*values) for values in rows.values_list(*PlanView.__dataclass_fields__)]


def lots_of(study: UUID) -> list[LotView]:
    """Return the lots of an opened study, those before the change first, by donor and label."""
    rows = ComparabilityLot.objects.filter(chain=study).values_list(*LotView.__dataclass_fields__)
    found = [LotView(*values) for values in rows]
    return sorted(found, key=lambda one: (one.side != "before", one.block, one.label))


def values_of(study: UUID, with_replaced: bool = False) -> list[ValueView]:
    """Return the values of an opened study, oldest first; those replaced only if asked for."""
    rows = ComparabilityValue.objects.filter(chain=study).order_by("entered_at", "uuid")
    rows = rows if with_replaced else rows.filter(replaced_by=None)
    return [ValueView(*values) for values in rows.values_list(*ValueView.__dataclass_fields__)]


def measured(lots: Sequence[LotView], values: Iterable[ValueView]) -> list[Measured]:
    """Return the lots with their values in force, as the analysis takes them."""
    by_lot: dict[UUID, dict[str, Decimal]] = {one.uuid: {} for one in lots}
    for one in values:
        by_lot[one.lot][one.characteristic] = Decimal(one.number)
    return [
        Measured(Lot(one.label, side_of(one.side), one.block), by_lot[one.uuid], one.exclusion_reason)
        for one in lots
    ]


def changed_results(values: Iterable[ValueView]) -> list[ValueView]:
    """Return the values whose result in the ledger no longer stands as it was taken; judged by complete facts."""
    taken = {one.result: one for one in values if one.result is not None}
    with gate_scope():
        rows = Result.objects.filter(uuid__in=list(taken), replaced_by=None, returned_at=None)
        standing = dict(
            rows.filter(awaits_verification=False, awaits_quality=False).values_list("uuid", "number")
        )
    return [
        one
        for uuid, one in taken.items()
        if standing.get(uuid) is None or Decimal(str(standing[uuid])) != Decimal(one.number)
    ]


def analysis_of(study: StudyView) -> AnalysisView | None:
    """Return the analysis of an opened study that stands, if one does."""
    if study.analysis is None:
        return None
    rows = ComparabilityAnalysis.objects.filter(chain=study.uuid, uuid=study.analysis)
    return AnalysisView(*rows.values_list(*AnalysisView.__dataclass_fields__).get())


def signatures_of(study: UUID) -> list[Signed]:
    """Return the signatures on an opened study's conclusion, in order."""
    rows = ComparabilitySignature.objects.filter(chain=study).order_by("signed_at", "role")
    return [Signed(*values) for values in rows.values_list("role", "person", "member", "signed_at")]


def openings_of(therapy: str, at: datetime) -> list[Opening]:
    """Return the studies of a therapy that are passed, signed by both and not withdrawn at a moment; in gate scope."""
    rows = ComparabilityStudy.objects.filter(
        therapies__contains=[therapy], outcome="passed", signed_at__lte=at
    ).order_by("signed_at")
    fields = ("uuid", "number", "signed_at", "holder", "manufacturer", "withdrawn_at")
    return [
        Opening(uuid, number, signed_at, holder, frozenset({holder, manufacturer}))
        for uuid, number, signed_at, holder, manufacturer, withdrawn_at in rows.values_list(*fields)
        if withdrawn_at is None or withdrawn_at > at
    ]


NO_SUCH_STUDY = Text(
    "該当する同等性評価がありません。番号と、所属する組織を確認してください。",
    "There is no such comparability study. Check the number, and the organisation you are signed in for.",
)

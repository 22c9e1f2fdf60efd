"""Reads of rounds between laboratories: what is announced, one's own part, and what the organiser may see when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tsunagu.custody.queries.chains import open_if_party, parties_among
from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.evaluation.domain.rounds import Convention, code_place, shown_state
from tsunagu.evaluation.models import (
    Round,
    RoundAnalysis,
    RoundConvention,
    RoundLaboratory,
    RoundMaterial,
    RoundReport,
)
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text

PAGE = 100


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round as it is announced to every member."""

    uuid: UUID
    number: str
    name_ja: str
    name_en: str
    unit: str
    method: str
    material: str
    replicates: int
    laboratories: int
    opens_at: datetime
    reports_due: datetime
    organiser: UUID
    is_synthetic: bool
    state: str
    planned_at: datetime
    analysed_at: datetime | None
    published_at: datetime | None
    performance: dict[str, Any]

    @property
    def name(self) -> Text:
        """The characteristic that is compared."""
        return Text(self.name_ja, self.name_en)

    def state_at(self, now: datetime) -> str:
        """The state as people read it at a time."""
        return shown_state(self.state, self.opens_at, self.reports_due, now)


@dataclass(frozen=True, slots=True)
class Part:
    """A laboratory's part in a round: its chain, code, item, and when it reported."""

    chain: UUID
    round: UUID
    member: UUID
    code: str
    item: UUID | None
    reported_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report as it was typed; ``numbers`` are the exact readings."""

    chain: UUID
    uuid: UUID
    readings: list[str]
    numbers: list[str]
    operator: str
    instrument: str
    reagent_lots: list[str]
    method_version: str
    tested_at: datetime
    reported_at: datetime
    reported_by: UUID
    replaced_by: UUID | None


@dataclass(frozen=True, slots=True)
class MaterialView:
    """What was measured of a round's material: items with their readings, as kept."""

    uuid: UUID
    kind: str
    items: list[list[str]]
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class AnalysisView:
    """The frozen analysis, with the hash of what went in."""

    data: dict[str, Any]
    input_hash: str
    version: str
    analysed_at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round has come: how many laboratories were asked, received the material, and reported."""

    asked: int
    received: int
    reported: int


def rounds(limit: int = PAGE) -> list[RoundView]:
    """Return the newest rounds; every member may know of them."""
    rows = Round.objects.order_by("-planned_at", "-number").values_list(*RoundView.__dataclass_fields__)
    return [RoundView(*values) for values in rows[:limit]]


def round_by_number(number: str) -> RoundView:
    """Return one round; refuse a number that doesn't exist."""
    rows = Round.objects.filter(number=number).values_list(*RoundView.__dataclass_fields__)
    found = next((RoundView(*values) for values in rows), None)
    if found is None:
        raise NotFound("no_such_round", NO_SUCH_ROUND)
    return found


def parts_of(wanted: Iterable[UUID]) -> list[Part]:
    """Return the parts of rounds that the scope's member takes part in: its own, or the organiser's all, by code."""
    with gate_scope():
        chains = list(RoundLaboratory.objects.filter(round__in=list(wanted)).values_list("chain", flat=True))
    mine = open_if_party(chains)
    rows = RoundLaboratory.objects.filter(chain__in=mine).values_list(*Part.__dataclass_fields__)
    return sorted((Part(*values) for values in rows), key=lambda part: code_place(part.code))


def own_part(round_: UUID, member: UUID) -> Part | None:
    """Return the member's own part in a round."""
    return next((part for part in parts_of([round_]) if part.member == member), None)


def rounds_asked_of(member: UUID, wanted: Iterable[UUID]) -> dict[UUID, Part]:
    """Return the member's own parts, by round."""
    return {part.round: part for part in parts_of(wanted) if part.member == member}


def is_organiser(found: RoundView, member: UUID) -> bool:
    """Whether this member organises the round and may open its chain."""
    return found.organiser == member and found.uuid in parties_among([found.uuid])


def is_received(part: Part) -> bool:
    """Whether the laboratory holds its item."""
    items = [] if part.item is None else items_by_uuid([part.item])
    return bool(items) and items[0].holder == part.member


def report_in_force(chain: UUID) -> ReportView | None:
    """Return the report of an opened laboratory's chain that counts."""
    return next((one for one in reports_of([chain]) if one.replaced_by is None), None)


def reports_of(chains: Iterable[UUID]) -> list[ReportView]:
    """Return the reports of opened chains, oldest first, those replaced among them."""
    rows = RoundReport.objects.filter(chain__in=list(chains)).order_by("reported_at", "uuid")
    return [ReportView(*values) for values in rows.values_list(*ReportView.__dataclass_fields__)]


def progress(found: RoundView) -> Progress:
    """Return counts for the organiser: nothing of who, and nothing of what, while the round is blind."""
    parts = parts_of([found.uuid])
    items = items_by_uuid([part.item for part in parts if part.item is not None])
    received = sum(item.holder != found.organiser for item in items)
    return Progress(len(parts), received, sum(part.reported_at is not None for part in parts))


def readings_by_code(parts: Iterable[Part]) -> dict[str, list[Decimal]]:
    """Return the exact readings of those that reported, by code."""
    codes = {part.chain: part.code for part in parts}
    return {
        codes[one.chain]: [Decimal(number) for number in one.numbers]
        for one in reports_of(codes)
        if one.replaced_by is None
    }


def convention_of(round_: UUID) -> Convention:
    """Return where the assigned value and sigma_pt of an opened round come from."""
    fields = ("assigned_kind", "assigned", "uncertainty", "sigma_kind", "sigma")
    return Convention(*RoundConvention.objects.filter(chain=round_).values_list(*fields).get())


def material_of(round_: UUID) -> dict[str, MaterialView]:
    """Return what was measured of a round's material and counts, by kind; nothing where one isn't its organiser."""
    open_if_party([round_])
    rows = RoundMaterial.objects.filter(chain=round_, replaced_by=None).order_by("recorded_at", "uuid")
    found = (MaterialView(*values) for values in rows.values_list("uuid", "kind", "items", "recorded_at"))
    return {one.kind: one for one in found}


def analysis_of(round_: UUID, chain: UUID) -> AnalysisView | None:
    """Return the frozen analysis as it stands in a chain: the round's own, or that of a laboratory."""
    open_if_party([chain])
    rows = RoundAnalysis.objects.filter(chain=chain, round=round_)
    values = rows.values_list(*AnalysisView.__dataclass_fields__).first()
    return None if values is None else AnalysisView(*values)


NO_SUCH_ROUND = Text(
    "該当する試験所間比較がありません。番号を確認してください。",
    "There is no such round. Check the number.",
)

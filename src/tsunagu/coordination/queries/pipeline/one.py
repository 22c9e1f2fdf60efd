"""One product with all that its parties know: the history with its evidence, awards with their reports, measures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch

from tsunagu.coordination.domain.pipeline.funding import Obligation
from tsunagu.coordination.domain.pipeline.moves import Move
from tsunagu.coordination.models import Award, AwardReport, ProductEvidence, ProductMeasure, ProductMove
from tsunagu.coordination.queries.pipeline.products import ProductView, as_move, product
from tsunagu.foundation.text import Text
from tsunagu.members.queries.actors import person_names


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A move with its evidence; ``why_withdrawn`` is empty for one that counts."""

    uuid: UUID
    move: Move
    number: str
    note: str
    recorded_at: datetime
    recorded_by: Text
    withdrawn_at: datetime | None
    withdrawn_by: Text
    why_withdrawn: str


@dataclass(frozen=True, slots=True)
class AwardView:
    """An award with its reports, by their due days."""

    uuid: UUID
    programme: Text
    programme_uuid: UUID
    funder: Text
    kind: str
    first: date
    last: date
    amount_yen: int | None
    note: str
    reports: tuple[Obligation, ...]


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A special-zone measure used."""

    uuid: UUID
    kind: str
    note: str
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A product as its page shows it; the lists are empty for who reads only what is open."""

    product: ProductView
    history: tuple[HistoryLine, ...]
    awards: tuple[AwardView, ...]
    measures: tuple[MeasureView, ...]


def product_page(uuid: UUID) -> ProductPage:
    """Return a product with what the reader may know of it, in ten queries."""
    view = product(uuid)
    awards = (
        Award.objects.filter(product__uuid=uuid)
        .select_related("programme")
        .prefetch_related(Prefetch("reports", AwardReport.objects.order_by("due_on", "id")))
    )
    measures = ProductMeasure.objects.filter(product__uuid=uuid)
    return ProductPage(
        product=view,
        history=tuple(_history(uuid)),
        awards=tuple(_award(row) for row in awards),
        measures=tuple(MeasureView(one.uuid, one.kind, one.note, one.first, one.last) for one in measures),
    )


def _history(uuid: UUID) -> list[HistoryLine]:
    moves = list(ProductMove.objects.filter(product__uuid=uuid).order_by("-on", "-id"))
    said = {one.move_id: one for one in ProductEvidence.objects.filter(move__in=[move.pk for move in moves])}
    names = person_names(_people(moves, said.values()))
    return [_line(move, said.get(move.pk), names) for move in moves]


def _people(moves: Iterable[ProductMove], said: Iterable[ProductEvidence]) -> set[UUID]:
    withdrawn = {one.withdrawn_by for one in said if one.withdrawn_by is not None}
    return {move.recorded_by for move in moves} | withdrawn


def _line(move: ProductMove, said: ProductEvidence | None, names: dict[UUID, Text]) -> HistoryLine:
    nobody = Text("", "")
    by = names.get(said.withdrawn_by, nobody) if said is not None and said.withdrawn_by else nobody
    return HistoryLine(
        uuid=move.uuid, move=as_move(move), number=said.number if said else "", note=said.note if said else "",
        recorded_at=move.recorded_at, recorded_by=names.get(move.recorded_by, nobody),
        withdrawn_at=move.withdrawn_at, withdrawn_by=by, why_withdrawn=said.why_withdrawn if said else "",
    )  # fmt: skip


def _award(row: Award) -> AwardView:
    programme = row.programme
    reports = tuple(Obligation(one.kind, one.due_on, one.done_on, one.uuid) for one in row.reports.all())
    return AwardView(
        uuid=row.uuid, programme=programme.name, programme_uuid=programme.uuid, funder=programme.funder,
        kind=programme.kind, first=row.first, last=row.last, amount_yen=row.amount_yen, note=row.note, reports=reports,
    )  # fmt: skip

"""Products as the picture and the table show them: who leads, who takes part, where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from tsunagu.coordination.domain.pipeline.circle import READING
from tsunagu.coordination.domain.pipeline.moves import Move, Standing, standing
from tsunagu.coordination.domain.pipeline.stages import Track
from tsunagu.coordination.models import Product, ProductMove, ProductPartner, ProductPlan
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text

NO_PRODUCT = Text(
    "この開発品目はありません。公開されていない品目は、関係者と調整担当だけが読めます。",
    "There is no such product. One that isn't open is read by its parties and the coordinator alone.",
)


@dataclass(frozen=True, slots=True)
class PartView:
    """A member's part in a product."""

    uuid: UUID
    member: UUID
    member_id: int
    name: Text
    role: str
    state: str
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product with its course; plans and parts as far as the reader may know them."""

    uuid: UUID
    name: Text
    lead: UUID
    lead_id: int
    lead_name: Text
    is_open: bool
    cell_type: str
    source: str
    is_gene_modified: bool
    indication: Text
    setting: str
    route: str
    summary: str
    need: UUID | None
    moves: tuple[Move, ...]
    standing: Standing
    parts: tuple[PartView, ...]
    planned: Mapping[str, date]

    def is_party(self, member_id: int) -> bool:
        """Say whether a member leads it, takes part or is invited."""
        taken = any(part.member_id == member_id and part.state in READING for part in self.parts)
        return member_id == self.lead_id or taken

    @property
    def taking_part(self) -> tuple[PartView, ...]:
        """The parts that are accepted."""
        return tuple(part for part in self.parts if part.state == "accepted")


def products() -> list[ProductView]:
    """Return the products that the reader may see, by name, in four queries whatever their number."""
    return [view for row in _rows() if (view := _view(row)) is not None]


def product(uuid: UUID) -> ProductView:
    """Return one product; refuse one that the reader may not know of."""
    row = _rows().filter(uuid=uuid).first()
    view = None if row is None else _view(row)
    if view is None:
        raise NotFound("product", NO_PRODUCT)
    return view


def _rows() -> QuerySet[Product]:
    return Product.objects.select_related("member").prefetch_related(
        Prefetch("moves", ProductMove.objects.filter(withdrawn_at__isnull=True).order_by("on", "id")),
        Prefetch("partners", ProductPartner.objects.select_related("partner").order_by("first", "id")),
        Prefetch("plans", ProductPlan.objects.order_by("planned_on", "id")),
    )


def _view(row: Product) -> ProductView | None:
    moves = tuple(as_move(one) for one in row.moves.all())
    where = standing(moves)
    if where is None:
        return None
    return ProductView(
        uuid=row.uuid, name=row.name, lead=row.member.uuid, lead_id=row.member_id, lead_name=row.member.name,
        is_open=row.is_open, cell_type=row.cell_type, source=row.source, is_gene_modified=row.is_gene_modified,
        indication=Text(row.indication_ja, row.indication_en or row.indication_ja), setting=row.setting,
        route=row.route, summary=row.summary, need=row.need, moves=moves,
        standing=where, parts=tuple(_part(one) for one in row.partners.all()),
        planned={one.stage: one.planned_on for one in row.plans.all()},
    )  # fmt: skip


def as_move(row: ProductMove) -> Move:
    """Return a row as the rules know it."""
    track: Track = row.track  # type: ignore[assignment] # held by a constraint
    return Move(row.on, track, row.state, row.phase, row.until)


def _part(row: ProductPartner) -> PartView:
    return PartView(
        uuid=row.uuid, member=row.partner.uuid, member_id=row.partner_id, name=row.partner.name, role=row.role,
        state=row.state, first=row.first, last=row.last,
    )  # fmt: skip

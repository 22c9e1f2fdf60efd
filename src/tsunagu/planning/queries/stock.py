"""What members state about products made to stock, what lies in store of them, and plans of lots."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.custody.queries.chains import open_mine
from tsunagu.custody.queries.stock import lots_in_store
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.queries.made_to_stock import PatientWaiting, lots_under_way, patients_waiting
from tsunagu.members.queries.directory import member_names
from tsunagu.planning.domain.estimates.figures import LotGiven
from tsunagu.planning.domain.stock.observed import made_as
from tsunagu.planning.domain.stock.plan import StockPlan
from tsunagu.planning.domain.stock.problem import Forecast, KnownLot, Making, Product, StockProblem
from tsunagu.planning.domain.stock.record import plan_of, problem_of, stated_of
from tsunagu.planning.domain.stock.stated import Stated
from tsunagu.planning.models import StockProduct, StockRun
from tsunagu.planning.queries.lots import lots_in_force, planned_doses
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.queries import newest_route, routes_list

LotState = Literal["in_store", "held", "coming"]


@dataclass(frozen=True, slots=True)
class LotView:
    """A lot of a product: in store, held, or on its way to its release.

    ``ready_at`` is when it is free for use as planned (in store: now), ``fills_at`` when it leaves the clean room.
    """

    number: str
    state: LotState
    count: int
    ready_at: datetime
    expires_at: datetime | None
    holder: Text
    fills_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product as its member states it; ``planned`` is that with the observed lots in force, so many ``observed``."""

    therapy: str
    name: Text
    member_id: int
    member_uuid: UUID
    member_name: Text
    stated: Stated
    planned: Stated
    observed: int
    is_synthetic: bool
    changed_at: datetime

    def product(self, forecast: tuple[Forecast, ...] = (), lots: tuple[KnownLot, ...] = ()) -> Product:
        """Return it as plans pose it."""
        return Product(
            self.therapy, self.name, self.planned.making, self.planned.keeping, forecast, lots, self.observed
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RunView:
    """A plan of lots, or why there is none."""

    uuid: UUID
    member_id: int
    member_name: Text
    title: str
    is_synthetic: bool
    state: str
    start: date
    weeks: int
    cost: float | None
    bound: float | None
    reason: Text
    made_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether it is still being worked on."""
        return self.state in ("waiting", "running")

    @property
    def gap(self) -> float | None:
        """How far above the bound the plan is at most, as a share of its cost."""
        if self.cost is None or self.bound is None:
            return None
        return max(0.0, self.cost - self.bound) / self.cost if self.cost > 1e-9 else 0.0


def stock_routes() -> list[Route]:
    """Return the newest production routes that make an allogeneic product, by name."""
    found = [newest_route(one.key) for one in routes_list(kind="production")]
    return [route for route in found if route.makes is not None and route.source == "allogeneic"]


def stock_route(therapy: str) -> Route:
    """Return the production route of a product made to stock; refuse any other."""
    route = newest_route(therapy)
    if route.kind != "production" or route.makes is None or route.source != "allogeneic":
        raise NotFound("stock_product", NO_PRODUCT)
    return route


def products_of(member_id: int | None = None) -> list[ProductView]:
    """Return the products that the scope may see, or those of one member."""
    rows = StockProduct.objects.select_related("member")
    given = lots_in_force()
    return [_product(row, given) for row in (rows if member_id is None else rows.filter(member_id=member_id))]


def product_of(member_id: int, therapy: str) -> ProductView | None:
    """Return what a member states about a product, if anything."""
    row = StockProduct.objects.select_related("member").filter(member_id=member_id, therapy=therapy).first()
    return None if row is None else _product(row, lots_in_force())


def _product(row: StockProduct, lots: Mapping[tuple[int, str], LotGiven]) -> ProductView:
    route, stated, given = (
        newest_route(row.therapy),
        stated_of(row.stated),
        lots.get((row.member_id, row.therapy)),
    )
    planned = replace(stated, making=made_as(stated.making, planned_doses(route), given))
    return ProductView(
        row.therapy, route.name, row.member_id, row.member.uuid, row.member.name, stated, planned,
        0 if given is None else given.n, row.is_synthetic, row.changed_at,
    )  # fmt: skip


def lots_of(route: Route, stated: Stated, now: datetime) -> list[LotView]:
    """Return the lots that the scope's member takes part in: what is in store, held and coming.

    A coming lot counts with the doses that come through on average, and expires as the statement says.
    """
    chains = open_mine("lot")
    return [*_there(route, chains, now), *_coming(route, stated, chains, now)]


def _there(route: Route, chains: Collection[UUID], now: datetime) -> list[LotView]:
    found = [
        one
        for one in lots_in_store(chains, route.makes or "")
        if one.has_releases(len(route.releases_needed)) and (one.expires_at is None or one.expires_at > now)
    ]
    names = member_names({one.holder for one in found})
    return [
        LotView(
            one.number, "held" if one.is_held else "in_store", one.count, now, one.expires_at,
            names.get(one.holder, Text("", "")),
        )
        for one in found
    ]  # fmt: skip


def _coming(route: Route, stated: Stated, chains: Collection[UUID], now: datetime) -> list[LotView]:
    life = timedelta(weeks=stated.keeping.shelf)
    return [
        LotView(
            one.number, "coming", _through(stated.making, one.count), max(one.ready_at, now), one.fills_at + life,
            Text("", ""), None if one.is_filled else max(one.fills_at, now),
        )
        for one in lots_under_way(chains, route.key)
    ]  # fmt: skip


def _through(making: Making, filled: int) -> int:
    """Return the doses of so many filled that come through on average."""
    return int(making.filling.sound(filled) * making.kept + 1e-9)


def waiting_for(route: Route) -> list[PatientWaiting]:
    """Return the cases that wait for doses of the product, of those that the scope's member takes part in."""
    return patients_waiting(open_mine("case"), route.makes or "")


def runs() -> QuerySet[StockRun]:
    """Return the plans of lots that the scope may see, the newest first."""
    return StockRun.objects.select_related("member").defer("problem", "plan", "rule")


def views(rows: Iterable[StockRun]) -> list[RunView]:
    """Return rows as values."""
    return [_run(row) for row in rows]


def run_of(uuid: UUID) -> RunView:
    """Return one plan of lots; refuse one that the scope may not see."""
    return _run(_row(uuid))


def problem_and_plan(uuid: UUID) -> tuple[StockProblem, StockPlan | None, StockPlan | None]:
    """Return a plan's problem, the plan and the lots of the usual rule; None until they are there."""
    row = _row(uuid)
    plan, rule = (None if data is None else plan_of(data) for data in (row.plan, row.rule))
    return problem_of(row.problem), plan, rule


def _row(uuid: UUID) -> StockRun:
    row = StockRun.objects.select_related("member").filter(uuid=uuid).first()
    if row is None:
        raise NotFound(
            "stock_run", Text("この在庫計画は登録されていません。", "There is no such plan of lots.")
        )
    return row


def _run(row: StockRun) -> RunView:
    return RunView(
        row.uuid, row.member_id, row.member.name, row.title, row.is_synthetic, row.state, row.start, row.weeks,
        row.cost, row.bound, Text(row.reason_ja, row.reason_en), row.made_at,
    )  # fmt: skip


def first_monday(now: datetime) -> date:
    """Return the Monday of this week: week 0 of a plan."""
    today = tokyo_date(now)
    return today - timedelta(days=today.weekday())


NO_PRODUCT = Text(
    "在庫として製造する他家製品の製造フローではありません。",
    "This isn't the production route of an allogeneic product made to stock.",
)

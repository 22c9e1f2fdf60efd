"""Made to stock in the demonstration: a manufacturer states two products with invented demand and plans their lots."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.scope import current_scope
from tsunagu.planning.domain.stock.filling import Filling
from tsunagu.planning.domain.stock.from_route import stated_from
from tsunagu.planning.domain.stock.plan import StartedLot, StockPlan
from tsunagu.planning.domain.stock.problem import StockProblem
from tsunagu.planning.domain.stock.solving.lots import plan_lots
from tsunagu.planning.domain.stock.solving.program import Effort
from tsunagu.planning.domain.stock.stated import Line, Stated
from tsunagu.planning.queries.stock import first_monday, products_of, stock_route
from tsunagu.planning.services.stock.gather_stock import Wanted
from tsunagu.planning.services.stock.solve_stock_run import solve_stock_run
from tsunagu.planning.services.stock.start_stock_run import start_stock_run
from tsunagu.planning.services.stock.state_product import state_product

MAKER = "shonan-bio"
TITLE = "半年分のロット計画（デモ）"
REGIONS = (("東日本", 14.0, 22.0, 36.0), ("西日本", 6.0, 11.0, 20.0))
QUICK = Effort(rounds=8, nodes=60, seconds=40.0, gap=1e-3)


def plan_stock(now: datetime, effort: Effort = QUICK) -> None:
    """Let the manufacturer state its products and plan their lots; once it has, nothing more happens.

    The effort is less than a person's plan gets: the demonstration is waited for.
    """
    with hands.working(hands.actor(stable_uuid("member", MAKER), "supervisor", "quality", now=now)):
        member = current_scope().member_id
        if products_of(member):
            return
        for therapy, stated in (
            ("allo-bm-msc-gvhd-production", _bags(first_monday(now))),
            ("allo-ips-dopaminergic-production", _vials()),
        ):
            state_product(therapy, stated, now, is_synthetic=True)
        run = _start(now)

    def solver(problem: StockProblem, _: Effort, hint: Iterable[StartedLot]) -> StockPlan:
        return plan_lots(problem, effort, hint)

    solve_stock_run(run, lambda: now, solver)


def _start(now: datetime) -> UUID:
    therapies = [one.therapy for one in products_of(current_scope().member_id)]
    key = uuid5(stable_uuid("member", MAKER), "stock/demo")
    return start_stock_run(therapies, Wanted(26, 2, scenarios=16), TITLE, now, key)


def _bags(start: date) -> Stated:
    """Frozen bags of a long life: demand by regions that rises for a quarter, then steady."""
    stated = stated_from(stock_route("allo-bm-msc-gvhd-production"))
    making = replace(
        stated.making,
        sizes=(120, 200, 300),
        filling=Filling(60.0, 3.5, 0.15),
        kept=0.93,
        spread=0.06,
        failing=0.08,
    )
    lines = tuple(
        Line(start + timedelta(weeks=week), low * grown, mid * grown, high * grown, region)
        for week, grown in ((week, 1 + week / 40) for week in range(12))
        for region, low, mid, high in REGIONS
    )
    return Stated(making, replace(stated.keeping, positions=450), (26.0, 40.0, 64.0), lines)


def _vials() -> Stated:
    """Vials of a short life, needed now and then."""
    stated = stated_from(stock_route("allo-ips-dopaminergic-production"))
    making = replace(stated.making, kept=0.9, spread=0.08, failing=0.12)
    return Stated(making, replace(stated.keeping, shelf=16, least=2), (0.5, 1.5, 3.5))

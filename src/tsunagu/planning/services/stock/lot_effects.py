"""What observed lots would change for plans of lots: computed before anyone accepts them."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.estimates.figures import LotGiven
from tsunagu.planning.domain.stock.observed import made_as
from tsunagu.planning.domain.stock.outlook import outlook_of
from tsunagu.planning.domain.stock.plan import StockPlan
from tsunagu.planning.domain.stock.problem import Making, Product, StockProblem
from tsunagu.planning.models import StockRun
from tsunagu.planning.queries.estimates import EstimateView
from tsunagu.planning.queries.lots import planned_doses
from tsunagu.planning.queries.stock import (
    ProductView,
    first_monday,
    problem_and_plan,
    products_of,
    stock_route,
)

TRIED = 200
"""Futures on which the last plan is tried before and after; the same ones."""
WEEKS = 26
"""Weeks of the forecast that are looked at while nothing is planned."""


@dataclass(frozen=True, slots=True)
class LotEffect:
    """What plans go by now and would then: doses per lot of ``size``, lots for the middle demand, doses missing.

    ``expected`` counts lots that are lost as none; ``missing`` keeps the lots of the last plan, None without one.
    """

    name: Text
    size: int
    weeks: int
    demand: float
    expected: tuple[float, float]
    missing: tuple[float, float] | None
    run: UUID | None

    @property
    def lots(self) -> tuple[float, float] | None:
        """Return how many lots the middle demand of the weeks needs; None where a lot gives nothing."""
        now, then = self.expected
        return (self.demand / now, self.demand / then) if now > 0 and then > 0 else None


def lot_effect(estimate: EstimateView, now: datetime) -> LotEffect | None:
    """Return the effect of putting observed lots in force, of those that are: of taking them out again.

    None where the member states no such product, or the scope doesn't see what it states.
    """
    views = [one for one in products_of() if one.therapy == estimate.place.route]
    view = next((one for one in views if one.member_uuid == estimate.member), None)
    if view is None:
        return None
    makings = view.planned.making, _other(estimate, view)
    found = _last(view)
    if found is None:
        one = view.product(view.planned.forecast(first_monday(now), WEEKS))
        return _effect(one, WEEKS, replace(one, making=makings[1]), None, None)
    run, problem, plan = found
    posed = next(one for one in problem.products if one.key == view.therapy)
    before, after = (replace(posed, making=making) for making in makings)
    missing = _missing(problem, plan, before), _missing(problem, plan, after)
    return _effect(before, problem.weeks, after, missing, run)


def _other(estimate: EstimateView, view: ProductView) -> Making:
    planned = planned_doses(stock_route(view.therapy))
    middle = estimate.middle
    given = LotGiven(middle["released"], middle["spread"], middle["lost"], estimate.n)
    return made_as(view.stated.making, planned, None if estimate.state == "accepted" else given)


def _effect(
    before: Product, weeks: int, after: Product, missing: tuple[float, float] | None, run: UUID | None
) -> LotEffect:
    demand = sum(line.mid for line in before.forecast if line.week < weeks)
    expected = before.expected, after.expected
    return LotEffect(before.name, max(before.making.sizes), weeks, demand, expected, missing, run)


def _last(view: ProductView) -> tuple[UUID, StockProblem, StockPlan] | None:
    """Return the newest plan of lots of a product."""
    for uuid in StockRun.objects.filter(member_id=view.member_id, state="done").values_list(
        "uuid", flat=True
    )[:5]:
        problem, plan, _ = problem_and_plan(uuid)
        if plan is not None and any(one.key == view.therapy for one in problem.products):
            return uuid, problem, plan
    return None


def _missing(problem: StockProblem, plan: StockPlan, product: Product) -> float:
    """Return the doses of a product that are missing on average with the lots of a plan, its futures drawn anew."""
    number = [one.key for one in problem.products].index(product.key)
    products = tuple(product if one.key == product.key else one for one in problem.products)
    weeks = outlook_of(replace(problem, products=products), plan.lots, TRIED).weeks[number]
    return sum(week.unmet for week in weeks)

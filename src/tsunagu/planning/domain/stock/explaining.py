"""Why doses are missing in a week, found by trying: would one more lot help, and what keeps it from being made?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tsunagu.planning.domain.stock.outlook import TRIED
from tsunagu.planning.domain.stock.plan import StartedLot, StockPlan
from tsunagu.planning.domain.stock.problem import MOST_AT_ONCE, Product, StockProblem
from tsunagu.planning.domain.stock.scenarios import Futures, fresh_futures, scenarios_of
from tsunagu.planning.domain.stock.verify.replay import Course, cost_of, replay

LEAST_SHARE = 0.05
"""Missing doses are spoken of from this share of a week's demand on."""
Cause = Literal["lead", "rooms", "store", "worth", "open"]


@dataclass(frozen=True, slots=True)
class Missing:
    """Weeks in which doses of a product are missing for one cause.

    ``unmet`` and ``demand`` are mean doses in these weeks; ``week`` is the first week in which a lot started now could
    be used (lead) or the one in which the best further lot would be started; ``loss`` is what that lot would cost more
    than it brings.
    """

    product: str
    first: int
    last: int
    cause: Cause
    unmet: float
    demand: float
    week: int = 0
    loss: float = 0.0


@dataclass(frozen=True, slots=True)
class _Trial:
    """The plan as it is, to be compared with one lot more."""

    problem: StockProblem
    plan: StockPlan
    futures: Sequence[Futures]
    cost: float


def missing_in(problem: StockProblem, plan: StockPlan) -> list[Missing]:
    """Return where a plan leaves doses missing and why, week after week of one cause together.

    How many are missing is counted in the futures of ``outlook``, what one more lot would bring in those of the plan.
    """
    futures = scenarios_of(problem)
    cost = cost_of(problem, plan.lots, replay(problem, plan.lots, futures))
    trial = _Trial(problem, plan, futures, cost)
    courses = replay(problem, plan.lots, fresh_futures(problem, TRIED))
    found: list[Missing] = []
    for product, course in zip(problem.products, courses, strict=True):
        for one in _of_product(trial, product, course):
            before = found[-1] if found else None
            if before and (before.product, before.cause, before.last) == (
                one.product,
                one.cause,
                one.first - 1,
            ):
                found[-1] = _joined(before, one)
            else:
                found.append(one)
    return found


def _of_product(trial: _Trial, product: Product, course: Course) -> Iterator[Missing]:
    gains: dict[int, tuple[float, int] | None] = {}
    no_room = course.no_room.mean(axis=0)
    for week in range(trial.problem.weeks):
        demand, unmet = float(course.demand[:, week].mean()), float(course.unmet[:, week].mean())
        if not demand or unmet < LEAST_SHARE * demand:
            continue
        if week < product.making.lead:
            yield Missing(product.key, week, week, "lead", unmet, demand, product.making.lead)
            continue
        best = _best_more(trial, product, week, gains)
        if best is None:
            yield Missing(product.key, week, week, "rooms", unmet, demand)
        elif best[0] < -1e-6:
            yield Missing(product.key, week, week, "open", unmet, demand, best[1], best[0])
        elif no_room[max(0, week - product.making.lead) : week + 1].sum() >= unmet:
            yield Missing(product.key, week, week, "store", unmet, demand, best[1], best[0])
        else:
            yield Missing(product.key, week, week, "worth", unmet, demand, best[1], best[0])


def _best_more(
    trial: _Trial, product: Product, week: int, gains: dict[int, tuple[float, int] | None]
) -> tuple[float, int] | None:
    """Return what the best further lot for a week would cost more than the plan, and its start; None: no room."""
    found = []
    for start in range(max(0, week - product.making.lead + 1)):
        if product.usable(start)[1] < week:
            continue
        if start not in gains:
            gains[start] = _more(trial, product, start)
        if (gain := gains[start]) is not None:
            found.append(gain)
    return min(found, default=None)


def _more(trial: _Trial, product: Product, start: int) -> tuple[float, int] | None:
    place = sum(lot.week == start and lot.product == product.key for lot in trial.plan.lots)
    if place >= MOST_AT_ONCE or not _is_room(trial, product, start):
        return None
    costs = []
    for size in product.making.sizes:
        lots = (*trial.plan.lots, StartedLot(start, product.key, place, size))
        costs.append(cost_of(trial.problem, lots, replay(trial.problem, lots, trial.futures)) - trial.cost)
    return min(costs), start


def _is_room(trial: _Trial, product: Product, start: int) -> bool:
    weeks = {one.key: one.making.room_weeks for one in trial.problem.products}
    for week in range(start, min(start + product.making.room_weeks, trial.problem.weeks)):
        held = sum(lot.week <= week < lot.week + weeks[lot.product] for lot in trial.plan.lots)
        if held >= trial.problem.rooms[week]:
            return False
    return True


def _joined(one: Missing, other: Missing) -> Missing:
    return Missing(
        one.product, one.first, other.last, one.cause, one.unmet + other.unmet, one.demand + other.demand,
        one.week, min(one.loss, other.loss),
    )  # fmt: skip

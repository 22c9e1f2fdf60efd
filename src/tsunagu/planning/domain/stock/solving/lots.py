"""Which lots to start when and how large: one choice for all futures, of the least mean cost (a stochastic program).

The starts are whole numbers for all futures. In each future the doses flow: known lots one by one, started lots as
one stream, since those of one product expire in the order in which they are released. A stream's doses are drawn (used
or lost) before they expire and while they fit into the store; who draws first to expire first loses nothing by it, so
that the program costs what a replay of the plan costs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tsunagu.planning.domain.stock.plan import StartedLot, StockPlan
from tsunagu.planning.domain.stock.problem import MOST_AT_ONCE, KnownLot, Product, StockProblem
from tsunagu.planning.domain.stock.scenarios import Futures, scenarios_of
from tsunagu.planning.domain.stock.solving.improving import improved
from tsunagu.planning.domain.stock.solving.program import INFINITE, Effort, Program

Terms = list[tuple[int, float]]
ORDINARY = Effort()


@dataclass(slots=True)
class _Built:
    """The program with the column of each lot that may be started."""

    program: Program = field(default_factory=Program)
    starts: dict[StartedLot, int] = field(default_factory=dict)


def plan_lots(problem: StockProblem, effort: Effort = ORDINARY, hint: Iterable[StartedLot] = ()) -> StockPlan:
    """Return the best plan found and the bound that HiGHS proved; a hint is a plan to improve that can be made."""
    built = _Built()
    for product in problem.products:
        _add_starts(built, problem, product)
    _add_rooms(built, problem)
    constant = 0.0
    for product, futures in zip(problem.products, scenarios_of(problem), strict=True):
        constant += _add_futures(built, problem, product, futures)
    first = set(improved(problem, hint, effort.rounds))
    found = built.program.solve(effort, {at: float(lot in first) for lot, at in built.starts.items()})
    if found.values is None:
        return StockPlan((), constant)
    values = found.values
    lots = tuple(sorted(lot for lot, at in built.starts.items() if values[at] > 0.5))
    return StockPlan(lots, found.cost + constant, max(0.0, found.bound + constant))


def _add_starts(built: _Built, problem: StockProblem, product: Product) -> None:
    """Add a column for each lot that may be started; a second of a week only beside a first."""
    costs = problem.costs
    for week in problem.starts(product):
        before: Terms = []
        for place in range(MOST_AT_ONCE):
            here: Terms = []
            for size in product.making.sizes:
                cost = costs.lot + costs.wasted * product.lost_in_filling(size)
                at = built.program.column(cost, 0, 1, is_whole=True)
                built.starts[StartedLot(week, product.key, place, size)] = at
                here.append((at, 1.0))
            built.program.row(-INFINITE, 1, here)
            if before:
                built.program.row(-INFINITE, 0, [*here, *((at, -1.0) for at, _ in before)])
            before = here


def _add_rooms(built: _Built, problem: StockProblem) -> None:
    of = {product.key: product.making.room_weeks for product in problem.products}
    for week, rooms in enumerate(problem.rooms):
        terms = [
            (at, 1.0) for lot, at in built.starts.items() if lot.week <= week < lot.week + of[lot.product]
        ]
        if terms:
            built.program.row(-INFINITE, rooms, terms)


def _add_futures(built: _Built, problem: StockProblem, product: Product, futures: Futures) -> float:
    """Add the flows of a product in each future; return what it costs to serve nobody and what comes too late."""
    count = len(futures.demand)
    for number in range(count):
        _Flow(built, problem, product, futures, number, count).add()
    too_late = sum(
        lot.doses * int(futures.comes[:, at].sum())
        for at, lot in enumerate(product.lots)
        if product.last_week(lot.expires) < max(0, lot.first) < problem.weeks
    )
    return (problem.costs.unmet * float(futures.demand.sum()) + problem.costs.wasted * too_late) / count


class _Flow:
    """The doses of one product in one future."""

    def __init__(
        self,
        built: _Built,
        problem: StockProblem,
        product: Product,
        futures: Futures,
        number: int,
        count: int,
    ) -> None:
        self.program, self.weeks, self.product = built.program, problem.weeks, product
        self.demand = futures.demand[number]
        self.unmet, self.wasted = problem.costs.unmet / count, problem.costs.wasted / count
        self.known = [
            (lot, int(lot.doses * futures.comes[number, at])) for at, lot in enumerate(product.lots)
        ]
        self.coming: list[tuple[int, int, int, int]] = []
        for lot, at in built.starts.items():
            if lot.product == product.key:
                first, last = product.usable(lot.week)
                doses = product.doses(lot.size, float(futures.shares[number, lot.week, lot.place]))
                if doses:
                    self.coming.append((first, last, at, doses))

    def add(self) -> None:
        """Add columns and rows of all weeks."""
        stream, drawn = self._add_stream()
        rests: list[Terms] = [[] for _ in range(self.weeks)]
        for lot, doses in self.known:
            self._add_known(lot, doses, drawn, rests)
        for week in range(self.weeks):
            served = self.program.column(-self.unmet, 0, float(self.demand[week]))
            lost = self.program.column(self.wasted)
            self.program.row(0, 0, [*drawn[week], (served, -1.0), (lost, -1.0)])
            self.program.row(-INFINITE, self.product.keeping.positions, [(stream[week], 1.0), *rests[week]])

    def _add_stream(self) -> tuple[list[int], list[Terms]]:
        """Add what is left of started lots at the end of each week, and what is drawn from them."""
        left = [self.program.column() for _ in range(self.weeks)]
        drawn: list[Terms] = []
        for week in range(self.weeks):
            out = self.program.column()
            terms: Terms = [(left[week], 1.0), (out, 1.0)]
            if week:
                terms.append((left[week - 1], -1.0))
            terms += [(at, -float(doses)) for first, _, at, doses in self.coming if first == week]
            self.program.row(0, 0, terms)
            if any(last <= week for _, last, _, _ in self.coming):
                fit = [(at, -float(doses)) for first, last, at, doses in self.coming if first <= week < last]
                self.program.row(-INFINITE, 0, [(left[week], 1.0), *fit])
            drawn.append([(out, 1.0)])
        return left, drawn

    def _add_known(self, lot: KnownLot, doses: int, drawn: Sequence[Terms], rests: Sequence[Terms]) -> None:
        """Add what is left of a known lot at the end of each week in which it may be used, and what is drawn."""
        first, last = max(0, lot.first), self.product.last_week(lot.expires)
        before = None
        if not doses:
            return
        for week in range(first, min(last, self.weeks - 1) + 1):
            left = self.program.column(0, 0, 0 if week == last else INFINITE)
            out = self.program.column()
            terms: Terms = [(left, 1.0), (out, 1.0)]
            if before is not None:
                terms.append((before, -1.0))
            self.program.row(doses if before is None else 0, doses if before is None else 0, terms)
            drawn[week].append((out, 1.0))
            rests[week].append((left, 1.0))
            before = left

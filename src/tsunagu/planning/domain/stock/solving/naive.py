"""The usual rule, which knows no chance: order up to the mean demand until another lot could come."""

from tsunagu.planning.domain.stock.plan import StartedLot, StockPlan
from tsunagu.planning.domain.stock.problem import MOST_AT_ONCE, Product, StockProblem


def plan_by_means(problem: StockProblem) -> StockPlan:
    """Return the lots of the rule; its cost is for whoever replays it to say.

    Each week a product of which less is there and under way than the mean demand until the release of a lot started a
    week later gets the smallest lot that fills the gap, or the largest there is, while clean rooms are free.
    """
    free = list(problem.rooms)
    lots: list[StartedLot] = []
    there = {product.key: float(sum(lot.doses for lot in product.lots)) for product in problem.products}
    for week in range(problem.weeks):
        for number, product in enumerate(problem.products):
            mids = [line.mid for line in problem.demand[number]]
            for place in range(MOST_AT_ONCE):
                missing = sum(mids[week : week + product.making.lead + 1]) - there[product.key]
                if missing <= 0 or week not in problem.starts(product) or not _has_room(free, product, week):
                    break
                size = min(
                    (one for one in product.making.sizes if one >= missing), default=max(product.making.sizes)
                )
                lots.append(StartedLot(week, product.key, place, size))
                there[product.key] += product.making.filling.sound(size) * product.making.kept
                for held in range(week, min(week + product.making.room_weeks, problem.weeks)):
                    free[held] -= 1
            there[product.key] = max(0.0, there[product.key] - mids[week])
    return StockPlan(tuple(sorted(lots)), 0.0)


def _has_room(free: list[int], product: Product, week: int) -> bool:
    return all(rooms > 0 for rooms in free[week : week + product.making.room_weeks])

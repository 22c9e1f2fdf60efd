"""The check of a plan of lots from the problem alone: may it be carried out, and does it cost what it says?"""

from collections import Counter
from collections.abc import Iterator

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.stock.plan import StartedLot, StockPlan
from tsunagu.planning.domain.stock.problem import MOST_AT_ONCE, StockProblem
from tsunagu.planning.domain.stock.scenarios import scenarios_of
from tsunagu.planning.domain.stock.verify.replay import cost_of, replay

TOLERANCE = 1e-4


def faults_of(problem: StockProblem, plan: StockPlan) -> list[Text]:
    """Return everything that a plan may not do or say; none where it is sound."""
    found = [*_lots(problem, plan), *_rooms(problem, plan)]
    return found or list(_figures(problem, plan))


def _lots(problem: StockProblem, plan: StockPlan) -> Iterator[Text]:
    of = {product.key: product for product in problem.products}
    for place, times in Counter((lot.product, lot.week, lot.place) for lot in plan.lots).items():
        if times > 1:
            yield Text(
                f"同じロットが{times}回あります：{place}", f"The same lot stands {times} times: {place}"
            )
    places = {(lot.product, lot.week, lot.place) for lot in plan.lots}
    for lot in plan.lots:
        if lot.place and (lot.product, lot.week, lot.place - 1) not in places:
            yield Text(
                f"1つ目のない2つ目のロットです：{lot}", f"A second lot of a week without a first: {lot}"
            )
        product = of.get(lot.product)
        if product is None:
            yield Text(f"製品がありません：{lot.product}", f"There is no such product: {lot.product}")
        elif lot.size not in product.making.sizes:
            yield Text(f"選べないロットサイズです：{lot.size}", f"This size may not be chosen: {lot.size}")
        if not (0 <= lot.week < problem.weeks and 0 <= lot.place < MOST_AT_ONCE):
            yield Text(f"期間の外の開始です：{lot}", f"A start outside the weeks: {lot}")


def _rooms(problem: StockProblem, plan: StockPlan) -> Iterator[Text]:
    of = {product.key: product for product in problem.products}
    for week, rooms in enumerate(problem.rooms):
        held = sum(
            _holds(lot, of[lot.product].making.room_weeks, week) for lot in plan.lots if lot.product in of
        )
        if held > rooms:
            yield Text(
                f"{problem.monday(week):%Y-%m-%d}の週に培養室が{rooms}室しかないのに{held}室使っています。",
                f"In the week of {problem.monday(week):%Y-%m-%d} {held} clean rooms are used; there are {rooms}.",
            )


def _holds(lot: StartedLot, weeks: int, week: int) -> bool:
    return lot.week <= week < lot.week + weeks


def _figures(problem: StockProblem, plan: StockPlan) -> Iterator[Text]:
    cost = cost_of(problem, plan.lots, replay(problem, plan.lots, scenarios_of(problem)))
    if abs(cost - plan.cost) > TOLERANCE * max(1.0, abs(cost)):
        yield Text(
            f"費用が合いません：{plan.cost:.4f}、検算 {cost:.4f}", f"Costs {cost:.4f}, not {plan.cost:.4f}"
        )
    if plan.bound is not None and plan.bound > cost + TOLERANCE * max(1.0, abs(cost)):
        yield Text("下限が費用を上回っています。", "The bound is above the cost.")

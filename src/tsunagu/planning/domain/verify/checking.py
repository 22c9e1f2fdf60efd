"""The checking of a whole plan: every rule of the problem, the cost, and the bound that its prices prove."""

from collections.abc import Iterator
from itertools import chain

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.solution import Plan, Price
from tsunagu.planning.domain.verify.assignments import Placed, check_placed, unreadable
from tsunagu.planning.domain.verify.bound import proven_by
from tsunagu.planning.domain.verify.calendars import is_price
from tsunagu.planning.domain.verify.report import Report, Violation
from tsunagu.planning.domain.verify.usage import check_usage


def verify(problem: Problem, plan: Plan) -> Report:
    """Return everything that is wrong with a plan, its cost, and its bound computed again.

    The problem must be sound (``check_problem`` yields nothing). Nothing that the plan says about itself is believed.
    """
    violations, placed = list(_unreadable(problem, plan)), _placed(problem, plan)
    violations += chain.from_iterable(map(check_placed, placed.values()))
    violations += check_usage(problem, placed)
    cost = _cost(problem, placed)
    if plan.bound is None:
        return Report(tuple(violations), cost)
    violations += _check_prices(problem, plan.bound.prices)
    proven = proven_by(problem, plan.bound.prices)
    return Report(tuple(violations), cost, proven.value, plan.bound.value, proven.loosened)


def _unreadable(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for key, assignment in plan.assignments.items():
        journey = problem.journey_by_key.get(key)
        if journey is None:
            sorry = Text(f"症例「{key}」は問題にありません。", f"There is no journey {key!r} in the problem.")
            yield Violation("journey_unknown", sorry, key)
            continue
        found = unreadable(journey, assignment)
        if found is not None:
            yield found


def _placed(problem: Problem, plan: Plan) -> dict[str, Placed]:
    found = {}
    for journey in problem.journeys:
        assignment = plan.assignments.get(journey.key)
        if assignment is not None and unreadable(journey, assignment) is None:
            option = journey.by_key[assignment.option]
            times = zip(assignment.starts, assignment.ends, strict=True)
            spans = {task.key: span for task, span in zip(option.tasks, times, strict=True)}
            found[journey.key] = Placed(problem, journey, option, spans)
    return found


def _cost(problem: Problem, placed: dict[str, Placed]) -> int:
    total = 0
    for journey in problem.journeys:
        here = placed.get(journey.key)
        if here is None:
            total += problem.cost_left_out(journey)
        else:
            total += journey.weight * (here.spans[journey.goal][0] - journey.referred)
    return total


def _check_prices(problem: Problem, prices: tuple[Price, ...]) -> Iterator[Violation]:
    for price in prices:
        key = price.resource
        if key not in problem.resource_index:
            sorry = Text(
                f"価格：資源「{key}」は問題にありません。",
                f"Price: there is no resource {key!r} in the problem.",
            )
            yield Violation("price_of_nothing", sorry, resource=key, hour=price.start)
        if not is_price(price):
            sorry = Text(
                f"資源「{key}」の価格 {price.per_hour} は 0 以上の数値ではありません。",
                f"The price {price.per_hour} of {key!r} isn't a number from 0 up.",
            )
            yield Violation("price_wrong", sorry, resource=key, hour=price.start)
        if not 0 <= price.start < price.until <= problem.hours:
            sorry = Text(
                f"資源「{key}」の価格の期間（{price.start} ～ {price.until} 時間目）が正しくありません。",
                f"The price of {key!r} is for hours {price.start} to {price.until}, "
                f"which aren't in order within 0 to {problem.hours}.",
            )
            yield Violation("price_outside", sorry, resource=key, hour=price.start)

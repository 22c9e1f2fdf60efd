"""A second way to the least cost of one journey: a linear program over "has it started by this hour".

Costs of single starts under windows between pairs of them are the dual of a network flow, so the program has whole
solutions and its value is exact. Slow and indifferent to how windows lie, it shares nothing with ``verify``.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array

from tsunagu.planning.domain.problem import Journey, Option, Problem
from tsunagu.planning.domain.solution import Price

NEVER = 1e5
Costs = NDArray[np.float64]


def least_by_program(problem: Problem, journey: Journey, option: Option, paid: tuple[Price, ...]) -> float:
    """The least cost of placing a journey with one option whose tasks all have one length; prices included."""
    costs = {task.key: np.zeros(problem.hours) for task in option.tasks}
    lengths = {task.key: task.shortest for task in option.tasks}
    for task in option.tasks:
        costs[task.key][: max(task.earliest, journey.referred)] += NEVER
        costs[task.key][problem.hours - task.shortest + 1 :] += NEVER
    for use in option.uses:
        price, lacks = _by_hour(problem, use.resource, use.amount, paid)
        running = np.concatenate([[0.0], np.cumsum(use.amount * price + NEVER * lacks)])
        starts = np.arange(problem.hours)
        costs[use.first] -= running[starts]
        costs[use.last] += running[np.minimum(starts + lengths[use.last] + use.after, problem.hours)]
        costs[use.last][problem.hours - lengths[use.last] - use.after + 1 :] += NEVER
    costs[journey.goal] += journey.weight * (np.arange(problem.hours) - journey.referred)
    windows = [(lag.first, lag.second, lengths[lag.first] + lag.at_least, lag.at_most) for lag in option.lags]
    return _solve(
        list(costs),
        costs,
        [(a, b, low, None if most is None else most + lengths[a]) for a, b, low, most in windows],
    )


def _by_hour(problem: Problem, resource: str, amount: int, paid: tuple[Price, ...]) -> tuple[Costs, Costs]:
    price, capacity = np.zeros(problem.hours), np.zeros(problem.hours)
    for one in paid:
        if one.resource == resource:
            price[one.start : one.until] += one.per_hour
    for span in problem.resources[problem.resource_index[resource]].open:
        capacity[span.start : span.until] = span.capacity
    return price, (capacity < amount).astype(float)


def _solve(
    keys: list[str], costs: dict[str, Costs], windows: list[tuple[str, str, int, int | None]]
) -> float:
    hours = len(costs[keys[0]])
    place = {key: number * hours for number, key in enumerate(keys)}
    smaller: list[tuple[int, int]] = []  # pairs of variables of which the first is at most the second
    zero = []
    for key in keys:
        smaller += [(place[key] + t - 1, place[key] + t) for t in range(1, hours)]
    for first, second, low, high in windows:
        zero += [place[second] + t for t in range(min(low, hours))]
        smaller += [(place[second] + t, place[first] + t - low) for t in range(low, hours)]
        if high is not None:
            smaller += [(place[first] + t, place[second] + t + high) for t in range(hours - high)]
    size = len(smaller)
    rows = np.repeat(np.arange(size), 2)
    matrix = coo_array(
        (np.tile([1.0, -1.0], size), (rows, np.array(smaller).ravel())), shape=(size, hours * len(keys))
    )
    objective = np.concatenate([costs[key] - np.append(costs[key][1:], 0.0) for key in keys])
    bounds = np.tile([0.0, 1.0], (hours * len(keys), 1))
    bounds[zero, 1] = 0.0
    bounds[[place[key] + hours - 1 for key in keys], 0] = 1.0
    found = linprog(objective, A_ub=matrix.tocsr(), b_ub=np.zeros(size), bounds=bounds, method="highs")
    return float(found.fun)

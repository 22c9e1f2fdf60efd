"""The search of ``search`` over many options at once, on all processors."""

import numpy as np
from numba import njit, prange

from tsunagu.planning.domain.solvers.compiled import Compiled, Floats, Ints
from tsunagu.planning.domain.solvers.search import BLOCKED, INFINITE, costs, earliest, solve_tree, trace_back

FIRST_LOOK = 40 * 24
"""Hours beyond the earliest goal that are looked at first; doubled while what lies beyond may be better."""


class Searcher:
    """Asks for the earliest or cheapest schedule of options of one compiled problem."""

    def __init__(self, compiled: Compiled) -> None:
        c = self.compiled = compiled
        self.arrays = (
            c.event_at, c.rule_at, c.hold_at, c.parent, c.low, c.high, c.order, c.bottom, c.bottom_low, c.bottom_high,
            c.earliest, c.latest, c.rules, c.holds, c.goal, c.weight[c.journey_of], c.referred[c.journey_of],
        )  # fmt: skip
        self.exact = np.array(
            [tree.dropped == 0 and len(tree.order) == events.count for events, tree in c.shapes],
            dtype=np.bool_,
        )
        self.widest = int(np.diff(c.event_at).max()) if c.options else 0

    def earliest(self, option: int, capacity: Ints, lower: Ints | None = None) -> Ints | None:
        """Return the times of the earliest schedule in the capacity left, from ``lower``; None where there is none."""
        c = self.compiled
        events = slice(c.event_at[option], c.event_at[option + 1])
        times = np.empty(c.event_at[option + 1] - c.event_at[option], dtype=np.int64)
        found = earliest(
            c.rules[c.rule_at[option] : c.rule_at[option + 1]],
            c.holds[c.hold_at[option] : c.hold_at[option + 1]],
            c.earliest[events] if lower is None else np.maximum(lower, c.earliest[events]),
            c.latest[events], capacity, capacity.shape[1], times,
        )  # fmt: skip
        return times if found else None

    def cheapest(self, options: Ints, price: Floats, capacity: Ints) -> tuple[Floats, Ints]:
        """Return cost (options,) and times (options, events) of the cheapest schedule of each option.

        The cost counts weighted hours from referral to goal and the price of all that is held; infinite where there is
        no schedule. It is exact, or a lower bound for options whose tree had to leave rules out (``exact``).
        """
        times = np.full((len(options), self.widest), -1, dtype=np.int64)
        cost = np.full(len(options), INFINITE)
        _cheapest(options, price, capacity, FIRST_LOOK, self.arrays, cost, times)
        return cost, times


@njit(cache=True, parallel=True)
def _cheapest(options, price, capacity, first_look, arrays, cost, times):  # type: ignore[no-untyped-def]
    for k in prange(options.shape[0]):
        cost[k] = _one(options[k], price, capacity, first_look, arrays, times[k])


@njit(cache=True)
def _one(option, price, capacity, first_look, arrays, times):  # type: ignore[no-untyped-def]
    """Return the cost of the cheapest schedule of one option and write its times."""
    (event_at, rule_at, hold_at, parent, low, high, order, bottom, bottom_low, bottom_high,
     earliest_at, latest_at, rules, holds, goals, weights, referrals) = arrays  # fmt: skip
    a, b = event_at[option], event_at[option + 1]
    holds = holds[hold_at[option] : hold_at[option + 1]]
    tree = (parent[a:b], low[a:b], high[a:b], order[a:b], bottom[a:b], bottom_low[a:b], bottom_high[a:b],
            goals[option])  # fmt: skip
    hours, weight, referred = capacity.shape[1], weights[option], referrals[option]
    start = np.empty(b - a, dtype=np.int64)
    rules = rules[rule_at[option] : rule_at[option + 1]]
    if not earliest(rules, holds, earliest_at[a:b], latest_at[a:b], capacity, hours, start):
        return INFINITE
    begin, goal, look = start.min(), goals[option], first_look
    while True:
        count = min(start[goal] - begin + look, hours - begin) + 1
        own = np.empty((b - a, count))
        costs(holds, start, latest_at[a:b], goal, weight, referred, price, capacity, begin, count, own)
        solve_tree(tree, count, own)
        at = np.argmin(own[goal])
        if begin + count > hours or own[goal, at] <= weight * (begin + count - referred):
            break
        look *= 2
    best = own[goal, at]
    if best >= 0.5 * BLOCKED:
        return INFINITE
    trace_back(tree, count, own, begin, at, times)
    return best

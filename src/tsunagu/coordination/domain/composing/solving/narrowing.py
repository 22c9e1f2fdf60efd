"""Leaving out, in large networks, the sites that can't be in a better chain: a bound for each, by dynamic programming.

Prices, lanes, distances and agreements are sums over pairs of parts, so the least of them with a given site follows
from eliminating the other parts one by one. The longest lead time is no sum: it is tried step by step. What is left out
(windows over several moves, second sources) can only make chains cost more, so it is a bound. A site whose bound is
not below the cost of a known chain is in no better one. Where parts hang together too closely for whole tables, their
parts are eliminated apart, which gives a lower bound still.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tsunagu.coordination.domain.composing.problem import Weights
from tsunagu.coordination.domain.composing.solving.prepared import Prepared
from tsunagu.coordination.domain.composing.solving.tables import NEVER, Scope, Table, Tables, tables_of

LARGEST_TABLE = 4_000_000
Factor = tuple[Scope, Table]
Bounds = dict[str, Table]


@dataclass(frozen=True)
class Cell:
    """Chains whose longest lead time is ``lead``, with or without a missing agreement, and what they cost at least."""

    tables: Tables
    lead: int
    const: int
    bound: int


class Narrowing:
    """The bounds of a prepared problem under weights."""

    def __init__(self, ready: Prepared, weights: Weights) -> None:
        self.ready = ready
        self.per_day = weights[4]
        rates = ready.problem.request.rates
        self.cells: list[Cell] = []
        for is_agreed in (False, True) if all(ready.chosen.values()) else ():
            tables = tables_of(ready, weights, is_agreed=is_agreed)
            papers = 0 if is_agreed else self.per_day * rates.agreement_days
            self._add_cells(tables, papers)
        self.cells.sort(key=lambda one: one.bound)

    def _add_cells(self, tables: Tables, papers: int) -> None:
        steps = sorted({int(lead) for leads in tables.leads.values() for lead in leads})
        for lead in steps:
            const = tables.const + papers + self.per_day * lead
            least = _least(_within(tables, lead), ())
            if least is not None and int(least) < NEVER:
                self.cells.append(Cell(tables, lead, const, int(least) + const))

    @property
    def bound(self) -> int:
        """What no chain can cost less than."""
        return self.cells[0].bound if self.cells else NEVER

    def bounds(self, below: int) -> Bounds:
        """Return for each part what a chain with each of its sites costs at least, as far as that is ``below``."""
        found = {
            part: np.full(len(chosen), NEVER, dtype=np.int64) for part, chosen in self.ready.chosen.items()
        }
        for cell in self.cells:
            if cell.bound >= below:
                break
            within = _within(cell.tables, cell.lead)
            for part, least in found.items():
                marginal = _least(within, (part,))
                if marginal is not None:
                    kept = cell.tables.leads[part] <= cell.lead
                    least[kept] = np.minimum(least[kept], marginal + cell.const)
        return found

    def kept(self, bounds: Mapping[str, Table], below: int) -> Prepared:
        """Return the problem with only the sites whose bound is below."""
        return self._with({part: bounds[part] < below for part in bounds})

    def nearest(self, bounds: Mapping[str, Table], most: int) -> Prepared:
        """Return the problem with the few sites of each part that have the lowest bounds."""
        keep = {}
        for part, least in bounds.items():
            order = np.argsort(least, kind="stable")[:most]
            keep[part] = np.isin(np.arange(len(least)), order)
        return self._with(keep)

    def _with(self, keep: Mapping[str, "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]"]) -> Prepared:
        chosen = {
            part: tuple(one for one, is_kept in zip(found, keep[part], strict=True) if is_kept)
            for part, found in self.ready.chosen.items()
        }
        return replace(self.ready, chosen=chosen)


def _within(tables: Tables, lead: int) -> list[Factor]:
    """Return the tables with only the sites whose lead time is not longer."""
    keep = {part: np.flatnonzero(leads <= lead) for part, leads in tables.leads.items()}
    factors: list[Factor] = [((part,), costs[keep[part]]) for part, costs in tables.alone.items()]
    factors += [(scope, table[np.ix_(keep[scope[0]], keep[scope[1]])]) for scope, table in tables.pairs]
    return factors


def _least(factors: list[Factor], kept: Scope) -> Table | None:
    """Return the least sum of all tables for each site of the part kept (or of all); None where a part is empty."""
    if any(0 in table.shape for _, table in factors):
        return None
    left = {part for scope, _ in factors for part in scope} - set(kept)
    sizes = {part: table.shape[scope.index(part)] for scope, table in factors for part in scope}
    while left:
        part = min(left, key=lambda one: (_joint_size(one, factors, sizes), one))
        touching = [factor for factor in factors if part in factor[0]]
        factors = [factor for factor in factors if part not in factor[0]]
        factors += [_eliminated(part, bucket, sizes) for bucket in _buckets(part, touching, sizes)]
        left.remove(part)
    total = np.zeros([sizes[part] for part in kept], dtype=np.int64)
    for scope, table in factors:
        total = total + (table if scope else int(table))
    return np.minimum(total, NEVER)


def _joint_size(part: str, factors: list[Factor], sizes: Mapping[str, int]) -> int:
    size = 1
    for one in sorted({one for scope, _ in factors if part in scope for one in scope}):
        size *= sizes[one]
    return size


def _buckets(part: str, touching: list[Factor], sizes: Mapping[str, int]) -> list[list[Factor]]:
    """Return the tables in heaps, of which each joint table is small enough; one heap where that can be."""
    buckets: list[list[Factor]] = []
    for factor in sorted(touching, key=lambda one: (-len(one[0]), one[0])):
        for bucket in buckets:
            if _joint_size(part, [*bucket, factor], sizes) <= LARGEST_TABLE:
                bucket.append(factor)
                break
        else:
            buckets.append([factor])
    return buckets


def _eliminated(part: str, bucket: list[Factor], sizes: Mapping[str, int]) -> Factor:
    others = tuple(sorted({one for scope, _ in bucket for one in scope} - {part}))
    scope = (*others, part)
    joint = np.zeros([sizes[one] for one in scope], dtype=np.int64)
    for own, table in bucket:
        order = sorted(range(len(own)), key=lambda place: scope.index(own[place]))
        shape = [sizes[one] if one in own else 1 for one in scope]
        joint += np.transpose(table, order).reshape(shape)
    return others, np.minimum(joint.min(axis=-1), NEVER)

"""The best chain by declared weights, with the bound that is proved for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from tsunagu.coordination.domain.composing.problem import Chain, Criteria, Weights
from tsunagu.coordination.domain.composing.solving.figures import figures_of
from tsunagu.coordination.domain.composing.solving.first import first_chain
from tsunagu.coordination.domain.composing.solving.model import Model
from tsunagu.coordination.domain.composing.solving.narrowing import Narrowing
from tsunagu.coordination.domain.composing.solving.prepared import Prepared
from tsunagu.coordination.domain.composing.solving.week import solved

WORK = 8.0
"""How much the solver may work for one chain, in its own deterministic seconds."""
FEW = 60
"""Up to so many sites over all parts, the solver is asked at once; above, needless ones are left out first."""
NEAREST = (4, 16)
POOL = 10


@dataclass(frozen=True, slots=True)
class Found:
    """A chain with its figures, what it costs by the weights, and below what no chain can be."""

    chain: Chain
    criteria: Criteria
    cost: int
    bound: float

    @property
    def is_proven(self) -> bool:
        """Whether no chain is better by the weights."""
        return self.bound >= self.cost - 0.5

    @property
    def gap(self) -> float:
        """By which share a chain could be better at most."""
        return 0.0 if self.is_proven else (self.cost - self.bound) / max(self.cost, 1)


class Composer:
    """Solves one prepared problem, again and again with other weights or without chains found before."""

    def __init__(self, ready: Prepared) -> None:
        self.ready = ready
        self.work = 0.0
        self.is_impossible = not all(ready.chosen.values())
        if self.is_impossible:
            return
        first, is_whole = first_chain(ready)
        self.is_impossible = first is None and is_whole
        if not self.is_impossible:
            self.model = Model(ready)
            self.figures = figures_of(self.model)
        if first is not None:
            self.model.hint(first)

    def best(self, weights: Weights, work: float = WORK) -> Found | None:
        """Return the best chain by the weights; None where there is none (other than those left out)."""
        if self.is_impossible:
            return None
        terms = [weight * figure for weight, figure in zip(weights, self.figures.values(), strict=True)]
        self.model.cp.minimize(cp_model.LinearExpr.sum(terms))
        moves = {move.key: self.model.legs(move.key) for move in self.model.shape.moves}
        done = solved(self.model.cp, self.model.shape, moves, work)
        self.work += done.work
        self.is_impossible = done.is_impossible
        if not done.is_found:
            return None
        return Found(
            self.model.chain(done.solver),
            Criteria(*(done.solver.value(figure) for figure in self.figures.values())),
            round(done.solver.objective_value),
            done.solver.best_objective_bound,
        )

    def leave_out(self, found: Sequence[Found]) -> None:
        """From now on find only chains that are better than each of these in some figure."""
        for one in found:
            better = []
            for figure, value in zip(self.figures.values(), one.criteria.as_tuple, strict=True):
                if value > 0:
                    literal = self.model.cp.new_bool_var("")
                    self.model.cp.add(figure <= value - 1).only_enforce_if(literal)
                    better.append(literal)
            self.model.cp.add_bool_or(better)
        self.model.cp.clear_hints()  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Best:
    """The best chain, if any, and the sites among which others are sought: all, or those nearest to it."""

    found: Found | None
    pool: Prepared
    is_whole: bool
    work: float


def best_of(ready: Prepared, weights: Weights) -> Best:
    """Return the best chain of a prepared problem by the weights."""
    if sum(len(chosen) for chosen in ready.chosen.values()) <= FEW:
        composer = Composer(ready)
        return Best(composer.best(weights), ready, True, composer.work)
    return _narrowed(ready, weights)


def _narrowed(ready: Prepared, weights: Weights) -> Best:
    """Find a good chain among the sites with the lowest bounds, then the best of all that could be in a better one."""
    narrowing = Narrowing(ready, weights)
    if not narrowing.cells:  # no chain, whatever is left away
        return Best(None, ready, True, 0.0)
    least = narrowing.bounds(narrowing.bound + 1)
    known, work = None, 0.0
    for most in NEAREST:
        composer = Composer(narrowing.nearest(least, most))
        known = composer.best(weights)
        work += composer.work
        if known is not None:
            break
    if known is None:
        composer = Composer(ready)
        return Best(composer.best(weights), ready, True, work + composer.work)
    bounds = narrowing.bounds(known.cost)
    composer = Composer(narrowing.kept(bounds, known.cost))
    better = composer.best(weights)
    bound: float = known.cost if better is None and composer.is_impossible else narrowing.bound
    if better is not None:
        bound = min(better.bound, known.cost)
    # Where a bound is as high as the known cost, known sites are left out, and the best of the others may be worse.
    best = known if better is None or better.cost > known.cost else better
    return Best(replace(best, bound=bound), narrowing.nearest(bounds, POOL), False, work + composer.work)

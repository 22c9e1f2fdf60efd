"""A plan of lots: which are started when and how large, what it costs on average, and what no plan can beat."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class StartedLot:
    """A lot of a product (by key) started in a week; ``place`` tells two lots of the same week apart."""

    week: int
    product: str
    place: int
    size: int


@dataclass(frozen=True, slots=True)
class StockPlan:
    """The lots of a plan with its mean cost over the scenarios of the problem.

    ``bound`` is what no plan of this problem and these scenarios can cost less than; None where nobody looked.
    """

    lots: tuple[StartedLot, ...]
    cost: float
    bound: float | None = None

    @property
    def gap(self) -> float | None:
        """How far above the bound it is at most, as a share of its cost."""
        if self.bound is None:
            return None
        return max(0.0, self.cost - self.bound) / self.cost if self.cost > 0 else 0.0

"""The front by comparing every chain with every other."""

from tsunagu.coordination.domain.composing.problem import Criteria
from tsunagu.coordination.domain.composing.verify.every import every_chain as all_chains

__all__ = ["all_chains", "front"]


def front(found: list[Criteria]) -> set[Criteria]:
    """Return the figures that no others beat."""
    return {one for one in found if not any(other.dominates(one) for other in set(found))}

"""What became of lots: how many of the doses that the route plans were released of each, as a value."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LotCourse:
    """How one lot of a production route went: released, or lost as a whole.

    Attributes
    ----------
    site, step : where its doses were to be filled, and in which step. attempt : which attempt to make it.
    ended_at : when it was released, or lost.
    share : doses released over doses that the route plans (cells, where patients get them by weight); None: lost.
    """

    chain: UUID
    route: str
    site: str
    step: str
    attempt: int
    ended_at: datetime
    share: float | None

    @property
    def is_lost(self) -> bool:
        """Whether nothing of it was released."""
        return self.share is None

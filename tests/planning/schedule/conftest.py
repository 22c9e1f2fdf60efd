"""The network with its published capacity, and hospitals with dates in every state."""

from tests.planning.asking.conftest import browser, hospital, other, stage, world

__all__ = ["browser", "hospital", "other", "stage", "world"]

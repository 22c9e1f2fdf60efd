"""The network with its published capacity, and hospitals whose patients have promised dates."""

from tests.planning.asking.conftest import browser, hospital, other, stage, world

__all__ = ["browser", "hospital", "other", "stage", "world"]

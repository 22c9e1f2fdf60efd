"""The network for tests of controls and trends."""

from tests.support.pages import stage, world

__all__ = ["stage", "world"]

"""The network for tests of making to stock."""

from tests.support.pages import stage, world

__all__ = ["stage", "world"]

"""The network for tests of rounds."""

from tests.support.pages import stage, world

__all__ = ["stage", "world"]

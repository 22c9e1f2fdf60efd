"""The network for tests of comparability studies."""

from tests.support.pages import stage, world

__all__ = ["stage", "world"]

"""The network for tests of qualifications."""

from tests.support.pages import stage, world

__all__ = ["stage", "world"]

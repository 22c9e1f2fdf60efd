"""The world for tests of pages."""

from tests.support.pages import stage, world

__all__ = ["stage", "world"]

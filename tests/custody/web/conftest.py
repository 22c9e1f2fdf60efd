"""The world for tests of the pages of custody: a clone per file, a transaction per test."""

from tests.stories.conftest import build, open_world, stage, world

__all__ = ["build", "open_world", "stage", "world"]

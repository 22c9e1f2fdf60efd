"""The world for the scan page's tests: a clone per file, a transaction per test."""

from tests.stories.conftest import build, open_world, stage, world

__all__ = ["build", "open_world", "stage", "world"]

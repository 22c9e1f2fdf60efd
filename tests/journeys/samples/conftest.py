"""The world for tests of samples: a clone per file, a transaction per test, and one that is served."""

from tests.stories.conftest import build, open_world, stage, world

__all__ = ["build", "open_world", "stage", "world"]

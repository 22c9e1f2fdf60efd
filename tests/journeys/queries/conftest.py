"""The world for tests of pages."""

import pytest

pytest.register_assert_rewrite("tests.support.pages")

from tests.support.pages import stage, world

__all__ = ["stage", "world"]

"""The cast of members for tests of coordination."""

from tests.members.conftest import cast

__all__ = ["cast"]

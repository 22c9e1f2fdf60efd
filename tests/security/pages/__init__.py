"""The reviewed list of pages: who may open each, and how its address is made. One without an entry fails the build."""

from tests.security.pages import agreements, entrance, journeys, laboratory, members, planning, portal
from tests.security.pages.kinds import (
    ACCOUNT,
    ADDRESSEE,
    EVERYONE,
    GONE,
    HOSPITAL,
    PARTIES,
    PROGRAM,
    PUBLIC,
    Page,
    Scene,
)

PARTS = (entrance, members, agreements, journeys, laboratory, planning, portal)
PAGES: dict[str, Page] = {name: page for part in PARTS for name, page in part.PAGES.items()}

__all__ = [
    "ACCOUNT",
    "ADDRESSEE",
    "EVERYONE",
    "HOSPITAL",
    "PAGES",
    "PARTIES",
    "PROGRAM",
    "PUBLIC",
    "GONE",
    "Page",
    "Scene",
]

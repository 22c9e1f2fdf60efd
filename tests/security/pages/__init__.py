"""The reviewed list of pages: who may open each, and how its address is made. One without an entry fails the build.

Each module of this folder lists the pages of one area.
"""

from importlib import import_module
from pkgutil import iter_modules

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

PARTS = [import_module(f"{__name__}.{one.name}") for one in iter_modules(__path__) if one.name != "kinds"]
PAGES: dict[str, Page] = {name: page for part in PARTS for name, page in part.PAGES.items()}

__all__ = [
    "ACCOUNT",
    "ADDRESSEE",
    "EVERYONE",
    "GONE",
    "HOSPITAL",
    "PAGES",
    "PARTIES",
    "PROGRAM",
    "PUBLIC",
    "Page",
    "Scene",
]

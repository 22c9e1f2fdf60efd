"""Statements reach the database only by ways that say who asks: no other way past the settings of the scope."""

import re
from pathlib import Path

import pytest

from tsunagu.project.configuration import CHECKOUT

SOURCES = sorted((CHECKOUT / "src" / "tsunagu").rglob("*.py"))
PAST_THE_SETTINGS = re.compile(
    r"\.(callproc|stream|copy_expert)\(|cursor\.copy\(|connection\.connection\b|RESET ALL|ROLLBACK TO", re.I
)
READ_PIECE_BY_PIECE = re.compile(r"\.iterator\(")
"""A cursor of the server keeps on reading in whatever scope comes next; replay alone has one scope throughout."""


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(CHECKOUT / "src")))
def test_no_statement_goes_past_the_scope(file: Path) -> None:
    text = file.read_text()
    if "foundation/database" not in file.as_posix():
        assert not PAST_THE_SETTINGS.search(text)
    if file.as_posix().endswith("custody/services/replay.py"):
        return
    assert not READ_PIECE_BY_PIECE.search(text)

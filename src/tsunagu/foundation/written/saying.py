"""Sentences about a file: as much of a cell as fits into one, and the refusal of a file as a whole."""

from typing import NoReturn

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

LONGEST_SHOWN = 30


def clipped(text: str) -> str:
    """Return as much of a text as fits in a sentence, on one line."""
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_SHOWN else plain[:LONGEST_SHOWN] + "…"


def refuse(code: str, ja: str, en: str) -> NoReturn:
    """Refuse the file with one sentence in both languages."""
    raise BadInput(code, Text(ja, en), field="file")

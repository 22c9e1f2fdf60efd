"""What was read from a file: a value with its circumstances, and a problem with its row."""

from dataclasses import dataclass
from datetime import datetime

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.saying import clipped

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class ReadValue:
    """One result as the file says it; nothing is judged, converted or rounded.

    Attributes
    ----------
    text : the result in the form that ``parse_number`` and ``judge`` read (decimal sign is the point).
    unit : as written in the unit column, the header or behind the number; empty where none is written.
    replicate : as written; empty where there is none. For a plate: the well.
    measured_at : with time zone (Japan's where the file names none); a day without a time is its midnight.
    row : line of the file, or row of the sheet, counted from 1.
    """

    sample: str
    characteristic: str
    text: str
    unit: str
    replicate: str
    measured_at: datetime | None
    operator: str
    instrument: str
    reagent_lots: tuple[str, ...]
    row: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read, or must be looked at: a stable code, its row and column, a sentence.

    Attributes
    ----------
    row : counted from 1; None where the whole file is meant.
    column : header of the column, or the well; empty where the whole row is meant.
    sample : which the row names, if it does.
    """

    code: str
    row: int | None
    column: str
    sentence: Text
    sample: str = ""


def problem(refused: BadInput, row: int | None, column: str) -> Problem:
    """Return the refusal of one cell as a problem of its row: the rest of the file is still understood."""
    place = Text(
        "" if row is None else f"{row}行目" + (f"「{clipped(column)}」" if column else "") + "：",
        "" if row is None else f"Row {row}" + (f", {clipped(column)!r}" if column else "") + ": ",
    )
    sentence = Text(place.ja + refused.reason.ja, place.en + refused.reason.en)
    return Problem(refused.code, row, column, sentence)

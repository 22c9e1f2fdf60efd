"""Which column of a file is what, as a person says it: the columns to ask about, the choices, the shape of a file."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from tsunagu.evaluation.domain.files.fcs import is_fcs
from tsunagu.evaluation.domain.files.grids import find_grids
from tsunagu.evaluation.domain.files.headers import HEADER_WITHIN_ROWS, IGNORED, MEANS, find_header, plain
from tsunagu.evaluation.domain.files.layouts import is_layout
from tsunagu.evaluation.domain.files.synonyms import NAMES
from tsunagu.evaluation.domain.files.tables import read_table
from tsunagu.foundation.text import Text

MOST_COLUMNS = 40
FIELD = "column_"
"""A choice for a column is named by its place: ``column_0`` for the first."""


def headings(content: bytes, sheet: str | None = None) -> tuple[str, ...]:
    """Return the texts above the columns of a table, as far as a person may be asked about them.

    Where no header is recognised, those of the first row that is filled most. Plates and cytometer files have none.
    Refuses what is no table at all.
    """
    if is_fcs(content):
        return ()
    rows = read_table(content, sheet).rows
    if any(not is_layout(grid) for grid in find_grids(rows)):
        return ()
    header = find_header(rows)
    if header is not None:
        return header.texts[:MOST_COLUMNS]
    fullest = max(rows[:HEADER_WITHIN_ROWS], key=lambda row: row.filled)
    return fullest.cells[:MOST_COLUMNS] if fullest.filled > 1 else ()


def signature(heads: Sequence[str]) -> str:
    """Return what tells files with one header from others: the SHA-256 of its texts as they are compared."""
    return hashlib.sha256("\x1f".join(plain(one) for one in heads).encode("utf-8", "replace")).hexdigest()


def chosen_columns(heads: Sequence[str], choices: Mapping[str, str]) -> dict[str, str]:
    """Return header -> choice from what was chosen for each place; what was left as understood isn't in it."""
    found = {}
    for place, head in enumerate(heads):
        choice = choices.get(f"{FIELD}{place}", "")
        if head and (choice in NAMES or choice == IGNORED or choice.startswith(MEANS)):
            found[head] = choice
    return found


def column_choices(panel: Iterable[tuple[str, Text]]) -> list[tuple[str, Text]]:
    """Return what a column may be chosen to be; ``panel`` gives key and name of each characteristic."""
    roles = [(role, Text(ja, en)) for role, (ja, en) in NAMES.items()]
    means = [(f"{MEANS}{key}", Text(f"「{name.ja}」の測定値", f"values of {name.en}")) for key, name in panel]
    return [*roles, *means, (IGNORED, Text("読み飛ばす", "pass over"))]

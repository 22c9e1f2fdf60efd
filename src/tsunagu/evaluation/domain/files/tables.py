"""A file of results as a table: a merged cell that holds a result counts once."""

from tsunagu.evaluation.domain.numbers import parse_number
from tsunagu.evaluation.domain.words import word_in
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.written import tables
from tsunagu.foundation.written.rows import Table


def read_table(content: bytes, sheet: str | None = None) -> Table:
    """Return the rows of a table, or refuse the file with one sentence; see ``foundation.written.tables``."""
    return tables.read_table(content, sheet, _is_result)


def _is_result(text: str) -> bool:
    try:
        return word_in(text) is not None or parse_number(text) is not None
    except BadInput:
        return False

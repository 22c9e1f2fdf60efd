"""Tables with one sample per row and one characteristic per column, the unit in the column's name."""

from collections.abc import Sequence

from tsunagu.evaluation.domain.files.cells import result_text
from tsunagu.evaluation.domain.files.circumstances import (
    Circumstances,
    Reading,
    above_header,
    read_circumstances,
    row_problem,
)
from tsunagu.evaluation.domain.files.headers import Header
from tsunagu.evaluation.domain.files.long_form import one_unit
from tsunagu.evaluation.domain.files.values import LONGEST_NAME, Problem, ReadValue
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.written.rows import DecimalSign, Row, Table

SAMPLED_ROWS = 50
_TEXT_CODES = frozenset(
    {"value_not_a_number", "value_rest", "value_long", "value_empty", "value_none", "value_separator"}
)


def read_wide(table: Table, header: Header) -> Reading:
    """Return the results of a table with one sample per row.

    An empty cell is no result and no problem: not every sample has every test. A column without a unit in which
    nothing can be read as a result (remarks, names of files) is passed over and listed as ignored.
    """
    rows = table.rows[header.first :]
    places = [place for place in header.results if _holds_results(rows, header, place, table.decimal)]
    above = above_header(table.rows, header)
    values: list[ReadValue] = []
    problems: list[Problem] = []
    for row in rows:
        if row.cells == header.texts or not any(row.cell(place) for place in places):
            continue
        try:
            circumstances = read_circumstances(row, header, above)
        except BadInput as refused:
            problems.append(row_problem(refused, row, header))
            continue
        for place in places:
            _read_cell(row, header, place, table.decimal, circumstances, values, problems)
    used = {*header.roles.values(), *header.lots, *places}
    ignored = tuple(text for place, text in enumerate(header.texts) if text and place not in used)
    return Reading(tuple(values), tuple(problems), ignored)


def _holds_results(rows: Sequence[Row], header: Header, place: int, decimal: DecimalSign) -> bool:
    if len(header.names[place]) > LONGEST_NAME:
        return False
    cells = [cell for row in rows[:SAMPLED_ROWS] if (cell := row.cell(place))]
    return bool(header.units[place]) or any(_looks_like_result(cell, decimal) for cell in cells)


def _looks_like_result(cell: str, decimal: DecimalSign) -> bool:
    try:
        result_text(cell, decimal)
    except BadInput as refused:
        return refused.code not in _TEXT_CODES
    return True


def _read_cell(
    row: Row,
    header: Header,
    place: int,
    decimal: DecimalSign,
    circumstances: Circumstances,
    values: list[ReadValue],
    problems: list[Problem],
) -> None:
    cell = row.cell(place)
    if not cell:
        return
    try:
        text, behind = result_text(cell, decimal)
        unit = one_unit(header.units[place], behind)
    except BadInput as refused:
        refused.field = None
        problems.append(row_problem(refused, row, header, place))
    else:
        values.append(circumstances.value(header.names[place], text, unit, row.number))

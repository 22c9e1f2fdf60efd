"""Tables with one result per row: sample, characteristic, value, unit and what stands beside them."""

from collections.abc import Mapping

from tsunagu.evaluation.domain.files.cells import is_same, result_text
from tsunagu.evaluation.domain.files.circumstances import (
    Reading,
    above_header,
    read_circumstances,
    row_problem,
)
from tsunagu.evaluation.domain.files.headers import Header
from tsunagu.evaluation.domain.files.values import LONGEST_NAME, Problem, ReadValue
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.rows import DecimalSign, Row, Table
from tsunagu.foundation.written.saying import clipped


def read_long(table: Table, header: Header) -> Reading:
    """Return the results of a table with one result per row.

    A row that can't be read becomes a problem with its number; the others are still understood. A header that is
    repeated (a page of the print-out) is passed over.
    """
    above = above_header(table.rows, header)
    values: list[ReadValue] = []
    problems: list[Problem] = []
    for row in table.rows[header.first :]:
        if row.cells == header.texts:
            continue
        try:
            values.append(_value(row, header, above, table.decimal))
        except BadInput as refused:
            problems.append(row_problem(refused, row, header))
    used = {*header.roles.values(), *header.lots}
    ignored = tuple(text for place, text in enumerate(header.texts) if text and place not in used)
    return Reading(tuple(values), tuple(problems), ignored)


def _value(row: Row, header: Header, above: Mapping[str, str], decimal: DecimalSign) -> ReadValue:
    circumstances = read_circumstances(row, header, above)
    characteristic = row.cell(header.roles.get("characteristic"))
    if not characteristic and "characteristic" in header.roles:
        sentence = Text("項目がありません。", "There is no characteristic.")
        raise BadInput("characteristic_empty", sentence, field="characteristic")
    if len(characteristic) > LONGEST_NAME:
        ja, en = "項目の名前が長すぎます。", "The name of the characteristic is too long."
        raise BadInput("name_long", Text(ja, en), field="characteristic")
    place = header.roles["value"]
    try:
        text, behind = result_text(row.cell(place), decimal)
        stated = row.cell(header.roles.get("unit")) or header.units[place]
        return circumstances.value(characteristic, text, one_unit(stated, behind), row.number)
    except BadInput as refused:
        refused.field = refused.field or "value"
        raise


def one_unit(stated: str, behind: str) -> str:
    """Return the unit of a result; refuse a unit behind the number that isn't the one of its column."""
    if len(stated) > LONGEST_NAME:
        raise BadInput("name_long", Text("単位が長すぎます。", "The unit is too long."), field="unit")
    if stated and behind and not is_same(behind, stated):
        ja = f"単位が2通り書かれています（「{clipped(stated)}」と「{clipped(behind)}」）。"
        raise BadInput(
            "unit_twice", Text(ja, f"Two units are given: {clipped(stated)!r} and {clipped(behind)!r}.")
        )
    return stated or behind

"""A value of a file in the unit of its characteristic: the same unit, or converted exactly and said so."""

from dataclasses import dataclass

from tsunagu.evaluation.domain.files.values import ReadValue
from tsunagu.evaluation.domain.numbers import parse_number
from tsunagu.evaluation.domain.specification import Characteristic
from tsunagu.evaluation.domain.ucum import convert, ucum_code
from tsunagu.evaluation.domain.units import is_same_unit, shown_unit
from tsunagu.evaluation.domain.words import is_not_yet, word_in
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.saying import clipped


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading in the unit of its characteristic, and what was done to it or is missing."""

    text: str
    note: Text | None = None


def in_unit_of(characteristic: Characteristic, value: ReadValue) -> Reading:
    """Return the reading in the characteristic's unit; words and running tests stay as they are.

    Refuses (``BadInput``, with the row) a unit that is unknown, of another quantity, or doesn't come out even.
    """
    if characteristic.expected is not None or word_in(value.text) or is_not_yet(value.text):
        return Reading(value.text)
    wanted = shown_unit(characteristic.unit)
    if not value.unit:
        if not wanted.ja:
            return Reading(value.text)
        ja = f"ファイルに単位がありません。{wanted.ja}の値として読みました。"
        return Reading(value.text, Text(ja, f"The file names no unit; read as {wanted.en}."))
    if is_same_unit(value.unit, characteristic.unit):
        return Reading(value.text)
    try:
        return _converted(characteristic, value)
    except BadInput as refused:
        ja = f"{value.row}行目：{refused.reason.ja}"
        raise BadInput(refused.code, Text(ja, f"Row {value.row}: {refused.reason.en}"), "file") from refused


def _converted(characteristic: Characteristic, value: ReadValue) -> Reading:
    code, unit = ucum_code(value.unit), characteristic.unit or "1"
    if code == unit:
        return Reading(value.text)
    typed = parse_number(value.text)
    text = f"{typed.comparator}{convert(typed.number, code, unit):f}"
    wanted, given = shown_unit(unit), clipped(value.unit)
    note = Text(
        f"単位を換算しました：{clipped(value.text)} {given} → {text} {wanted.ja}",
        f"Unit converted: {clipped(value.text)} {given} → {text} {wanted.en}",
    )
    return Reading(text, note)

"""Who, when, with which instrument: what stands beside a result in its row or above the whole table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tsunagu.evaluation.domain.files.headers import Header, plain, role_of
from tsunagu.evaluation.domain.files.moments import read_moment
from tsunagu.evaluation.domain.files.synonyms import NAMES, SUMMARIES
from tsunagu.evaluation.domain.files.values import LONGEST_NAME, Problem, ReadValue, problem
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.rows import Row
from tsunagu.foundation.written.saying import clipped

_SUMMARIES = frozenset(plain(name) for name in SUMMARIES)
_ABOVE = ("operator", "instrument", "reagent_lot")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table says.

    Attributes
    ----------
    values : the results that were understood, in the order of the file.
    problems : the cells that were not.
    ignored : headers of columns that were passed over.
    """

    values: tuple[ReadValue, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a row says about all its results."""

    sample: str
    replicate: str
    measured_at: datetime | None
    operator: str
    instrument: str
    reagent_lots: tuple[str, ...]

    def value(self, characteristic: str, text: str, unit: str, row: int) -> ReadValue:
        """Return a result under these circumstances."""
        return ReadValue(
            self.sample,
            characteristic,
            text,
            unit,
            self.replicate,
            self.measured_at,
            self.operator,
            self.instrument,
            self.reagent_lots,
            row,
        )


def read_circumstances(row: Row, header: Header, above: Mapping[str, str]) -> Circumstances:
    """Return what stands beside the results of a row.

    Parameters
    ----------
    above : what the lines above the header say, for rows that don't say it themselves.

    Refuses a row without its sample, one that sums up others (平均, SD), a name of more than 200 characters, and a
    time that can't be read.
    """
    sample = _named(row, header, "sample")
    if not sample and "sample" in header.roles:
        raise BadInput("sample_empty", Text("検体がありません。", "There is no sample."), field="sample")
    if plain(sample) in _SUMMARIES:
        ja = f"「{clipped(sample)}」は集計の行とみて、検体の結果としては読みません。"
        en = f"{clipped(sample)!r} is taken for a row that sums up the others; it is not read as a sample."
        raise BadInput("row_summary", Text(ja, en), field="sample")
    lots = tuple(lot for place in header.lots if (lot := row.cell(place)))
    if any(len(lot) > LONGEST_NAME for lot in lots):
        raise _too_long(max(lots, key=len), "reagent_lot")
    lot_above = above.get("reagent_lot")
    return Circumstances(
        sample,
        _named(row, header, "replicate"),
        _measured_at(row, header),
        _named(row, header, "operator") or above.get("operator", ""),
        _named(row, header, "instrument") or above.get("instrument", ""),
        lots or ((lot_above,) if lot_above else ()),
    )


def _named(row: Row, header: Header, role: str) -> str:
    text = row.cell(header.roles.get(role))
    if len(text) > LONGEST_NAME:
        raise _too_long(text, role)
    return text


def _too_long(text: str, role: str) -> BadInput:
    ja = f"「{clipped(text)}」は長すぎます（上限{LONGEST_NAME}文字）。"
    return BadInput(
        "name_long", Text(ja, f"{clipped(text)!r} has more than {LONGEST_NAME} characters."), field=role
    )


def _measured_at(row: Row, header: Header) -> datetime | None:
    whole = row.cell(header.roles.get("measured_at"))
    day, clock = row.cell(header.roles.get("date")), row.cell(header.roles.get("clock"))
    # a book gives a day as midnight; the time beside it is the one that counts
    parts = day.removesuffix(" 00:00:00") if clock else day
    text = whole or f"{parts} {clock}".strip()
    try:
        return read_moment(text) if text else None
    except BadInput as refused:
        refused.field = "measured_at"
        raise


def column_of(refused: BadInput, header: Header, place: int | None = None) -> str:
    """Return the header of the column that a refusal is about."""
    at = header.roles.get(refused.field or "", place) if refused.field in NAMES else place
    return header.texts[at] if at is not None and at < len(header.texts) else ""


def row_problem(refused: BadInput, row: Row, header: Header, place: int | None = None) -> Problem:
    """Return the refusal of a row, or of one of its cells, as a problem with its place."""
    found = problem(refused, row.number, column_of(refused, header, place))
    return replace(found, sample=row.cell(header.roles.get("sample"))[:LONGEST_NAME])


def above_header(rows: Sequence[Row], header: Header) -> dict[str, str]:
    """Return operator, instrument and reagent lot where lines above the header name them (``測定者：田中``)."""
    found: dict[str, str] = {}
    for row in rows:
        if row.number >= header.row:
            break
        filled = [cell for cell in row.cells if cell]
        if len(filled) == 1:
            filled = [part.strip() for part in filled[0].replace("：", ":").split(":", 1)]
        if len(filled) != 2 or len(filled[1]) > LONGEST_NAME:
            continue
        role = role_of(filled[0])
        if role in _ABOVE:
            found.setdefault(role, filled[1])
    return found

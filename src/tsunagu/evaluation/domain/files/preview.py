"""One entry to every file of an instrument: what kind it is and what it says, for a person to confirm."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from tsunagu.evaluation.domain.files.cautions import cautions
from tsunagu.evaluation.domain.files.circumstances import Reading
from tsunagu.evaluation.domain.files.fcs import FlowFile, is_fcs, read_flow
from tsunagu.evaluation.domain.files.grids import find_grids
from tsunagu.evaluation.domain.files.headers import Header, find_header, plain
from tsunagu.evaluation.domain.files.layouts import Place, is_layout
from tsunagu.evaluation.domain.files.long_form import read_long
from tsunagu.evaluation.domain.files.plates import Plate, read_plates
from tsunagu.evaluation.domain.files.tables import read_table
from tsunagu.evaluation.domain.files.values import Problem, ReadValue
from tsunagu.evaluation.domain.files.wide_form import read_wide
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.rows import DecimalSign, Table
from tsunagu.foundation.written.saying import refuse

Kind = Literal["long", "wide", "plate", "fcs"]
KIND_NAMES: dict[str, Text] = {
    "long": Text("1行に1つの結果の表", "a table with one result per row"),
    "wide": Text("1行に1検体の表", "a table with one sample per row"),
    "plate": Text("プレートリーダーの表", "plates of a reader"),
    "fcs": Text("フローサイトメーターのファイル", "a file of a flow cytometer"),
}
_ENDINGS = {
    "csv": ("csv", "txt", "tsv", "tab", "dat", "asc", "prn"),
    "xlsx": ("xlsx", "xlsm"),
    "fcs": ("fcs", "lmd"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column that was recognised: its header, its role (``value``, or ``result`` in a wide table), its unit."""

    header: str
    role: str
    unit: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What a file was understood to say; nothing is recorded yet.

    Attributes
    ----------
    kind : long, wide, plate or fcs; ``KIND_NAMES`` says it in words.
    sheet, sheets, encoding, separator, decimal : how the table was read; empty where they don't apply.
    header_row : row of the header, counted from 1; None for plates and cytometer files.
    columns, ignored : columns that were recognised, and headers of those that were passed over.
    rows : results, in the order of the file. For plates: sample from the layout (or the well), title as the
        characteristic, the well as the replicate. For cytometer files: none, since gates must be chosen first.
    problems : cells that could not be read. ``cautions`` : what was read and looks odd.
    plates, flow : the plates with their wells; the cytometer's file.
    """

    kind: Kind
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""
    decimal: DecimalSign = "."
    header_row: int | None = None
    columns: tuple[Column, ...] = ()
    ignored: tuple[str, ...] = ()
    rows: tuple[ReadValue, ...] = ()
    problems: tuple[Problem, ...] = ()
    cautions: tuple[Problem, ...] = ()
    plates: tuple[Plate, ...] = ()
    flow: FlowFile | None = None


def understand(
    name: str,
    content: bytes,
    mapping: Mapping[str, str] | None = None,
    today: date | None = None,
    layout: Mapping[str, Place] | None = None,
    by_hand: Mapping[str, str] | None = None,
) -> Understood:
    """Return what a file of an instrument says, recognised by its content rather than by its ending.

    Parameters
    ----------
    name : name of the file; only compared with the content, for a caution.
    mapping : role -> header of its column (``{"value": "Conc."}``; an empty text leaves a role out), and
        ``sheet`` -> name of the sheet. Without it both are found out.
    today : Japan's day, to name results that lie in the future.
    layout : well -> place for plates (``plates.read_layout``).
    by_hand : header -> what its column is, as a person said it (``headers.find_header``).

    Refuses (``BadInput``) with one sentence what can't be understood at all.
    """
    if is_fcs(content):
        return _cautioned_by_name(_flow(content), name, "fcs")
    columns = dict(mapping or {})
    table = read_table(content, columns.pop("sheet", None) or None)
    has_plate = not columns and any(not is_layout(grid) for grid in find_grids(table.rows))
    found = _plates(table, today, layout) if has_plate else _results(table, columns, today, by_hand)
    how = replace(
        found,
        sheet=table.sheet,
        sheets=table.sheets,
        encoding=table.encoding,
        separator=table.separator,
        decimal=table.decimal,
    )
    return _cautioned_by_name(how, name, table.kind)


def _results(
    table: Table, columns: Mapping[str, str], today: date | None, by_hand: Mapping[str, str] | None
) -> Understood:
    header = find_header(table.rows, columns, by_hand)
    if header is None:
        refuse(
            "file_header",
            "見出しの行が見つかりません。「検体」「項目」「測定値」「単位」の列か、検体ごとの行の表にしてください。",
            "No header was found; give the columns sample, characteristic, value and unit, or one row per sample.",
        )
    reading = read_long(table, header) if header.is_long else read_wide(table, header)
    if not reading.values and not reading.problems:
        refuse(
            "file_no_results",
            "見出しの下に結果が1件もありません。",
            "There is not one result beneath the header.",
        )
    return Understood(
        "long" if header.is_long else "wide",
        header_row=header.row,
        columns=_columns(header, reading),
        ignored=reading.ignored,
        rows=reading.values,
        problems=reading.problems,
        cautions=(*cautions(reading.values, today), *_dilution(reading)),
    )


def _dilution(reading: Reading) -> tuple[Problem, ...]:
    """Return a caution where a column of dilutions was passed over: the results may be those of the dilution."""
    columns = [text for text in reading.ignored if plain(text).startswith(("希釈", "dilution"))]
    ja = "希釈倍率の列は計算に使いません。測定値が希釈前の検体の値か確かめてください。"
    en = "The dilution is not used; check that the values are those of the undiluted sample."
    return tuple(Problem("dilution_ignored", None, column, Text(ja, en)) for column in columns)


def _columns(header: Header, reading: Reading) -> tuple[Column, ...]:
    role_at = dict.fromkeys(header.lots, "reagent_lot")
    role_at |= {place: role for role, place in header.roles.items()}
    role_at |= {place: "result" for place in header.results if place not in role_at}
    return tuple(
        Column(header.texts[place], role, header.units[place])
        for place, role in sorted(role_at.items())
        if role != "result" or header.texts[place] not in reading.ignored
    )


def _plates(table: Table, today: date | None, layout: Mapping[str, Place] | None) -> Understood:
    found = read_plates(table, layout)
    rows = tuple(
        ReadValue(
            well.place.sample or well.name, plate.title, f"{well.value}", "", well.name, None, "", "", (), at
        )
        for plate in found.plates
        for well in plate.wells
        if well.value is not None
        for at in (plate.row + well.row,)
    )
    odd = [caution for caution in cautions(rows, today) if caution.code == "twice"]
    if layout is None and not found.has_layout:
        ja = "プレートの配置（どのウェルがどの検体か）がありません。配置を選んでください。"
        odd.append(
            Problem("layout_missing", None, "", Text(ja, "There is no layout of the plate; choose one."))
        )
    return Understood("plate", rows=rows, problems=found.problems, cautions=tuple(odd), plates=found.plates)


def _flow(content: bytes) -> Understood:
    ja = "蛍光補正をしていない生データです。補正が要る測定では、解析ソフトの結果の表を取り込んでください。"
    en = "These are raw data without compensation; where that is needed, import the table of the analysis software."
    return Understood(
        "fcs", flow=read_flow(content), cautions=(Problem("fcs_uncompensated", None, "", Text(ja, en)),)
    )


def _cautioned_by_name(found: Understood, name: str, content_kind: str) -> Understood:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if not ending or ending in _ENDINGS[content_kind]:
        return found
    what = {
        "csv": ("文字の表（CSV）", "text (CSV)"),
        "xlsx": ("Excelファイル", "an Excel book"),
        "fcs": ("FCS", "FCS"),
    }
    ja, en = what[content_kind]
    sentence = Text(
        f"ファイル名の末尾は「.{ending[:10]}」ですが、中身は{ja}です。{ja}として読みました。",
        f"The file's name ends with .{ending[:10]}, but it is {en}; it was read as such.",
    )
    return replace(found, cautions=(*found.cautions, Problem("file_ending", None, "", sentence)))

"""A list of members as rows of values, with every fault at its sheet, row and column; nothing is written here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.cells import plain
from tsunagu.foundation.written.rows import Merged, Row, Table
from tsunagu.foundation.written.saying import clipped
from tsunagu.members.domain.register.columns import (
    COLUMNS,
    EXAMPLE_MARK,
    GROUPING,
    REMARKS,
    TOTALS,
    column_name,
)
from tsunagu.members.domain.register.record import Line
from tsunagu.members.domain.register.values import column_of, is_vague, value_in

MOST_LINES = 5_000
HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of a list; ``row`` 0: of the list as a whole, no column: of the row as a whole."""

    row: int
    column: str
    reason: Text
    sheet: str = ""
    cell: str = ""

    @property
    def sentence(self) -> Text:
        """Sheet, row, column, cell and what to do, as people look for it in their file."""
        name = column_name(self.column) if self.column in COLUMNS else Text(self.column, self.column)
        ja = f"シート「{self.sheet}」" if self.sheet else ""
        en = f"Sheet “{self.sheet}”, " if self.sheet else ""
        if self.row:
            ja, en = f"{ja}{self.row}行目", f"{en}row {self.row}"
        if self.column:
            ja, en = f"{ja}「{name.ja}」", f"{en}, “{name.en}”"
        if self.cell:
            ja, en = f"{ja}（セル{self.cell}）", f"{en} (cell {self.cell})"
        en = en[:1].upper() + en[1:]
        return Text(
            f"{ja}：{self.reason.ja}" if ja else self.reason.ja,
            f"{en}: {self.reason.en}" if en else self.reason.en,
        )


@dataclass(slots=True)
class ReadList:
    """What a list says: its rows, its columns, what could not be read, and how it was understood."""

    lines: list[Line] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)


class _Reader:
    """Goes through one table; the faults and notes gather in ``found``."""

    def __init__(self, table: Table, fee_classes: Mapping[str, Text]) -> None:
        self.table, self.fee_classes = table, fee_classes
        self.found = ReadList()
        self.places: dict[int, str] = {}
        self.untold: set[int] = set()

    def fault(self, row: int, column: str, reason: Text, place: int | None = None) -> None:
        """Keep a fault, with the name of its cell where the file is a book."""
        cell = (
            f"{get_column_letter(place + 1)}{row}" if place is not None and self.table.kind == "xlsx" else ""
        )
        self.found.faults.append(Fault(row, column, reason, self.table.sheet, cell))

    def read(self) -> ReadList:
        """Read header and rows."""
        at = self._header()
        rows = self.table.rows[at + 1 :]
        if len(rows) > MOST_LINES:
            raise BadInput("file_rows", _TOO_MANY, "file")
        self._merged(self.table.rows[at].number)
        self._hidden({row.number for row in rows})
        left_out = []
        for row in rows:
            if self._is_no_member(row):
                left_out.append(row.number)
            elif row.number not in self.untold:
                self._line(row)
        if left_out:
            self._note_left_out(left_out)
        return self.found

    def _header(self) -> int:
        """Find the row that names the most columns, its name among them; rows above it are titles."""
        best, most = -1, 1
        for at, row in enumerate(self.table.rows[:HEADER_WITHIN]):
            known = {place: key for place, cell in enumerate(row.cells) if (key := column_of(cell))}
            if "name_ja" in known.values() and len(set(known.values())) > most:
                best, most, self.places = at, len(set(known.values())), known
        if best < 0:
            raise BadInput("file_header", NO_HEADER, "file")
        self._check_headings(self.table.rows[best])
        self.found.columns = tuple(dict.fromkeys(self.places.values()))
        return best

    def _check_headings(self, row: Row) -> None:
        seen: set[str] = set()
        self._leave_vague(row)
        unknown = [clipped(cell) for place, cell in enumerate(row.cells) if cell and place not in self.places]
        for place, key in list(self.places.items()):
            if key in seen:
                self.fault(row.number, key, _TWICE, place)
                del self.places[place]
            seen.add(key)
        if unknown:
            names_ja, names_en = "」「".join(unknown), ", ".join(f"“{one}”" for one in unknown)
            self.found.notes.append(Text(
                f"「{names_ja}」の列は登録の項目にないため、取り込みません。",
                f"The register has no column {names_en}: what stands there is left out.",
            ))  # fmt: skip

    def _leave_vague(self, row: Row) -> None:
        """Leave out a column whose heading is vague (No., 会費) where another one names the same plainly."""
        plainly = {key for place, key in self.places.items() if not is_vague(row.cell(place))}
        self.places = {
            place: key
            for place, key in self.places.items()
            if key not in plainly or not is_vague(row.cell(place))
        }

    def _merged(self, header: int) -> None:
        """Understand cells merged downwards over rows that share a word; refuse others, by their cells."""
        spread = []
        for area in self.table.merged:
            touched = {
                self.places[place] for place in range(area.left, area.right + 1) if place in self.places
            }
            if area.bottom <= header or not touched or self._is_total_area(area):
                continue
            if area.is_within_a_column and touched <= GROUPING and area.top > header:
                spread.append(area.reference)
                continue
            key = sorted(touched, key=list(COLUMNS).index)[0]
            self.untold.update(range(area.top, area.bottom + 1))
            self.found.faults.append(Fault(area.top, key, MERGED, self.table.sheet, area.reference))
        if spread:
            cells = "、".join(spread[:5]) + ("ほか" if len(spread) > 5 else "")
            self.found.notes.append(Text(
                f"縦に結合されたセル（{cells}）は、結合された行すべてに同じ値があるものとして読みました。",
                f"Cells merged downwards ({', '.join(spread[:5])}) were read as the same value in each of their rows.",
            ))  # fmt: skip

    def _is_total_area(self, area: Merged) -> bool:
        rows = [row for row in self.table.rows if area.top <= row.number <= area.bottom]
        return bool(rows) and all(self._is_no_member(row) for row in rows)

    def _hidden(self, rows: set[int]) -> None:
        hidden = sorted(rows & self.table.hidden)
        if hidden:
            self.found.notes.append(Text(
                f"非表示の行が{len(hidden)}行あり（{_some(hidden)}行目）、ほかの行と同じように読みました。",
                f"{len(hidden)} hidden rows ({_some(hidden)}) were read like the others.",
            ))  # fmt: skip

    def _is_no_member(self, row: Row) -> bool:
        """Say whether a row holds totals, a remark underneath, or the example of the template."""
        names = [row.cell(place) for place, key in self.places.items() if key in ("number", "name_ja")]
        first = next((plain(cell) for cell in row.cells if cell), "")
        said = {plain(cell).lower() for cell in names if cell} | {first.lower()}
        is_total = any(one in TOTALS or one.startswith(("合計", "総計", "小計")) for one in said)
        is_example = any(EXAMPLE_MARK in cell for cell in names)
        return is_total or is_example or (first.startswith(REMARKS) and row.filled == 1)

    def _note_left_out(self, rows: list[int]) -> None:
        self.found.notes.append(Text(
            f"合計・注記・記入例の行（{_some(rows)}行目）は会員として読みませんでした。",
            f"Rows with totals, remarks or examples ({_some(rows)}) were not read as members.",
        ))  # fmt: skip

    def _line(self, row: Row) -> None:
        line = Line(row.number)
        is_sound = True
        for place, key in self.places.items():
            if not (cell := row.cell(place)):
                continue
            try:
                line.values[key] = value_in(COLUMNS[key], cell, self.fee_classes)
            except BadInput as refused:
                is_sound = False
                self.fault(row.number, key, refused.reason, place)
        if not line.values and is_sound:
            return
        if not line.name and is_sound:
            self.fault(row.number, "name_ja", _NO_NAME)
        self.found.lines.append(line)


def read_list(table: Table, fee_classes: Mapping[str, Text]) -> ReadList:
    """Return the rows of a list with their values; what can't be read becomes a fault, all of them at once.

    Refuses a list as a whole where no row names its columns, or where there are too many rows.
    """
    return _Reader(table, fee_classes).read()


def doubled(
    lines: list[Line],
    key: Callable[[Line], str],
    are_two: Callable[[Line, Line], bool] = lambda one, other: False,
) -> list[tuple[Line, Line]]:
    """Return rows of which an earlier one has the same key, with that earlier one, unless they are two."""
    before: dict[str, list[Line]] = {}
    found = []
    for line in lines:
        if not (said := key(line)):
            continue
        earlier = before.setdefault(said, [])
        first = next((one for one in earlier if not are_two(one, line)), None)
        if first is not None:
            found.append((first, line))
        earlier.append(line)
    return found


def _some(numbers: list[int]) -> str:
    return "・".join(f"{one}" for one in numbers[:6]) + ("…" if len(numbers) > 6 else "")


NO_HEADER = Text(
    "見出しの行が見つかりません。「会員名」と、ほかに一つ以上の見出しが並ぶ行が必要です。ひな形を元に作ってください。",
    "No row names the columns: “Name” and one more heading are needed. Begin with the template.",
)
MERGED = Text(
    "結合されたセルがあり、どの行の値か分かりません。結合を解除し、行ごとに値を入力してください。",
    "Cells are merged here, so that it isn't clear which row the value belongs to. Unmerge them and fill in each row.",
)
_TOO_MANY = Text(
    f"行が多すぎます（{MOST_LINES:,}行まで）。分けて取り込んでください。",
    f"There are too many rows (at most {MOST_LINES:,}); import them in parts.",
)
_TWICE = Text("同じ見出しが二つあります。一つにしてください。", "This heading is there twice; keep one.")
_NO_NAME = Text("会員名を入力してください。", "The name is needed.")

"""A capacity file as what it wants to publish, with every fault at its row and column; nothing is written here."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.cells import as_written, day_in, plain, word_in
from tsunagu.foundation.written.rows import Row, Table
from tsunagu.foundation.written.saying import clipped
from tsunagu.planning.domain.capacity.cells import hour_in, weekdays_in, whole_in
from tsunagu.planning.domain.capacity.columns import (
    COLUMNS,
    DAY_COLUMNS,
    LINES,
    SAYS_NONE,
    WORDS,
    column_name,
)

MOST_LINES = 5_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one row, and in which column (empty: the row as a whole)."""

    row: int
    column: str
    reason: Text

    @property
    def sentence(self) -> Text:
        """Row, column and what to do, as people look for it in their file."""
        name = column_name(self.column) if self.column else None
        return Text(
            f"{self.row}行目{f'「{name.ja}」' if name else ''}：{self.reason.ja}",
            f"Row {self.row}{f', “{name.en}”' if name else ''}: {self.reason.en}",
        )


@dataclass(slots=True)
class Filled:
    """One row of the file: the values of its filled cells by column, ``None`` where a cell says that there is none."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Faults:
    """The faults met so far."""

    found: list[Fault] = field(default_factory=list)

    def note(self, row: int, column: str, ja: str, en: str) -> None:
        """Keep a fault."""
        self.found.append(Fault(row, column, Text(ja, en)))

    def refused(self, row: int, refused: BadInput, columns: Mapping[str, str]) -> None:
        """Keep a refusal as a fault of the column that its field belongs to."""
        column = columns.get(refused.field or "", refused.field or "")
        self.found.append(Fault(row, column if column in COLUMNS else "", refused.reason))


def read_lines(table: Table, faults: Faults) -> list[Filled]:
    """Return the rows below the header with their values; what can't be read becomes a fault.

    Refuses the file as a whole where the needed columns are missing or there are too many rows.
    """
    at, columns = _header(table, faults)
    rows = table.rows[at + 1 :]
    if len(rows) > MOST_LINES:
        raise _whole(
            f"行が多すぎます（{MOST_LINES:,}行まで）。分けて取り込んでください。",
            f"There are too many rows (at most {MOST_LINES:,}); import them in parts.",
        )
    return [_filled(row, columns, faults) for row in rows]


def _header(table: Table, faults: Faults) -> tuple[int, dict[int, str]]:
    """Return where the header stands, and which column is where."""
    needed = {key for key, one in COLUMNS.items() if one.is_needed}
    for at, row in enumerate(table.rows[:10]):
        known = {place: key for place, cell in enumerate(row.cells) if (key := _column(cell))}
        if needed <= set(known.values()):
            _check_header(row, known, faults)
            return at, known
    ja, en = (
        " ".join(f"「{column_name(key).as_dict()[lang]}」" for key in COLUMNS if key in needed)
        for lang in ("ja", "en")
    )
    raise _whole(
        f"見出しの行が見つかりません。{ja} の列が必要です。書き出したファイルを元に作ってください。",
        f"There is no heading row; the columns {en} are needed. Begin with an exported file.",
    )


def _check_header(row: Row, known: Mapping[int, str], faults: Faults) -> None:
    seen: set[str] = set()
    for place, cell in enumerate(row.cells):
        key = known.get(place)
        if key in seen:
            faults.note(row.number, key or "", "同じ見出しが二つあります。", "This heading is there twice.")
        if key is None and cell:
            shown = clipped(cell)
            faults.note(
                row.number, "", f"「{shown}」という列は分かりません。列を消すか、見出しを直してください。",
                f"There is no column “{shown}”. Remove it or correct its heading.",
            )  # fmt: skip
        seen |= {key} if key else set()


def _column(cell: str) -> str:
    said = plain(cell).lower()
    for key, one in COLUMNS.items():
        if said in (key, plain(one.name.ja).lower(), plain(one.name.en).lower()):
            return key
    return ""


READERS: dict[str, Callable[[str], Any]] = {
    "changeover_hours": whole_in, "notice_hours": whole_in, "capacity": whole_in,
    "qualified_until": day_in, "first": day_in, "last": day_in,
    "from_hour": hour_in, "until_hour": hour_in, "weekdays": weekdays_in,
}  # fmt: skip
FREE = frozenset({"name_ja", "name_en", "note"})
"""Columns of free words, kept as they are written."""
MAY_BE_NONE = frozenset({"capability", "qualified_until", "last", "note"})


def _filled(row: Row, columns: Mapping[int, str], faults: Faults) -> Filled:
    found = Filled(row.number)
    for place, key in columns.items():
        cell = row.cell(place)
        if not (text := as_written(cell) if key in FREE else plain(cell)):
            continue
        try:
            found.values[key] = _value(key, text)
        except BadInput as refused:
            faults.note(row.number, key, refused.reason.ja, refused.reason.en)
            found.values[key] = _UNREAD
    _check_line(found, faults)
    return found


class _Unread:
    """Stands for a cell that couldn't be read: its fault is told already."""


_UNREAD = _Unread()


def is_unread(value: object) -> bool:
    """Say whether a cell's fault is told already."""
    return isinstance(value, _Unread)


def _value(key: str, text: str) -> Any:
    if text.lower() in SAYS_NONE and key in MAY_BE_NONE:
        return None
    if key in WORDS:
        return word_in(text, WORDS[key])
    return READERS[key](text) if key in READERS else text


def _check_line(line: Filled, faults: Faults) -> None:
    """Note needed cells that are empty, and cells that this kind of row doesn't take: nothing is passed over."""
    for key, column in COLUMNS.items():
        if column.is_needed and key not in line.values:
            faults.note(line.row, key, "入力してください。", "This is needed.")
    kind = line.values.get("line")
    if not isinstance(kind, str):
        return
    for key in DAY_COLUMNS:
        only = COLUMNS[key].only
        if key in line.values and (kind == "card" or only not in (None, kind)):
            name = LINES[kind]
            faults.note(
                line.row, key, f"「{name.ja}」の行では使えません。空にしてください。",
                f"A row “{name.en}” doesn't take this; leave it empty.",
            )  # fmt: skip


def check_sites(lines: list[Filled], sites: Collection[str], faults: Faults) -> None:
    """Note rows for sites that aren't of this member."""
    for line in lines:
        site = line.values.get("site")
        if site is not None and site not in sites:
            known_ja, known_en = "、".join(sorted(sites)), ", ".join(sorted(sites))
            faults.note(
                line.row, "site", f"「{clipped(site)}」はこの会員の拠点ではありません（拠点キー：{known_ja}）。",
                f"“{clipped(site)}” is no site of this member (site keys: {known_en}).",
            )  # fmt: skip


def _whole(ja: str, en: str) -> BadInput:
    return BadInput("file_refused", Text(ja, en), "file")

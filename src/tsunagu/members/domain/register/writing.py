"""The register as the rows of a file: what is written can be read back, and changes nothing then."""

from collections.abc import Iterable, Mapping
from datetime import date

from tsunagu.foundation.text import Text
from tsunagu.foundation.written.sheets import DayCell
from tsunagu.members.domain.register.columns import COLUMNS, EXAMPLE_MARK
from tsunagu.members.domain.register.record import Record
from tsunagu.members.domain.vocabulary import MEMBER_KINDS

WIDTHS = tuple(column.width for column in COLUMNS.values())
EXAMPLE = Record(
    "M-0001", f"株式会社サンプル細胞{EXAMPLE_MARK}", "サンプルサイボウ", "Sample Cells Inc. (example)", "company", "",
    date(2026, 4, 1), None,
    "見本 太郎", "見本 花子", "info@sample.example", "044-000-0000", "210-0821", "神奈川県", "川崎市川崎区殿町3-25-22",
    "https://sample.example", "この行は記入例です。取り込むときは読み飛ばします。",
)  # fmt: skip


def headings(language: str) -> list[DayCell]:
    """Return the headings of a list."""
    return [column.name.in_language(language) for column in COLUMNS.values()]


def sheet(records: Iterable[Record], language: str, fee_classes: Mapping[str, Text]) -> list[list[DayCell]]:
    """Return headings and one row for each record; days are days, which an Excel book keeps as such."""
    return [
        headings(language),
        *([_cell(one, key, language, fee_classes) for key in COLUMNS] for one in records),
    ]


def _cell(record: Record, key: str, language: str, fee_classes: Mapping[str, Text]) -> DayCell:
    value = record.value(key)
    if isinstance(value, date):
        return value
    words = {"kind": MEMBER_KINDS, "fee_class": fee_classes}.get(key, {})
    if value and value in words:
        return words[value].in_language(language)
    return value or ""

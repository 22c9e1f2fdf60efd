"""The columns of a capacity file, in their order, and the words that may stand in them. Data."""

from dataclasses import dataclass
from typing import Literal

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.capacity.vocabulary import REASONS, RESOURCE_KINDS

LineKind = Literal["week", "exception", "card"]
LINES: dict[str, Text] = {
    "week": Text("週間", "weekly"),
    "exception": Text("例外", "exception"),
    "card": Text("資源のみ", "resource only"),
}
HOLIDAYS: dict[str, Text] = {"yes": Text("稼働", "works"), "no": Text("休み", "closed")}
KINDS: dict[str, Text] = {key: kind.name for key, kind in RESOURCE_KINDS.items()}
NONE = "―"
"""Says in a file that there is nothing; an empty cell leaves what is published."""
SAYS_NONE = frozenset({NONE, "-", "—", "–", "−", "なし", "none"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and the rows that it may be filled in (None: in all)."""

    key: str
    name: Text
    only: LineKind | None = None
    is_needed: bool = False


COLUMNS: dict[str, Column] = {
    one.key: one
    for one in (
        Column("site", Text("拠点キー", "Site key"), is_needed=True),
        Column("resource", Text("資源キー", "Resource key"), is_needed=True),
        Column("line", Text("行の種類", "Row"), is_needed=True),
        Column("kind", Text("種別", "Kind")),
        Column("name_ja", Text("名称（日本語）", "Name (Japanese)")),
        Column("name_en", Text("名称（英語）", "Name (English)")),
        Column("capability", Text("対象の機能", "Serves")),
        Column("changeover_hours", Text("入替え・清掃（時間）", "Change-over (hours)")),
        Column("notice_hours", Text("予約締切（時間前）", "Booked before (hours)")),
        Column("qualified_until", Text("適格性の期限", "Qualified until")),
        Column("weekdays", Text("曜日", "Weekdays"), only="week"),
        Column("first", Text("初日", "First day")),
        Column("last", Text("最終日", "Last day")),
        Column("from_hour", Text("開始（時）", "From (hour)")),
        Column("until_hour", Text("終了（時）", "Until (hour)")),
        Column("capacity", Text("枠数", "Capacity")),
        Column("holidays", Text("祝日", "Holidays"), only="week"),
        Column("reason", Text("理由", "Reason"), only="exception"),
        Column("note", Text("備考", "Note"), only="exception"),
    )
}
CARD_COLUMNS = (
    "kind", "name_ja", "name_en", "capability", "changeover_hours", "notice_hours", "qualified_until",
)  # fmt: skip
DAY_COLUMNS = (
    "weekdays",
    "first",
    "last",
    "from_hour",
    "until_hour",
    "capacity",
    "holidays",
    "reason",
    "note",
)
WORDS: dict[str, dict[str, Text]] = {
    "line": LINES, "kind": KINDS, "holidays": HOLIDAYS, "reason": REASONS,
}  # fmt: skip
"""Columns that take a word of a closed list, in either language or by its code."""


def column_name(key: str) -> Text:
    """Return the heading of a column."""
    return COLUMNS[key].name

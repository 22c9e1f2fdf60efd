"""Lists of members as people have them: text in several encodings, and Excel books with what they do to them."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook

HEAD: list[object] = [
    "会員番号",
    "会員名",
    "会員名（英語）",
    "種別",
    "会費区分",
    "入会日",
    "退会日",
    "担当者",
    "メール",
    "電話",
    "都道府県",
]


def line(number: str, name: str, **more: object) -> list[object]:
    """A row under ``HEAD``: a company that joined in April 2024, unless said otherwise."""
    said: dict[object, object] = {"種別": "企業", "入会日": "2024/4/1"}
    said |= {_NAMES[key]: value for key, value in more.items()}
    return [number, name, *(said.get(head, "") for head in HEAD[2:])]


_NAMES = {
    "en": "会員名（英語）", "kind": "種別", "fee": "会費区分", "joined": "入会日", "left": "退会日",
    "contact": "担当者", "email": "メール", "phone": "電話", "prefecture": "都道府県",
}  # fmt: skip


def as_text(rows: Sequence[Sequence[object]], encoding: str = "utf-8", separator: str = ",") -> bytes:
    """Rows as a text file."""
    lines = [
        separator.join(f'"{cell}"' if separator in f"{cell}" else f"{cell}" for cell in row) for row in rows
    ]
    return "\r\n".join(lines).encode(encoding)


def book(
    rows: Sequence[Sequence[object]], prepare: Callable[[Any], None] | None = None, title: str = "会員名簿"
) -> bytes:
    """Rows as an Excel book; ``prepare`` does to its sheet what people do."""
    workbook = Workbook()
    page = workbook.active
    page.title = title
    for row in rows:
        page.append(list(row))
    if prepare is not None:
        prepare(page)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()

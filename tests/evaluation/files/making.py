"""Files made for tests: books, plates and cytometer files with nothing real in them."""

import io
import struct
from collections.abc import Callable, Mapping, Sequence
from string import ascii_uppercase
from typing import Any

import openpyxl


def book(
    *rows: Sequence[Any], prepare: Callable[[Any], None] | None = None, sheets: Sequence[str] = ("結果",)
) -> bytes:
    """Make an Excel book with the rows in its first sheet; ``prepare`` may format or merge cells."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = sheets[0]
    for name in sheets[1:]:
        workbook.create_sheet(name).append([f"sheet {name}"])
    for row in rows:
        sheet.append(list(row))
    if prepare:
        prepare(sheet)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def grid(text: Callable[[int, int], str], columns: int = 12, separator: str = ",") -> str:
    """Make a grid of wells as text; ``text`` gets row and column, counted from 1."""
    height = {12: 8, 24: 16}[columns]
    lines = [separator.join(["", *map(str, range(1, columns + 1))])]
    for row in range(1, height + 1):
        cells = [text(row, column) for column in range(1, columns + 1)]
        lines.append(separator.join([ascii_uppercase[row - 1], *cells]))
    return "\n".join(lines) + "\n"


def cytometer_file(
    events: Sequence[Sequence[float]],
    channels: Sequence[tuple[str, str]] = (("FSC-A", ""), ("FL1-A", "CD90")),
    version: str = "3.1",
    kind: str = "F",
    keywords: Mapping[str, str] | None = None,
) -> bytes:
    """Make a cytometer's file by the standard: header of 58 bytes, keywords, then the events in a row."""
    code, bits = {"F": ("f", 32), "D": ("d", 64), "I": ("H", 16)}[kind]
    data = b"".join(struct.pack(f"<{len(event)}{code}", *event) for event in events)
    words = {
        "$PAR": str(len(channels)), "$TOT": str(len(events)), "$DATATYPE": kind, "$MODE": "L", "$BYTEORD": "1,2,3,4",
        "$NEXTDATA": "0", "$COM": "synthetic, made for tests",
    }  # fmt: skip
    for number, (name, marker) in enumerate(channels, start=1):
        words |= {
            f"$P{number}N": name,
            f"$P{number}B": str(bits),
            f"$P{number}E": "0,0",
            f"$P{number}R": "1024",
        }
        if marker:
            words[f"$P{number}S"] = marker
    words |= dict(keywords or {})
    start = 58
    text = ""
    for _ in range(3):  # the keywords name the place of the data, which depends on their own length
        begin = start + len(text.encode())
        words |= {"$BEGINDATA": str(begin), "$ENDDATA": str(begin + max(len(data) - 1, 0))}
        text = "|" + "".join(f"{key}|{value}|" for key, value in words.items())
    begin = start + len(text.encode())
    places = (start, begin - 1, begin, begin + max(len(data) - 1, 0), 0, 0)
    return (
        f"FCS{version}    ".encode()
        + b"".join(f"{place:>8}".encode() for place in places)
        + text.encode()
        + data
    )

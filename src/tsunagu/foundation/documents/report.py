"""A report as values: what it is about, figures that sum it up, parts with plots, tables and sentences, its proof."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tsunagu.foundation.documents import pdf

Cell = str | Mapping[str, str]
"""A text, or a state's ``mark`` (ok, warn, stop, wait) with its ``text``."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, whether it holds numbers, and whether it takes the room that is left."""

    name: str
    is_number: bool = False
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a report: plots (``plots.printed``) side by side, a table, sentences; each may be absent."""

    title: str
    plots: Sequence[Mapping[str, Any]] = ()
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[Cell]] = ()
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that sums up: its name, the letter of its symbol, value with unit, and how well it is known."""

    label: str
    value: str
    unit: str = ""
    note: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report in one language; ``proof`` says what it was made from, ``foot`` stands on every page."""

    title: str
    sub: str
    facts: Sequence[tuple[str, str]]
    figures: Sequence[Figure]
    parts: Sequence[Part]
    proof: Sequence[str]
    foot: str
    demonstration: str = ""


def report_pdf(report: Report, language: str) -> bytes:
    """Return a report as PDF: the same values give the same bytes."""
    data = asdict(report) | {"language": language, "parts": [_part(one) for one in report.parts]}
    return pdf.render("report", data)


def _part(one: Part) -> dict[str, Any]:
    return {
        "title": one.title,
        "plots": [dict(plot) for plot in one.plots if plot["svg"]],
        "head": [column.name for column in one.columns],
        "columns": [column.is_wide for column in one.columns],
        "right": [column.is_number for column in one.columns],
        "rows": [list(row) for row in one.rows],
        "lines": list(one.lines),
    }

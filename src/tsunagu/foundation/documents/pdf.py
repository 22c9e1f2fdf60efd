"""Sets papers and labels with typst: the template is code, all that a person wrote comes in as data."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from tsunagu.foundation.documents.fonts import font_paths

FOLDER = Path(__file__).parent
_EPOCH = (
    0  # the moment of printing is part of the data where it matters, so the same data gives the same bytes
)


def render(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF that ``template`` (``label``, ``travel``, or a path of another concept's) makes of ``data``."""
    return b"".join(_pages(template, data, "pdf", None))


def render_png(template: str, data: Mapping[str, Any], dots_per_inch: float = 300) -> list[bytes]:
    """Return the same pages as pictures, for a preview or a label printer."""
    return _pages(template, data, "png", dots_per_inch)


def _pages(
    template: str, data: Mapping[str, Any], form: Literal["pdf", "png"], ppi: float | None
) -> list[bytes]:
    path = FOLDER / f"{template}.typ" if "/" not in template else Path(template)
    compiler = typst.Compiler(path.read_bytes(), root=str(path.parent), font_paths=_fonts())
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    made = compiler.compile(format=form, ppi=ppi, sys_inputs=inputs, timestamp=_EPOCH)
    return made if isinstance(made, list) else [made or b""]


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(font_paths()))

"""The style sheet's colours keep the contrast that JIS X 8341-3 (WCAG 2.2 AA) asks for, in both themes."""

import re
from itertools import product
from pathlib import Path

import pytest

import tsunagu.foundation

STATIC = Path(tsunagu.foundation.__file__).parent / "static/foundation"
SHEET = (STATIC / "tsunagu.css").read_text("utf-8")
TOKENS = {
    name: (light, dark) for name, light, dark in re.findall(r"--([\w-]+):light-dark\((#\w+),(#\w+)\)", SHEET)
}
HUES = [name for name in TOKENS if name.startswith("s-")]
GROUNDS = ("surface", "bg", "sunken")
TEXTS = [*product(("ink", "muted", "faint", "accent", "ok", "warn", "stop"), GROUNDS)]
SOFT = [(name, f"{name}-soft") for name in ("ok", "warn", "stop", "accent")]
SOFT += [("ink", "accent-soft"), ("muted", "accent-soft")]
FILLED = [("on-hue", name) for name in [*HUES, "accent", "stop"]]
MARKS = [*product([*HUES, "edge", "focus-line"], ("surface", "bg"))]


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), [*TEXTS, *SOFT, *FILLED])
def test_text_is_legible(front: str, ground: str, theme: int) -> None:
    assert contrast(TOKENS[front][theme], TOKENS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), MARKS)
def test_marks_are_visible(front: str, ground: str, theme: int) -> None:
    assert contrast(TOKENS[front][theme], TOKENS[ground][theme]) >= 3


def test_all_tokens_were_found() -> None:
    assert len(HUES) == 8
    assert {"ink", "line", "edge", "on-hue"} <= TOKENS.keys()


def test_nothing_is_loaded_from_elsewhere() -> None:
    for path in STATIC.iterdir():
        assert "url(" not in path.read_text("utf-8")
        assert "@import" not in path.read_text("utf-8")

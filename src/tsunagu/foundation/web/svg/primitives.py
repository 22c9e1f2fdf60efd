"""Small pieces that all pictures share: escaped elements, text that fits, frames for wide and narrow screens."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import count as counting

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_HUE = re.compile(r"^[a-z][a-z-]*$")
_STATES = {"ok": "var(--ok)", "warn": "var(--warn)", "stop": "var(--stop)", "accent": "var(--accent)"}
_numbers = counting(1)
_WIDE, _MIDDLE = ("F", "W", "A"), 0.56


def paint(hue: str) -> str:
    """Return the CSS colour of a hue (``transport``) or of a state (``ok`` ``warn`` ``stop`` ``accent``)."""
    if hue in _STATES:
        return _STATES[hue]
    return f"var(--s-{hue})" if _HUE.match(hue) else "var(--edge)"


def hue_class(hue: str) -> str:
    """Return the class that gives an HTML element its hue."""
    return f"hue-{hue}" if _HUE.match(hue) else ""


def element(name: str, content: str = "", **attributes: object) -> str:
    """Return one element; ``content`` is markup already, attributes are escaped (``_`` reads as ``-``)."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_short(value))}"'
        for key, value in attributes.items()
        if value not in (None, "")
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def words(
    x: float, y: float, content: str, size: float = 13, look: str = "t-ink", anchor: str = "start"
) -> str:
    """Return one line of text."""
    placed = anchor if anchor != "start" else None
    return (
        element("text", escape(content), x=x, y=y, font_size=size, class_=look, text_anchor=placed)
        if content
        else ""
    )


def title(content: str) -> str:
    """Return the tooltip of the element it is put into."""
    return f"<title>{escape(content)}</title>" if content else ""


def linked(content: str, href: str, label: str) -> str:
    """Wrap a part of a picture in a link where there is one."""
    return f'<a href="{escape(href)}" aria-label="{escape(label)}">{content}</a>' if href else content


def length(content: str, size: float) -> float:
    """Estimate how wide a text is drawn, in the units of the picture."""
    return sum(1.0 if unicodedata.east_asian_width(char) in _WIDE else _MIDDLE for char in content) * size


def shorten(content: str, width: float, size: float) -> str:
    """Cut a text that is too long, with an ellipsis."""
    if length(content, size) <= width:
        return content
    while content and length(content + "…", size) > width:
        content = content[:-1]
    return content.rstrip() + "…"


def wrap(content: str, width: float, size: float, most: int = 2) -> list[str]:
    """Break a text into at most ``most`` lines: between words, or anywhere between Japanese characters.

    A temperature keeps its unit.
    """
    pieces = re.findall(r"[−\d.,–]+ °C|[A-Za-z0-9_.,%°℃≤≥<>+−–\-×·/⁻⁰-⁹²³¹()（]+\s?|.", content)
    lines = [""]
    for piece in pieces:
        if lines[-1] and length(lines[-1] + piece.rstrip(), size) > width and piece not in "、。)）・ー」":
            lines.append("")
        lines[-1] += piece
    if len(lines) > most:
        lines = [*lines[: most - 1], "".join(lines[most - 1 :])]
    return [shorten(line.strip(), width, size) for line in lines]


def svg(
    width: float,
    height: float,
    content: str,
    label: str,
    *,
    has_links: bool = False,
    about: str = "",
    look: str = "",
) -> str:
    """Return the drawing with its name; ``about`` says in words what it shows."""
    number = next(_numbers) % 1_000_000
    role, refers, told = "group" if has_links else "img", "", ""
    if about:
        refers, told = f' aria-describedby="pd{number}"', f'<desc id="pd{number}">{escape(about)}</desc>'
    look = f' class="{look}"' if look else ""
    size = f'viewBox="0 0 {_short(width)} {_short(height)}" width="{_short(width)}" height="{_short(height)}"'
    name = f'<title id="pt{number}">{escape(label)}</title>'
    return f'<svg {size} role="{role}" aria-labelledby="pt{number}"{refers}{look}>{name}{told}{content}</svg>'


def picture(wide: str, narrow: str = "", caption: str = "") -> SafeString:
    """Frame a drawing; with ``narrow``, phones see that instead."""
    inner = f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>' if narrow else wide
    told = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return mark_safe(f'<figure class="picture">{inner}{told}</figure>')  # noqa: S308 - every part is escaped above


def joined(parts: Iterable[str]) -> str:
    """Join parts of a drawing."""
    return "".join(parts)


def _short(value: object) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)

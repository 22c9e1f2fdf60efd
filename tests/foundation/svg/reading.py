"""Reads a drawn plot back: its drawings, where their texts stand, the shapes of its states."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

from tsunagu.foundation.web.svg.primitives import length


@dataclass(frozen=True)
class Text:
    """A line of text and the room it takes, in the units of the drawing."""

    content: str
    left: float
    right: float
    base: float
    size: float


def drawings(picture: str) -> list[ElementTree.Element]:
    """Return the drawings of a plot from the narrowest to the widest."""
    return ElementTree.fromstring(picture).findall("div/svg")


def texts_of(drawing: ElementTree.Element) -> list[Text]:
    """Return every line of text with the room it is likely to take."""
    found = []
    for text in drawing.iter("text"):
        size, x = float(text.get("font-size", 0)), float(text.get("x", 0))
        content = text.text or ""
        wide = length(content, size)
        left = x - {"middle": wide / 2, "end": wide}.get(text.get("text-anchor", ""), 0.0)
        found.append(Text(content, left, left + wide, float(text.get("y", 0)), size))
    return found


def states_of(picture: str) -> dict[str, str]:
    """Return the outline drawn for each state."""
    return {state: outline for outline, state in re.findall(r'd="([^"]+)" class="mark k-(\w+)', picture)}


def paths(drawing: ElementTree.Element, look: str) -> list[str]:
    """Return the outlines of the paths of a class."""
    return [path.get("d", "") for path in drawing.iter("path") if path.get("class") == look]


def rects(drawing: ElementTree.Element, look: str) -> list[tuple[float, float, float, float]]:
    """Return x, y, width and height of the rectangles whose class begins so."""
    return [
        (float(r.get("x", 0)), float(r.get("y", 0)), float(r.get("width", 0)), float(r.get("height", 0)))
        for r in drawing.iter("rect")
        if (r.get("class") or "").startswith(look)
    ]

"""Things and what came of them, in layers from left to right."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tsunagu.foundation.web.svg.primitives import (
    element,
    joined,
    linked,
    paint,
    picture,
    shorten,
    svg,
    title,
    words,
)  # fmt: skip

_BOX, _TALL, _GAP_X, _GAP_Y, _MOST = 172.0, 50.0, 64.0, 14.0, 16


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A thing: two lines of text, a hue, a state (``stop`` or ``warn`` marks it), whether it is the one asked about."""

    key: str
    label: str
    sub: str = ""
    hue: str = "storage"
    state: str = ""
    href: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """``end`` came of ``start``."""

    start: str
    end: str
    state: str = ""


def graph(
    nodes: Sequence[GraphNode], edges: Sequence[GraphEdge], label: str, most: int = _MOST
) -> SafeString:
    """Draw a layered graph at its natural size; a long layer is cut, and says how many it leaves out."""
    known = {node.key for node in nodes}
    kept = [edge for edge in edges if edge.start in known and edge.end in known and edge.start != edge.end]
    layers = _ordered(_layers(nodes, kept), kept)
    by_key = {node.key: node for node in nodes}
    shown, by_key = _cut(layers, by_key, most)
    tallest = max((len(layer) for layer in shown), default=1)
    height = tallest * (_TALL + _GAP_Y) + 8
    spots: dict[str, tuple[float, float]] = {}
    for i, layer in enumerate(shown):
        top = (height - len(layer) * (_TALL + _GAP_Y) + _GAP_Y) / 2
        spots |= {key: (8 + i * (_BOX + _GAP_X), top + j * (_TALL + _GAP_Y)) for j, key in enumerate(layer)}
    parts = [_link(edge, spots, by_key) for edge in kept if edge.start in spots and edge.end in spots]
    parts += [_box(by_key[key], *spot) for key, spot in spots.items()]
    width = 16 + len(shown) * (_BOX + _GAP_X) - _GAP_X
    has_links = any(node.href for node in nodes)
    spoken = "; ".join(f"{by_key[e.start].label} → {by_key[e.end].label}" for e in kept[:60])
    drawing = svg(width, height, joined(parts), label, has_links=has_links, about=spoken)
    return picture(
        f'<div class="pan long" tabindex="0" role="group" aria-label="{SafeString(_plain(label))}">{drawing}</div>'
    )


def _layers(nodes: Sequence[GraphNode], edges: Sequence[GraphEdge]) -> list[list[str]]:
    """Put each node one layer after the last of those it came from; a cycle is simply cut."""
    before: Mapping[str, list[str]] = defaultdict(list)
    for edge in edges:
        before[edge.end].append(edge.start)
    depth: dict[str, int] = {node.key: 0 for node in nodes}
    for _ in range(min(len(nodes), 60)):
        deeper = {key: max((depth[start] + 1 for start in before[key]), default=0) for key in depth}
        if deeper == depth:
            break
        depth = {key: min(value, 60) for key, value in deeper.items()}
    layers: dict[int, list[str]] = defaultdict(list)
    for key, value in depth.items():
        layers[value].append(key)
    return [layers[value] for value in sorted(layers)]


def _ordered(layers: list[list[str]], edges: Sequence[GraphEdge]) -> list[list[str]]:
    """Order each layer by the mean place of its neighbours, there and back, so that few lines cross."""
    near: Mapping[str, list[str]] = defaultdict(list)
    for edge in edges:
        near[edge.end].append(edge.start)
        near[edge.start].append(edge.end)
    for sweep in range(4):
        place = {key: i / max(len(layer), 1) for layer in layers for i, key in enumerate(layer)}
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            mean = {
                key: sum(place[n] for n in near[key]) / len(near[key]) if near[key] else place[key]
                for key in layer
            }
            layer.sort(key=lambda key: mean[key])
            place |= {key: i / len(layer) for i, key in enumerate(layer)}
    return layers


def _cut(
    layers: list[list[str]], nodes: dict[str, GraphNode], most: int
) -> tuple[list[list[str]], dict[str, GraphNode]]:
    shown, known = [], dict(nodes)
    for i, layer in enumerate(layers):
        if len(layer) > most:
            first = sorted(layer, key=lambda key: (not nodes[key].is_chosen, nodes[key].state == ""))[
                : most - 1
            ]
            key = f"more-{i}"
            left_out = gettext("and %(count)s more") % {"count": len(layer) - len(first)}
            known[key] = replace(
                nodes[layer[0]], key=key, label=left_out, sub="", href="", state="", is_chosen=False
            )
            layer = [*(k for k in layer if k in first), key]
        shown.append(layer)
    return shown, known


def _link(edge: GraphEdge, spots: Mapping[str, tuple[float, float]], nodes: Mapping[str, GraphNode]) -> str:
    (x1, y1), (x2, y2) = spots[edge.start], spots[edge.end]
    x1, y1, y2 = x1 + _BOX, y1 + _TALL / 2, y2 + _TALL / 2
    bend = max((x2 - x1) / 2, 24)
    path = f"M{x1:.1f} {y1:.1f}C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    colour = paint(edge.state or nodes[edge.start].hue)
    return element(
        "path", d=path, fill="none", stroke=colour, stroke_width=2, opacity=None if edge.state else 0.55
    )


def _box(node: GraphNode, x: float, y: float) -> str:
    colour = paint(node.hue)
    edge = paint(node.state) if node.state in ("stop", "warn") else colour
    shape = {"stop": "▲ ", "warn": "◆ "}.get(node.state, "")
    fill = "var(--accent-soft)" if node.is_chosen else "var(--surface)"
    drawn = title(f"{node.label} {node.sub}".strip()) + element(
        "rect", x=x, y=y, width=_BOX, height=_TALL, rx=8, fill=fill, stroke=edge, class_="shape-line",
        stroke_width=3 if node.is_chosen or node.state else 1.5,
    )  # fmt: skip
    drawn += element("rect", x=x, y=y + 8, width=5, height=_TALL - 16, rx=2, fill=colour)
    first = y + (21 if node.sub else 30)
    drawn += words(
        x + 14,
        first,
        shorten(shape + node.label, _BOX - 22, 13.5),
        13.5,
        "t-ink t-bold" if node.is_chosen else "t-ink",
    )
    drawn += words(x + 14, y + 39, shorten(node.sub, _BOX - 22, 12), 12, "t-muted")
    return linked(
        element("g", drawn, data_now="yes" if node.is_chosen else None),
        node.href,
        f"{node.label} {node.sub}".strip(),
    )


def _plain(label: str) -> str:
    return joined("" if char in "<>&\"'" else char for char in label)

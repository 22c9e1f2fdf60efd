"""The graph of a trace: each thing a box, or, where there are many, each kind of a case or lot a box."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tsunagu.custody.domain.states import LABELS
from tsunagu.custody.queries.trace import Trace, TracedItem, masked_node
from tsunagu.custody.queries.trace_start import Start
from tsunagu.custody.web.trace_shown import Names
from tsunagu.foundation.web.svg import GraphEdge, GraphNode, graph
from tsunagu.foundation.web.times import language

DRAWN_ONE_BY_ONE = 28
MOST_IN_LAYER = 14
HUES = {
    "donation": "procurement",
    "intermediate": "manufacturing",
    "sample": "evaluation",
    "kit": "supply",
    "vial": "storage",
    "dose": "clinical",
    "sheet": "clinical",
}


def trace_graph(start: Start, forward: Trace, backward: Trace, names: Names) -> SafeString:
    """Draw what went in on the left and what was made on the right."""
    items = {one.item.uuid: one for one in (*backward.items, *forward.items)}
    begun = set(start.uuids)
    is_large = len(items) > DRAWN_ONE_BY_ONE
    key_of = {uuid: _key(one, uuid in begun, is_large) for uuid, one in items.items()}
    grouped: dict[str, list[TracedItem]] = defaultdict(list)
    for uuid, one in items.items():
        grouped[key_of[uuid]].append(one)
    chosen = set() if start.is_many else begun
    nodes = [_node(key, ones, names, chosen) for key, ones in grouped.items()]
    links: list[tuple[str, str]] = []
    if not begun <= set(items):
        nodes.append(GraphNode("start", start.label, _("where the trace begins"), "supply", is_chosen=True))
    for trace, side in ((backward, "b"), (forward, "f")):
        masked = {masked_node(0): "start"} | {masked_node(depth): f"{side}{depth}" for depth in trace.masked}
        for depth, count in trace.masked.items():
            label = _("Other members' items") + f" ×{count}"
            nodes.append(GraphNode(f"{side}{depth}", label, _("not shown"), "supply"))
        links += _edges(trace, key_of, masked)
    edges = [GraphEdge(a, b) for a, b in dict.fromkeys(links)]
    return graph(nodes, edges, _("Where it came from and went"), most=MOST_IN_LAYER)


def _edges(trace: Trace, key_of: Mapping[UUID, str], masked: Mapping[UUID, str]) -> list[tuple[str, str]]:
    found = []
    for parent, child, _is_material in trace.edges:
        a, b = key_of.get(parent) or masked.get(parent), key_of.get(child) or masked.get(child)
        if a and b and a != b:
            found.append((a, b))
    return found


def _key(one: TracedItem, is_start: bool, is_large: bool) -> str:
    if not is_large:
        return str(one.item.uuid)
    return f"{one.item.chain}/{one.item.product}/{'start' if is_start else one.depth}"


def _node(key: str, ones: list[TracedItem], names: Names, begun: set[UUID]) -> GraphNode:
    first, lang = ones[0], language()
    name = names.product(first).in_language(lang)
    is_held = any(one.is_held for one in ones)
    label = name if len(ones) == 1 else f"{name} ×{len(ones)}"
    if len(ones) == 1:
        state = "" if first.item.state == "in_use" else f"　{LABELS[first.item.state].in_language(lang)}"
        sub = f"{first.item.label}{state}"
    else:
        sub = first.number
    return GraphNode(
        key=key,
        label=label,
        sub=sub,
        hue=HUES.get(first.item.kind, "storage"),
        state="stop" if is_held else "",
        href=reverse("custody:trace", args=[first.item.uuid]) if len(ones) == 1 else "",
        is_chosen=any(one.item.uuid in begun for one in ones),
    )

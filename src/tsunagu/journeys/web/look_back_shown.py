"""A look-back as its page shows it: the picture, what was found, samples left, who has answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tsunagu.custody.domain.states import LABELS
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.evaluation.domain.samples import PURPOSES
from tsunagu.evaluation.queries.samples import chains_of_samples, samples_among
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.svg import GraphEdge, GraphNode, graph
from tsunagu.foundation.web.times import language
from tsunagu.journeys.domain.look_back import ANSWERS, STATES
from tsunagu.journeys.queries.look_backs import PartView, Seen
from tsunagu.journeys.queries.samples import Line, lines_of
from tsunagu.members.domain.materials import material_name
from tsunagu.members.queries.directory import member_names
from tsunagu.therapies.queries import routes_list

BADGES = {
    "open": "warn",
    "completed": "ok",
    "asked": "warn",
    "going_on": "warn",
    "answered": "ok",
    "closed": "ok",
}
MOST_IN_LAYER = 12
MOST_ITEMS = 8


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One case or lot that was found, in words."""

    number: str
    kind: str
    name: Text
    states: list[tuple[Text, int]]
    items: list[str]
    more: int
    samples: int
    is_origin: bool
    is_start: bool

    @property
    def shown_number(self) -> str:
        """The number as people say it."""
        return self.number.partition("@")[0]


@dataclass(frozen=True, slots=True)
class PartLine:
    """One member that was asked: how much it has to look into, and what it answered."""

    part: PartView
    name: Text
    badge: str
    state: Text
    answer: Text | None


def therapy_names() -> dict[str, Text]:
    """Return the names of all routes by their key."""
    return {one.key: one.name for one in routes_list()}


def found_lines(found: Mapping[str, Any], names: Mapping[str, Text]) -> list[FoundLine]:
    """Return the cases and lots that were found, cases first."""
    lines = [_line(one, names) for one in found["chains"]]
    return sorted(lines, key=lambda one: (one.kind != "case", one.number))


def _line(one: Mapping[str, Any], names: Mapping[str, Text]) -> FoundLine:
    return FoundLine(
        number=one["number"],
        kind=one["kind"],
        name=_named(one, names),
        states=[(LABELS.get(state, Text(state, state)), count) for state, count in one["states"].items()],
        items=one["items"][:MOST_ITEMS],
        more=max(0, len(one["items"]) - MOST_ITEMS),
        samples=len(one["samples"]),
        is_origin=one["is_origin"],
        is_start=one["is_start"],
    )


def _named(one: Mapping[str, Any], names: Mapping[str, Text]) -> Text:
    return names.get(one["therapy"]) or material_name(one["therapy"])


def part_lines(parts: list[PartView]) -> list[PartLine]:
    """Return the members that were asked, those that still owe an answer first."""
    names = member_names({one.member for one in parts})
    lines = [_part(one, names) for one in parts]
    return sorted(lines, key=lambda one: (one.part.is_final, one.name.ja))


def _part(one: PartView, names: Mapping[UUID, Text]) -> PartLine:
    badge = "stop" if one.answer == "positive" else "ok" if one.is_final else "warn"
    return PartLine(
        one, names.get(one.member, Text("", "")), badge, STATES[part_state(one)], ANSWERS.get(one.answer)
    )


def samples_left(found: Mapping[str, Any], now: datetime) -> list[Line]:
    """Return the samples that were found as they stand now: those that the reader may see."""
    uuids = [UUID(sample["uuid"]) for one in found["chains"] for sample in one["samples"]]
    numbers = {one["number"] for one in found["chains"]}
    open_if_party(chains_of_samples(uuids))
    lines = lines_of(samples_among(uuids), now)
    return sorted(
        (one for one in lines if one.number in numbers), key=lambda one: one.state in ("used", "destroyed")
    )


def reach_graph(found: Mapping[str, Any], names: Mapping[str, Text]) -> SafeString:
    """Draw which case or lot led into which, with the samples that were kept; others' as one box."""
    lang, links = language(), found["links"]
    nodes = [_node(one, names, lang) for one in found["chains"]]
    edges = [GraphEdge(a or "others-in", b or "others-out") for a, b in links]
    for key, side in (("others-in", 0), ("others-out", 1)):
        if any(not link[side] for link in links):
            nodes.append(GraphNode(key, _("Other members' cases and lots"), _("not shown"), "supply"))
    for one in found["chains"]:
        for purpose, count in _by_purpose(one).items():
            key = f"{one['number']}/{purpose}"
            name = PURPOSES[purpose].in_language(lang)
            nodes.append(GraphNode(key, f"{name} ×{count}", one["number"].partition("@")[0], "evaluation"))
            edges.append(GraphEdge(one["number"], key))
    return graph(nodes, edges, _("What was reached"), most=MOST_IN_LAYER)


def _by_purpose(one: Mapping[str, Any]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for sample in one["samples"]:
        counts[sample["purpose"]] = counts.get(sample["purpose"], 0) + 1
    return counts


def _node(one: Mapping[str, Any], names: Mapping[str, Text], lang: str) -> GraphNode:
    hue = "clinical" if one["kind"] == "case" else "procurement" if one["is_origin"] else "manufacturing"
    return GraphNode(
        key=one["number"],
        label=one["number"].partition("@")[0],
        sub=_named(one, names).in_language(lang),
        hue=hue,
        href=f"{reverse('custody:trace')}?q={one['number']}",
        is_chosen=one["is_start"],
    )


def state_of(one: Seen) -> tuple[str, Text]:
    """Return badge and word of a look-back for its reader: the opener's state, or that of one's own part."""
    if one.opened is not None or one.own is None:
        return BADGES[one.head.state], STATES[one.head.state]
    state = part_state(one.own)
    return "stop" if one.own.answer == "positive" else BADGES[state], STATES[state]


def part_state(part: PartView) -> str:
    """Return how far a member has come: an answer that isn't the last one is still looked into."""
    return part.answer if part.state == "answered" and not part.is_final else part.state

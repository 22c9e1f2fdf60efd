"""What was found in the directory, arranged for the template: lines with their reasons, filters, chips, the map."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import day_text, language
from tsunagu.members.domain.capabilities import capability_name
from tsunagu.members.domain.searching.index import Index
from tsunagu.members.domain.searching.matching import Reason
from tsunagu.members.domain.searching.search import Answer, Found
from tsunagu.members.domain.searching.spelling import place_of
from tsunagu.members.domain.stages import STAGES, stage_position
from tsunagu.members.domain.taxonomy.words import GROUPS
from tsunagu.members.domain.vocabulary import MEMBER_KINDS, prefecture_name, word
from tsunagu.members.queries.searching import abilities_of, sites_of_member
from tsunagu.members.web.directory_filters import CHIPS, FACETS, OPEN_AT_FIRST, Filters, words_of_facet
from tsunagu.members.web.maps.drawing import BAY, Circle, Place, draw

SHOWN_CAPABILITIES = 5
SHOWN_PLACES = 10
LONGEST_REASON = 90
FIELDS = {
    "site": Text("拠点", "Site"),
    "place": Text("場所", "Place"),
    "equipment": Text("機器", "Equipment"),
    "service": Text("共用・提供", "Shared"),
    "description": Text("紹介文", "Description"),
    "seeks": Text("求めていること", "Seeks"),
    "stages": Text("工程区分", "Stage"),
    "areas": Text("地域", "Area"),
    "member_kinds": Text("会員の種別", "Kind of member"),
    "settings": Text("法的区分", "Legal setting"),
    "bands": Text("温度帯", "Temperature band"),
    **GROUPS,
}


def marked(text: str, needles: Iterable[str]) -> SafeString:
    """Return a text with the first find of each needle marked; finds that overlap are marked once."""
    found = sorted(place for one in needles if (place := place_of(one, text)))
    parts: list[tuple[str, SafeString | str]] = []
    at = 0
    for start, end in found:
        if start < at:
            continue
        parts += [("", text[at:start]), ("mark", text[start:end])]
        at = end
    parts.append(("", text[at:]))
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", part) if kind else conditional_escape(part),)
            for kind, part in parts
        ),
    )


def line(index: Index, found: Found, answer: Answer) -> dict[str, Any]:
    """Return a member as a line of the list: what of it was found, where it is, what it can do."""
    member = index.rows.members[found.member]
    needles = [one.needle for one in found.reasons]
    shown = member.name.in_language(language())
    other = next((one.text for one in found.reasons if one.field == "name" and one.text != shown), "")
    able = abilities_of(index, found.member, answer.lines)
    sites = sites_of_member(index, found.member)
    return {
        "member": member,
        "name": marked(shown, needles),
        "other_name": marked(other or (member.kana if language() == "ja" else ""), needles),
        "kind": word(MEMBER_KINDS, member.kind),
        "places": list(dict.fromkeys(site.place for site in sites)),
        "reasons": [_reason(one, index) for one in found.reasons if one.field != "name"],
        "capabilities": [capability_name(key) for key in dict.fromkeys(one.key for one in able)],
        "stages": [STAGES[key] for key in sorted({one.stage for one in able}, key=stage_position) if key in STAGES],
    }  # fmt: skip


def _reason(reason: Reason, index: Index) -> dict[str, Any]:
    words = index.lexicon.taxonomy.words(reason.field)
    named = words[reason.text].name.in_language(language()) if reason.text in words else _around(reason)
    return {"field": FIELDS.get(reason.field, Text("", "")), "text": marked(named, [reason.needle])}


def _around(reason: Reason) -> str:
    """Return the part of a long text in which a word was found."""
    place = place_of(reason.needle, reason.text)
    if place is None or len(reason.text) <= LONGEST_REASON:
        return reason.text
    first = max(0, place[0] - LONGEST_REASON // 3)
    last = first + LONGEST_REASON
    return ("…" if first else "") + reason.text[first:last] + ("…" if last < len(reason.text) else "")


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter: how many members it would find, and whether it is chosen."""

    key: str
    name: Text
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with the values that would find somebody, and those that are chosen."""

    key: str
    name: Text
    options: list[Option]
    is_open: bool

    @property
    def chosen(self) -> int:
        """How many values are chosen."""
        return sum(one.is_chosen for one in self.options)


def facets(filters: Filters, answer: Answer) -> list[Facet]:
    """Return the filters with their counts."""
    found = []
    for key, name in FACETS.items():
        chosen, counts = filters.chosen.get(key, ()), answer.counts.get(key, {})
        words = words_of_facet(key)
        more = {one: Text(one, one) for one in counts if one not in words}  # keys that nobody has named yet
        options = [
            Option(value, text, counts.get(value, 0), value in chosen)
            for value, text in (words | more).items()
            if counts.get(value) or value in chosen
        ]
        found.append(Facet(key, name, options, key in OPEN_AT_FIRST or bool(chosen)))
    return [one for one in found if one.options]


def chips(filters: Filters) -> list[dict[str, Any]]:
    """Return what is chosen, each with the address without it."""
    found = (
        [{"field": "", "text": f"「{filters.text}」", "without": filters.address(without="q")}]
        if filters.text
        else []
    )
    for name, values in filters.chosen.items():
        words = words_of_facet(name)
        found += [
            {
                "field": CHIPS[name].in_language(language()),
                "text": word(words, one).in_language(language()),
                "without": filters.address(without=name, value=one),
            }
            for one in values
        ]
    if filters.with_capacity:
        text = Text("対応件数の記載あり", "states its capacity").in_language(language())
        found.append({"field": "", "text": text, "without": filters.address(without="capacity")})
    if filters.on != filters.today:
        field = Text("有効日", "Valid on").in_language(language())
        day = day_text(filters.on, 0, language(), False)
        found.append({"field": field, "text": day, "without": filters.address(without="on")})
    return found


def map_shown(index: Index, answer: Answer, filters: Filters) -> dict[str, Any]:
    """Return the map of the sites that were found, and the same as a list, the places with most sites first."""
    places = _places(index, answer)
    drawn = draw(places)
    rows = [
        {
            "place": one,
            "prefecture": prefecture_name(one.prefecture),
            "address": _to(filters, one),
        }
        for one in sorted(places, key=lambda one: (-one.sites, one.name.ja))
    ]  # fmt: skip
    return {
        "drawn": drawn,
        "lit": {one.prefecture for one in places},
        "circles": [_circle(one, filters) for one in drawn.circles],
        "bay": [_circle(one, filters) | _label(one, drawn.bay) for one in drawn.bay],
        "rows": rows[:SHOWN_PLACES],
        "more": rows[SHOWN_PLACES:],
        "sites": len(answer.sites),
        "seats": sum(index.rows.sites[one].is_seat for one in answer.sites),
        "beyond": sum(one.sites for one in drawn.beyond),
    }


def _places(index: Index, answer: Answer) -> list[Place]:
    """Return the places of the sites that were found; sites of one place name in one prefecture are one place."""
    sites = [index.rows.sites[one] for one in answer.sites]
    counts = Counter((one.place.ja, one.prefecture) for one in sites)
    first = {(one.place.ja, one.prefecture): one for one in reversed(sites)}
    return [
        Place(one.place, one.prefecture, one.longitude, one.latitude, counts[key])
        for key, one in first.items()
    ]


def _circle(circle: Circle, filters: Filters) -> dict[str, Any]:
    return {
        "x": circle.x,
        "y": circle.y,
        "radius": circle.radius,
        "sites": circle.sites,
        "names": [one.name for one in circle.places],
        "address": _to(filters, *circle.places),
    }


def _label(circle: Circle, beside: Iterable[Circle]) -> dict[str, Any]:
    """Return the name of a circle of the inset and where it stands, so that none lies on another circle.

    The northernmost has it above, the southernmost below, the others on their left; of several places the first is
    named, and how many more there are.
    """
    heights = [one.y for one in beside]
    first, more = circle.places[0].name, len(circle.places) - 1
    name = Text(f"{first.ja}ほか{more}", f"{first.en} +{more}") if more else first
    right = BAY.left + BAY.width - 6
    if circle.y == min(heights):
        return {"label": name, "label_x": right, "label_y": circle.y - circle.radius - 4}
    if circle.y == max(heights):
        return {"label": name, "label_x": right, "label_y": circle.y + circle.radius + 12}
    return {"label": name, "label_x": circle.x - circle.radius - 5, "label_y": circle.y + 4}


def _to(filters: Filters, *places: Place) -> str:
    return filters.address([("place", one.name.ja) for one in places], without="place")

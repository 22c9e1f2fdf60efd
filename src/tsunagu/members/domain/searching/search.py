"""Words and filters together: the members found, ranked and with their reasons, and what each filter would leave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from tsunagu.members.domain.searching.index import ANY, Index, Mask, Numbers
from tsunagu.members.domain.searching.matching import Hits, Reason, day_of, hits_of
from tsunagu.members.domain.searching.spelling import words_of

GROUP_OF_FACET = {"cell": "cell_types"}
COLUMN_OF_FACET = {
    "stage": "stage",
    "cell": "cell_type",
    "setting": "setting",
    "band": "band",
    "method": "method",
    "area": "area",
    "prefecture": "prefecture",
    "kind": "kind",
    "place": "place",
}
FACETS = (*(name for name in COLUMN_OF_FACET if name != "place"), "licence")
"""The filters whose values are counted; places stand on the map with their sites."""
OPEN_FACETS = ("cell", "setting", "band", "method")
"""Where a capability that says nothing is meant for all: it stands every choice."""
STATED_MORE = 4
CAPABILITY_FACETS = ("stage", *OPEN_FACETS)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: words as typed, the chosen values of each filter, a day, and whether capacity is stated.

    Values of one filter are alternatives; different filters must hold together, at one place.
    """

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    on: date = date.min
    with_capacity: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A member that was found: its place in the rows, how well, and the reasons for each word."""

    member: int
    score: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Members by rank; how many each value of each filter would find under the other filters; where they are.

    ``sites`` are places in the rows of sites; ``lines`` are the lines that all of it holds for.
    """

    found: tuple[Found, ...]
    counts: Mapping[str, Mapping[str, int]]
    with_capacity: int
    sites: tuple[int, ...]
    lines: Mask


def search(index: Index, asked: Asked) -> Answer:
    """Return who is found."""
    day = day_of(index, asked.on)
    standing, licensed = day.standing, day.licensed
    hits = [hits_of(index, word, day) for word in index.lexicon.joined(words_of(asked.text))]
    usable = _usable(index, hits, standing)
    masks = {name: _mask(index, name, keys, licensed) for name, keys in asked.chosen.items() if keys}
    if asked.with_capacity:
        masks["capacity"] = index.has_capacity
    lines = _all_but(masks, "", usable)
    scores = _scores(index, hits, asked, lines)
    counts = {name: _counts(index, name, _all_but(masks, name, usable), licensed) for name in FACETS}
    capable = _all_but(masks, "capacity", usable) & index.has_capacity
    return Answer(
        found=_ranked(index, hits, scores, lines),
        counts=counts,
        with_capacity=len(np.unique(index.member[capable])),
        sites=tuple(one for one in np.unique(index.site[lines]).tolist() if one >= 0),
        lines=lines,
    )


def _usable(index: Index, hits: list[Hits], standing: Mask) -> Mask:
    """Return the standing lines of members that every word fits: those that all words fit, or else all of them."""
    if not hits:
        return standing
    fits = np.logical_and.reduce([one.weights > 0 for one in hits])[index.member] & standing
    together = np.logical_and.reduce([one.lines for one in hits]) & fits
    has_together = np.zeros(len(index.rows.members), dtype=bool)
    has_together[index.member[together]] = True
    found: Mask = together | (fits & ~has_together[index.member])
    return found


def _mask(index: Index, name: str, keys: tuple[str, ...], licensed: Mask) -> Mask:
    if name == "licence":
        codes = [index.licence_kinds[key] for key in keys if key in index.licence_kinds]
        return _any(licensed[index.site][:, codes])
    wanted = _widened(index, name, keys)
    return index.columns[COLUMN_OF_FACET[name]].allowed((*wanted, ANY) if name in OPEN_FACETS else wanted)


def _widened(index: Index, name: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    group = GROUP_OF_FACET.get(name)
    if group is None:
        return keys
    return tuple(one for key in keys for one in index.lexicon.taxonomy.with_narrower(group, key))


def _all_but(masks: Mapping[str, Mask], name: str, usable: Mask) -> Mask:
    found = usable.copy()
    for other, mask in masks.items():
        if other != name:
            found &= mask
    return found


def _counts(index: Index, name: str, lines: Mask, licensed: Mask) -> dict[str, int]:
    """Return how many members each value would find among these lines; values that find nobody are left out."""
    members = len(index.rows.members)
    if name == "licence":
        codes: Mapping[str, int] = index.licence_kinds
        has = np.zeros((members, len(codes)), dtype=bool)
        of_line = licensed[index.site[lines]]
        for code in codes.values():
            has[index.member[lines][of_line[:, code]], code] = True
    else:
        column = index.columns[COLUMN_OF_FACET[name]]
        codes = column.codes
        has = np.zeros((members, len(codes) + 1), dtype=bool)
        has[index.member[lines], column.values[lines]] = True
    found = {key: int(_has_any(index, name, key, codes, has).sum()) for key in _stated(index, name, codes)}
    return {key: count for key, count in found.items() if count}


def _stated(index: Index, name: str, codes: Mapping[str, int]) -> list[str]:
    """Return the values that somebody states, and the broader words of these."""
    broader = index.lexicon.taxonomy.words(GROUP_OF_FACET.get(name, ""))
    above = [
        key
        for key in broader
        if key not in codes and any(one in codes for one in _widened(index, name, (key,)))
    ]
    return [*(key for key in codes if key), *above]


def _has_any(index: Index, name: str, key: str, codes: Mapping[str, int], has: Mask) -> Mask:
    wanted = (*_widened(index, name, (key,)), *((ANY,) if name in OPEN_FACETS else ()))
    return _any(has[:, [codes[one] for one in wanted if one in codes]])


def _any(columns: Mask) -> Mask:
    found: Mask = np.logical_or.reduce(columns, axis=1)
    return found


def _scores(index: Index, hits: list[Hits], asked: Asked, lines: Mask) -> Numbers:
    """Return how well each member fits: the sum over the words, and more for what is stated than for what is open."""
    scores = np.zeros(len(index.rows.members), dtype=np.int64)
    for one in hits:
        scores += one.weights
    for name in OPEN_FACETS:
        if keys := asked.chosen.get(name, ()):
            stated = index.columns[COLUMN_OF_FACET[name]].allowed(_widened(index, name, keys)) & lines
            scores[np.unique(index.member[stated])] += STATED_MORE
    return scores


def _ranked(index: Index, hits: list[Hits], scores: Numbers, lines: Mask) -> tuple[Found, ...]:
    members = np.unique(index.member[lines])
    ranked = members[np.lexsort((index.order[members], -scores[members]))]
    return tuple(
        Found(one, int(scores[one]), tuple(dict.fromkeys(reason for hit in hits for reason in hit.why[one])))
        for one in ranked.tolist()
    )

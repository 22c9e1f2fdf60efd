"""One typed word against the whole directory: which lines it fits, how well it fits each member, and where."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from tsunagu.members.domain.searching.index import Index, Mask, Numbers
from tsunagu.members.domain.searching.lexicon import Named
from tsunagu.members.domain.searching.spelling import Typed

NAME_IS, NAME_BEGINS, NAME_HAS = 100, 80, 60
TEXT_WEIGHTS = {"site": 50, "place": 26, "equipment": 24, "service": 24, "seeks": 10, "description": 10}
"""How much a find in a text beside the names weighs."""
EXACT_MORE = 5
OTHER_SPELLING_LESS = 3
PIECES_LESS = 8
COLUMN_OF_GROUP = {
    "capabilities": ("key", 40),
    "cell_types": ("cell_type", 34),
    "methods": ("method", 32),
    "formats": ("format", 32),
    "settings": ("setting", 30),
    "bands": ("band", 30),
    "stages": ("stage", 28),
    "areas": ("area", 20),
    "prefectures": ("prefecture", 20),
    "member_kinds": ("kind", 12),
}
"""Where the words of a group are found in the lines, and how much a find there weighs."""
LICENCE_WEIGHT = 16
SAID_WEIGHTS = {"equipment_kinds": 22, "languages": 14}


@dataclass(frozen=True, slots=True)
class Reason:
    """Where a word was found: in a text as it is written, or as a word of the taxonomy; ``needle`` is what to mark."""

    field: str
    text: str
    needle: str


@dataclass(slots=True)
class Hits:
    """What one word fits: lines, and for each member how well and why (the best reasons alone)."""

    lines: Mask
    weights: Numbers
    why: list[tuple[Reason, ...]] = field(default_factory=list)

    def add(self, weight: int, reason: Reason, members: Numbers) -> None:
        """Count a find for these members where it is better than what they have."""
        for one in members[self.weights[members] < weight].tolist():
            self.weights[one] = weight
            self.why[one] = (reason,)


@dataclass(frozen=True, slots=True)
class Day:
    """What counts on the day asked for (an ordinal): lines, and licences by site."""

    on: int
    standing: Mask
    licensed: Mask


def day_of(index: Index, on: date) -> Day:
    """Return what counts on the day."""
    return Day(on.toordinal(), index.standing(on), index.licensed(on))


def hits_of(index: Index, word: Typed, day: Day) -> Hits:
    """Return what a folded word fits on the day, as a whole or by all of its pieces."""
    found = _fits(index, word, day)
    pieces = index.lexicon.pieces(word.text)
    if len(pieces) > 1:
        _add_pieces(found, [_fits(index, one, day) for one in pieces], index)
    return found


def _add_pieces(found: Hits, parts: list[Hits], index: Index) -> None:
    """Count the members that every piece of the word fits, with the lines that all pieces fit, or else any."""
    least = np.minimum.reduce([one.weights for one in parts])
    members = np.flatnonzero((least > 0) & (found.weights == 0))
    together = np.logical_and.reduce([one.lines for one in parts])
    has_together = _members_of(index, together)
    anywhere = np.logical_or.reduce([one.lines for one in parts]) & ~has_together[index.member]
    among = np.zeros(len(found.weights), dtype=bool)
    among[members] = True
    found.lines |= (together | anywhere) & among[index.member]
    for one in members.tolist():
        found.weights[one] = max(1, int(least[one]) - PIECES_LESS)
        found.why[one] = tuple(dict.fromkeys(reason for part in parts for reason in part.why[one]))


def _members_of(index: Index, lines: Mask) -> Mask:
    found = np.zeros(len(index.rows.members), dtype=bool)
    found[index.member[lines]] = True
    return found


def _fits(index: Index, word: Typed, day: Day) -> Hits:
    count = len(index.rows.members)
    found = Hits(np.zeros(len(index.member), dtype=bool), np.zeros(count, dtype=np.int64), [()] * count)
    for spelling in index.lexicon.spellings(word):
        less = 0 if spelling == word else OTHER_SPELLING_LESS
        _find_texts(index, spelling, less, found, day.on)
        for named in _once(index, spelling):
            _find_word(index, named, spelling, less, found, day)
    return found


def _find_texts(index: Index, spelling: Typed, less: int, found: Hits, on: int) -> None:
    members, sites = np.zeros(len(found.weights), dtype=bool), np.zeros(len(index.rows.sites) + 1, dtype=bool)
    needle, is_whole = spelling.text, spelling.is_whole
    for one in index.texts_with(needle):
        if one.ends < on or (is_whole and not spelling.is_in(one.folded)):
            continue
        weight = _text_weight(one.field, one.folded, spelling.text) - less
        if found.weights[one.member] < weight:
            found.weights[one.member] = weight
            found.why[one.member] = (Reason(one.field, one.original, spelling.text),)
        if one.site < 0:
            members[one.member] = True
        else:
            sites[one.site] = True
    found.lines |= members[index.member] | sites[index.site]


def _text_weight(field_name: str, text: str, spelling: str) -> int:
    if field_name != "name":
        return TEXT_WEIGHTS[field_name]
    if text == spelling:
        return NAME_IS
    return NAME_BEGINS if text.startswith(spelling) else NAME_HAS


def _once(index: Index, spelling: Typed) -> Iterator[Named]:
    """Yield each word that the spelling names once, exactly if it does so in any way."""
    best: dict[tuple[str, str], Named] = {}
    for named in index.lexicon.named(spelling):
        known = best.get((named.group, named.key))
        if known is None or (named.is_exact and not known.is_exact):
            best[named.group, named.key] = named
    yield from best.values()


def _find_word(index: Index, named: Named, spelling: Typed, less: int, found: Hits, day: Day) -> None:
    lines, weight = _lines_of(index, named, day)
    if lines is None or not lines.any():
        return
    found.lines |= lines
    weight += (EXACT_MORE if named.is_exact else 0) - less
    found.add(weight, Reason(named.group, named.key, spelling.text), np.unique(index.member[lines]))


def _lines_of(index: Index, named: Named, day: Day) -> tuple[Mask | None, int]:
    if named.group == "licence_kinds":
        code = index.licence_kinds.get(named.key)
        return (None if code is None else day.licensed[index.site, code] & day.standing), LICENCE_WEIGHT
    if named.group in SAID_WEIGHTS:
        until = index.said_until.get((named.group, named.key))
        return (None if until is None else (until >= day.on) & day.standing), SAID_WEIGHTS[named.group]
    name, weight = COLUMN_OF_GROUP.get(named.group, ("", 0))
    if not name:
        return None, 0
    key = named.key
    if named.group == "prefectures":  # sites carry its Japanese name
        key = index.lexicon.taxonomy.words("prefectures")[key].name.ja
    return index.columns[name].allowed((key,)) & day.standing, weight

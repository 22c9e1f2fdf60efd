"""The directory arranged for search: each text folded once, each fact a column of numbers.

A *line* is what a filter looks at: one capability of a site, or the bare site (so that a member without capabilities is
found by its place). All filters together must hold for one line: manufacturing *and* T cells *and* Hokkaido at one
place, not one of each somewhere in the member.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tsunagu.foundation.text import Text
from tsunagu.members.domain.capabilities import capability_position
from tsunagu.members.domain.searching.lexicon import Lexicon, Reference
from tsunagu.members.domain.searching.rows import CapabilityRow, DirectoryRows, LicenceRow, SiteRow
from tsunagu.members.domain.searching.seats import with_seats
from tsunagu.members.domain.searching.spelling import fold, sorting_name, without_legal_form
from tsunagu.members.domain.stages import stage_position

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]
LAST_DAY = date.max.toordinal()
ANY = ""
"""What a capability says that is meant for all cells, settings, bands, methods."""
COLUMNS = ("stage", "key", "cell_type", "setting", "band", "method", "format")


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of each line as a code; ``codes`` numbers the values, and -1 stands for a bare site."""

    values: Numbers
    codes: Mapping[str, int]

    def allowed(self, keys: Iterable[str]) -> Mask:
        """Return which lines have one of the values."""
        wanted = np.zeros(len(self.codes) + 1, dtype=bool)
        wanted[[self.codes[key] for key in keys if key in self.codes]] = True
        wanted[-1] = False  # a bare site says nothing of what it can do
        return wanted[self.values]


@dataclass(frozen=True, slots=True)
class NamedText:
    """A text in which words are found: which field of which member and site, as written and folded.

    ``member`` and ``site`` are places in the rows; ``site`` is -1 for what is said of the member as a whole. ``ends``
    is the ordinal of its last day.
    """

    field: str
    member: int
    site: int
    original: str
    folded: str
    ends: int = LAST_DAY


@dataclass(frozen=True)
class Index:
    """The rows, their texts and their columns; built anew when the directory has changed."""

    rows: DirectoryRows
    lexicon: Lexicon
    texts: tuple[NamedText, ...]
    order: Numbers  # the place of each member in the list that nobody has searched
    member: Numbers  # of each line
    site: Numbers  # of each line
    columns: Mapping[str, Column] = field(repr=False)
    has_capacity: Mask = field(repr=False)
    begins: Numbers = field(repr=False)
    ends: Numbers = field(repr=False)

    def standing(self, on: date) -> Mask:
        """Return which lines count on the day: valid then, of a member that is there then."""
        day = on.toordinal()
        return (self.begins <= day) & (day <= self.ends)

    @cached_property
    def _joined(self) -> tuple[str, list[int]]:
        """All texts in one, a line each, with the place where each begins: looked through at the speed of memory."""
        lengths = (len(one.folded) + 1 for one in self.texts)
        return "\n".join(one.folded for one in self.texts), list(accumulate(lengths, initial=0))

    def texts_with(self, needle: str) -> Iterator[NamedText]:
        """Yield the texts in which a folded word (never a line break) stands, whole or within another."""
        joined, begins = self._joined
        at = joined.find(needle)
        while at >= 0:
            place = bisect_right(begins, at) - 1
            yield self.texts[place]
            at = joined.find(needle, begins[place + 1])

    @cached_property
    def licence_columns(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Site, code of the kind, first and last day of each licence; a suspension ends it the day before."""
        places = _places(one.id for one in self.rows.sites)
        rows = self.rows.licences
        return (
            _numbers(places[one.site] for one in rows),
            _numbers(self.licence_kinds[one.kind] for one in rows),
            _numbers(one.valid_from.toordinal() for one in rows),
            _numbers(_last_day(one) for one in rows),
        )

    @cached_property
    def licence_kinds(self) -> dict[str, int]:
        """The codes of the kinds of licence that somebody has."""
        return _codes(one.kind for one in self.rows.licences)

    @cached_property
    def said_until(self) -> dict[Reference, Numbers]:
        """Until which day (an ordinal; 0: never) each line says a word of itself: a kind of equipment, a language."""
        members, sites = (
            _places(one.id for one in self.rows.members),
            _places(one.id for one in self.rows.sites),
        )
        found: dict[Reference, Numbers] = {}
        for one in self.rows.said:
            if one.word is not None:
                lines = (
                    self.member == members[one.member] if one.site is None else self.site == sites[one.site]
                )
                known = found.setdefault(one.word, np.zeros(len(self.member), dtype=np.int64))
                known[lines] = np.maximum(known[lines], _ordinal(one.valid_until))
        return found

    def licensed(self, on: date) -> Mask:
        """Return for each site, and one row of nothing for members without site, which licences are valid that day."""
        site, kind, first, last = self.licence_columns
        day = on.toordinal()
        found = np.zeros((len(self.rows.sites) + 1, max(1, len(self.licence_kinds))), dtype=bool)
        valid = (first <= day) & (day <= last)
        found[site[valid], kind[valid]] = True
        return found


def index_of(rows: DirectoryRows, lexicon: Lexicon) -> Index:
    """Arrange the rows for search; members without a site are found at their seat."""
    prefectures = lexicon.taxonomy.words("prefectures").values()
    rows = with_seats(rows, {one.name.ja: one.name.en for one in prefectures})
    members, sites = _places(one.id for one in rows.members), _places(one.id for one in rows.sites)
    site_member = [members[one.member] for one in rows.sites]
    homeless = sorted(set(range(len(rows.members))) - set(site_member))
    able = [sites[one.site] for one in rows.capabilities]
    site = _numbers([*able, *range(len(rows.sites)), *(-1 for _ in homeless)])
    member = _numbers([*(site_member[one] for one in able), *site_member, *homeless])
    begins, ends = _days(rows, member, site)
    return Index(
        rows=rows,
        lexicon=lexicon,
        texts=tuple(_texts(rows, members, sites)),
        order=_order(rows),
        member=member,
        site=site,
        columns=_columns(rows, member, site),
        has_capacity=_stated(rows, len(site)),
        begins=begins,
        ends=ends,
    )  # fmt: skip


def _places(ids: Iterable[int]) -> dict[int, int]:
    return {one: place for place, one in enumerate(ids)}


def _numbers(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, dtype=np.int64)


def _codes(values: Iterable[str]) -> dict[str, int]:
    return {value: code for code, value in enumerate(dict.fromkeys(values))}


def _stated(rows: DirectoryRows, lines: int) -> Mask:
    """Return which lines state a capacity above nothing."""
    found = np.zeros(lines, dtype=bool)
    found[: len(rows.capabilities)] = [bool(one.capacity_per_month) for one in rows.capabilities]
    return found


def _ordinal(last: date | None) -> int:
    return LAST_DAY if last is None else last.toordinal()


def _last_day(one: LicenceRow) -> int:
    last = _ordinal(one.valid_until)
    return last if one.suspended_on is None else min(last, one.suspended_on.toordinal() - 1)


def _days(rows: DirectoryRows, member: Numbers, site: Numbers) -> tuple[Numbers, Numbers]:
    """Return the first and the last day of each line: from joining until leaving, and until the site closes."""
    lines = len(member) - len(rows.capabilities)
    begins = _numbers(
        [*(one.valid_from.toordinal() for one in rows.capabilities), *(0 for _ in range(lines))]
    )
    ends = _numbers(
        [
            *(_ordinal(one.valid_until) for one in rows.capabilities),
            *(LAST_DAY for _ in range(lines)),
        ]
    )
    joined = _numbers(one.joined_on.toordinal() for one in rows.members)
    left = _numbers(_ordinal(one.left_on) for one in rows.members)
    closed = _numbers([*(_ordinal(one.valid_until) for one in rows.sites), LAST_DAY])
    if not len(left):
        return begins, ends
    return np.maximum(begins, joined[member]), np.minimum(np.minimum(ends, closed[site]), left[member])


def _columns(rows: DirectoryRows, member: Numbers, site: Numbers) -> dict[str, Column]:
    bare = len(member) - len(rows.capabilities)
    found = {name: _capability_column(rows.capabilities, name, bare) for name in COLUMNS}
    found["kind"] = _column([one.kind for one in rows.members], member)
    found["area"] = _of_site(rows.sites, site, lambda one: one.area)
    found["prefecture"] = _of_site(rows.sites, site, lambda one: one.prefecture)
    found["place"] = _of_site(rows.sites, site, lambda one: one.place.ja)
    return found


def _capability_column(rows: Sequence[CapabilityRow], name: str, bare: int) -> Column:
    values = [getattr(one, name) for one in rows]
    codes = _codes([ANY, *values])
    return Column(_numbers([*(codes[one] for one in values), *(-1 for _ in range(bare))]), codes)


def _column(values: Sequence[str], of_line: Numbers) -> Column:
    codes = _codes(values)
    return Column(_numbers([*(codes[one] for one in values), -1])[of_line], codes)


def _of_site(sites: Sequence[SiteRow], site: Numbers, read: Callable[[SiteRow], str]) -> Column:
    return _column([read(one) for one in sites], site)


def _order(rows: DirectoryRows) -> Numbers:
    """Return the places of the members in the plain list: the coordinator, then by reading or name, then by id."""
    keys: list[tuple[Any, ...]] = [
        (not one.is_coordinator, sorting_name(one.name.ja, one.kana), one.id) for one in rows.members
    ]
    order = np.empty(len(keys), dtype=np.int64)
    order[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return order


def _texts(rows: DirectoryRows, members: Mapping[int, int], sites: Mapping[int, int]) -> Iterable[NamedText]:
    """Yield each text of a member once: its names, bare and whole, its sites and places, what it says of itself."""
    for place, member in enumerate(rows.members):
        for original in (member.name.ja, member.name.en, member.kana):
            for text in dict.fromkeys((fold(without_legal_form(original)), fold(original))):
                if text:
                    yield NamedText("name", place, -1, original, text)
    for place, site in enumerate(rows.sites):
        for name, said in (("site", site.name), ("place", site.place)):
            yield from _both(name, members[site.member], place, said)
    for one in rows.said:
        whose = -1 if one.site is None else sites[one.site]
        yield from _both(one.field, members[one.member], whose, one.text, _ordinal(one.valid_until))


def _both(name: str, member: int, site: int, said: Text, ends: int = LAST_DAY) -> Iterable[NamedText]:
    for original in dict.fromkeys((said.ja, said.en)):
        if original:
            yield NamedText(name, member, site, original, fold(original), ends)


def capability_order(row: CapabilityRow) -> tuple[int, tuple[int, str]]:
    """Return what sorts capabilities as the chain and the vocabulary do."""
    return stage_position(row.stage), capability_position(row.key)

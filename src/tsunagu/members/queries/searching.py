"""Search of the directory: an index in the process, always of the directory as it stands in the database.

What members show to members alone is found by members alone: a process keeps one index for passers-by and one for the
network, and reads for each exactly what everybody of that audience may read, whoever happens to ask first. What is
shown to nobody is in none.

Each search first asks for the *version* of each table: a number made from place and writing transaction of every
row of the audience. Whatever changes a row, by whichever way, changes it, so no writer has to remember a counter and no
process can answer from yesterday's directory (record 37; about 1 ms for 9 000 rows). Only tables that have changed are
read again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal
from uuid import UUID

import numpy as np
from django.db import connection

from tsunagu.foundation.scope import current_scope
from tsunagu.foundation.text import Text
from tsunagu.members.domain.searching.index import Index, Mask, capability_order, index_of
from tsunagu.members.domain.searching.lexicon import Lexicon, lexicon_of
from tsunagu.members.domain.searching.rows import (
    CapabilityRow,
    DirectoryRows,
    LicenceRow,
    MemberRow,
    Said,
    SiteRow,
)
from tsunagu.members.domain.searching.search import Answer, Asked, search
from tsunagu.members.models import (
    Capability,
    Equipment,
    Licence,
    Member,
    ProfilePart,
    SharedService,
    Site,
)
from tsunagu.members.queries.taxonomy import taxonomy

Audience = Literal["public", "members"]
_SHOWN_TO: Mapping[Audience, tuple[str, ...]] = {"public": ("public",), "members": ("public", "members")}
_FOR_ALL = ("members_member", "members_site", "members_capability", "members_licence", "members_equipment")
_FOR_SOME = ("members_shared_service", "members_profile_part")
TABLES = (*_FOR_ALL, *_FOR_SOME)
_OF_TABLE = "(SELECT (count(*), sum(hashtidextended(ctid, xmin::text::bigint)))::text FROM {})"
_OF_SOME = f"{_OF_TABLE[:-1]} WHERE shown_to = ANY(%s))"
_VERSION = "SELECT " + ", ".join(
    [*(_OF_TABLE.format(one) for one in _FOR_ALL), *(_OF_SOME.format(one) for one in _FOR_SOME)]
)

Version = tuple[Any, ...]


@dataclass(slots=True)
class _Kept:
    """The index of this process for an audience, the rows of each table, and the versions they were read at."""

    version: Version = ()
    index: Index | None = None
    tables: dict[str, tuple[Any, ...]] = field(default_factory=dict)


_kept: dict[Audience, _Kept] = {"public": _Kept(), "members": _Kept()}


@cache
def _lexicon() -> Lexicon:
    return lexicon_of(taxonomy())


def directory_index() -> Index:
    """Return the index of what the audience of the scope in force may read; made anew where anything has changed."""
    audience: Audience = "public" if current_scope().name == "public" else "members"
    kept, version = _kept[audience], directory_version(audience)
    if kept.index is None or kept.version != version:
        is_same_place = kept.version[:1] == version[:1]
        before = kept.version[1:] if is_same_place else ()
        for place, table in enumerate(TABLES):
            if before[place : place + 1] != version[place + 1 : place + 2]:
                kept.tables[table] = _READS[table](_SHOWN_TO[audience])
        kept.index, kept.version = index_of(_rows(kept.tables), _lexicon()), version
    return kept.index


def directory_version(audience: Audience = "members") -> Version:
    """Return what changes whenever a row of a table does; read before the rows, so that none is missed."""
    shown_to = list(_SHOWN_TO[audience])
    with connection.cursor() as cursor:
        cursor.execute(_VERSION, [shown_to] * len(_FOR_SOME))
        return (connection.settings_dict["NAME"], *cursor.fetchone())


def _rows(tables: Mapping[str, tuple[Any, ...]]) -> DirectoryRows:
    members, sites, able, licences, *said = (tables[one] for one in TABLES)
    return DirectoryRows(members, sites, able, licences, tuple(one for found in said for one in found))


def _members(shown_to: Sequence[str]) -> tuple[MemberRow, ...]:
    return tuple(_member(*row) for row in Member.objects.order_by("id").values_list(*_MEMBER))


def _sites(shown_to: Sequence[str]) -> tuple[SiteRow, ...]:
    return tuple(_site(*row) for row in Site.objects.order_by("key").values_list(*_SITE))


def _capabilities(shown_to: Sequence[str]) -> tuple[CapabilityRow, ...]:
    return tuple(CapabilityRow(*row) for row in Capability.objects.order_by("id").values_list(*_CAPABILITY))


def _licences(shown_to: Sequence[str]) -> tuple[LicenceRow, ...]:
    return tuple(LicenceRow(*row) for row in Licence.objects.order_by("id").values_list(*_LICENCE))


def _equipment(shown_to: Sequence[str]) -> tuple[Said, ...]:
    rows = Equipment.objects.order_by("id").values_list(
        "member_id", "site_id", "name_ja", "name_en", "kind", "valid_until"
    )
    return tuple(
        Said("equipment", member, site, Text(ja, en), ("equipment_kinds", kind), until)
        for member, site, ja, en, kind, until in rows
    )


def _services(shown_to: Sequence[str]) -> tuple[Said, ...]:
    rows = SharedService.objects.filter(shown_to__in=shown_to).order_by("id")
    return tuple(
        Said("service", one.member_id, one.site_id, Text(f"{text.ja}", f"{text.en}"))
        for one in rows
        for text in (one.name, one.terms)
        if text.ja
    )


def _profiles(shown_to: Sequence[str]) -> tuple[Said, ...]:
    """Return texts and languages; a website is looked at, not looked for."""
    found: list[Said] = []
    for one in ProfilePart.objects.filter(shown_to__in=shown_to).exclude(part="website").order_by("id"):
        if one.part == "languages":
            found += [Said("", one.member_id, None, Text("", ""), ("languages", key)) for key in one.words]
        else:
            found.append(Said(one.part, one.member_id, None, one.text))
    return tuple(found)


_READS: Mapping[str, Callable[[Sequence[str]], tuple[Any, ...]]] = dict(
    zip(
        TABLES,
        (_members, _sites, _capabilities, _licences, _equipment, _services, _profiles),
        strict=True,
    )
)
_MEMBER = (
    "id", "uuid", "name_ja", "name_en", "name_kana", "kind", "is_coordinator", "has_account", "joined_on", "left_on",
    "prefecture", "area",
)  # fmt: skip
_SITE = (
    "id", "member_id", "name_ja", "name_en", "place_ja", "place_en", "prefecture", "area", "latitude", "longitude",
    "valid_until",
)  # fmt: skip
_CAPABILITY = (
    "site_id", "stage", "key", "cell_type", "setting", "band", "method", "format", "capacity_per_month",
    "valid_from", "valid_until",
)  # fmt: skip
_LICENCE = ("site_id", "kind", "valid_from", "valid_until", "suspended_on")


def _member(id: int, uuid: UUID, ja: str, en: str, kana: str, *rest: Any) -> MemberRow:
    return MemberRow(id, uuid, Text(ja, en), kana, *rest)


def _site(id: int, member: int, ja: str, en: str, place_ja: str, place_en: str, *rest: Any) -> SiteRow:
    return SiteRow(id, member, Text(ja, en), Text(place_ja, place_en), *rest)


def search_directory(asked: Asked) -> tuple[Index, Answer]:
    """Return the index and who is found in it."""
    index = directory_index()
    return index, search(index, asked)


def sites_of_member(index: Index, member: int) -> list[SiteRow]:
    """Return the sites of a member of the index, by its place in the rows."""
    own = index.rows.members[member].id
    return [one for one in index.rows.sites if one.member == own]


def abilities_of(index: Index, member: int, lines: Mask) -> list[CapabilityRow]:
    """Return the capabilities of a member among the lines, in the order of the chain and of the vocabulary."""
    able = np.flatnonzero(lines & (index.member == member))
    rows = index.rows.capabilities
    return sorted((rows[one] for one in able.tolist() if one < len(rows)), key=capability_order)

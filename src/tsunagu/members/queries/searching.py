"""Search of the directory: an index in the process, always of the directory as it stands in the database.

Each search first asks for the *version* of the four tables: one number made from the place and the writing transaction
of every row that can be seen. Whatever changes a row, by whichever way, changes it, so no writer has to remember a
counter and no process can answer from yesterday's directory (record 37; about 1 ms for 9 000 rows).
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from tsunagu.foundation.text import Text
from tsunagu.members.domain.searching.index import Index, Mask, capability_order, index_of
from tsunagu.members.domain.searching.lexicon import Lexicon, lexicon_of
from tsunagu.members.domain.searching.rows import (
    CapabilityRow,
    DirectoryRows,
    LicenceRow,
    MemberRow,
    SiteRow,
)
from tsunagu.members.domain.searching.search import Answer, Asked, search
from tsunagu.members.models import Capability, Licence, Member, Site
from tsunagu.members.queries.taxonomy import taxonomy

TABLES = ("members_member", "members_site", "members_capability", "members_licence")
_OF_TABLE = "(SELECT (count(*), sum(hashtidextended(ctid, xmin::text::bigint)))::text FROM {})"
_VERSION = f"SELECT {', '.join(_OF_TABLE.format(table) for table in TABLES)}"

Version = tuple[Any, ...]


@dataclass(slots=True)
class _Kept:
    """The index of this process and the version that it was made from."""

    version: Version = ()
    index: Index | None = None
    lexicon: Lexicon | None = None


_kept = _Kept()


def directory_index() -> Index:
    """Return the index of the directory as the scope in force sees it now; made anew where anything has changed."""
    version = directory_version()
    if _kept.index is None or _kept.version != version:
        if _kept.lexicon is None:
            _kept.lexicon = lexicon_of(taxonomy())
        index = index_of(directory_rows(), _kept.lexicon)
        _kept.index, _kept.version = index, version
        return index
    return _kept.index


def directory_version() -> Version:
    """Return what changes whenever a row of the directory does; read before the rows, so that none is missed."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSION)
        return (connection.settings_dict["NAME"], *cursor.fetchone())


def directory_rows() -> DirectoryRows:
    """Return all that search looks at, in four queries."""
    return DirectoryRows(
        tuple(_member(*row) for row in Member.objects.order_by("id").values_list(*_MEMBER)),
        tuple(_site(*row) for row in Site.objects.order_by("key").values_list(*_SITE)),
        tuple(CapabilityRow(*row) for row in Capability.objects.order_by("id").values_list(*_CAPABILITY)),
        tuple(LicenceRow(*row) for row in Licence.objects.order_by("id").values_list(*_LICENCE)),
    )


_MEMBER = (
    "id", "uuid", "name_ja", "name_en", "name_kana", "kind", "is_coordinator", "has_account", "joined_on", "left_on",
)  # fmt: skip
_SITE = (
    "id", "member_id", "name_ja", "name_en", "place_ja", "place_en", "prefecture", "area", "latitude", "longitude",
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

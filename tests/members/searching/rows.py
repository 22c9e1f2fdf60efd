"""A small directory made of values, for rules of search that need no database."""

from datetime import date
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.members.domain.searching.index import Index, index_of
from tsunagu.members.domain.searching.lexicon import lexicon_of
from tsunagu.members.domain.searching.rows import (
    CapabilityRow,
    DirectoryRows,
    LicenceRow,
    MemberRow,
    SiteRow,
)
from tsunagu.members.domain.searching.search import Asked, search
from tsunagu.members.queries.taxonomy import taxonomy

TODAY, SINCE = date(2026, 11, 22), date(2024, 1, 1)
LEXICON = lexicon_of(taxonomy())


def member(
    id: int, ja: str, kana: str = "", en: str = "", kind: str = "company", left: date | None = None
) -> MemberRow:
    return MemberRow(id, UUID(int=id), Text(ja, en or f"Member {id}"), kana, kind, False, True, SINCE, left)


def site(
    id: int, of: int, place: str = "殿町", prefecture: str = "神奈川県", area: str = "tonomachi"
) -> SiteRow:
    return SiteRow(
        id, of, Text("製造所", "Works"), Text(place, f"Place {place}"), prefecture, area, 35.54, 139.75
    )


def able(
    site: int, key: str, stage: str = "manufacturing", *, cell: str = "", setting: str = "", band: str = "",
    capacity: int | None = None, since: date = SINCE, until: date | None = None,
) -> CapabilityRow:  # fmt: skip
    return CapabilityRow(site, stage, key, cell, setting, band, "", "", capacity, since, until)


def licence(site: int, kind: str, until: date | None = None, suspended: date | None = None) -> LicenceRow:
    return LicenceRow(site, kind, SINCE, until, suspended)


def index(*rows: MemberRow | SiteRow | CapabilityRow | LicenceRow) -> Index:
    """The index of these rows; members without a site are allowed."""
    return index_of(
        DirectoryRows(
            tuple(one for one in rows if isinstance(one, MemberRow)),
            tuple(one for one in rows if isinstance(one, SiteRow)),
            tuple(one for one in rows if isinstance(one, CapabilityRow)),
            tuple(one for one in rows if isinstance(one, LicenceRow)),
        ),
        LEXICON,
    )


def found(
    index: Index, text: str = "", on: date = TODAY, capacity: bool = False, **chosen: str | list[str]
) -> list[int]:
    """The ids of the members that are found, by rank."""
    values = {key: tuple([one] if isinstance(one, str) else one) for key, one in chosen.items()}
    answer = search(index, Asked(text, values, on, capacity))
    return [index.rows.members[one.member].id for one in answer.found]

"""What search knows of the directory: rows of members, sites, capabilities and licences as values."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member; ``kana`` is the reading of its name, ``prefecture`` and ``area`` those of its seat, or empty."""

    id: int
    uuid: UUID
    name: Text
    kana: str
    kind: str
    is_coordinator: bool
    has_account: bool
    joined_on: date
    left_on: date | None
    prefecture: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site of the member whose id is ``member``; a seat stands for a member without one, about where it is."""

    id: int
    member: int
    name: Text
    place: Text
    prefecture: str
    area: str
    latitude: float
    longitude: float
    valid_until: date | None = None
    is_seat: bool = False


@dataclass(frozen=True, slots=True)
class CapabilityRow:
    """What a site can do; an empty cell type, setting, band, method or format means any."""

    site: int
    stage: str
    key: str
    cell_type: str
    setting: str
    band: str
    method: str
    format: str
    capacity_per_month: int | None
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class LicenceRow:
    """A licence of a site."""

    site: int
    kind: str
    valid_from: date
    valid_until: date | None
    suspended_on: date | None


@dataclass(frozen=True, slots=True)
class Said:
    """What a member says of itself beside its capabilities: equipment, something shared, languages, its profile.

    ``site`` is None for the member as a whole; ``word`` is a word of the taxonomy that it names, as group and key.
    It counts until ``valid_until``, included.
    """

    field: str
    member: int
    site: int | None
    text: Text
    word: tuple[str, str] | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class DirectoryRows:
    """All of the directory that search looks at."""

    members: tuple[MemberRow, ...] = ()
    sites: tuple[SiteRow, ...] = ()
    capabilities: tuple[CapabilityRow, ...] = ()
    licences: tuple[LicenceRow, ...] = ()
    said: tuple[Said, ...] = ()

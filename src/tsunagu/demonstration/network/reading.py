"""Reads the data files of the demonstration network into values."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml

from tsunagu.foundation.text import Text

DATA = Path(__file__).parent / "data"
MEMBER_FILES = (
    "coordination",
    "hospitals",
    "collection",
    "manufacturing",
    "laboratories",
    "logistics",
    "holders",
    "supply",
)
NAMESPACE = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
"""The namespace of URLs (RFC 9562); the demonstration's uuids are made from addresses in it."""


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """A person of the demonstration; featured ones are offered first at sign-in."""

    name: Text
    email: str
    roles: tuple[str, ...]
    is_featured: bool


@dataclass(frozen=True, slots=True)
class InventedSite:
    """A site of the demonstration; licences and equipment may carry days from now."""

    key: str
    name: Text
    place: str
    bundles: tuple[str, ...]
    licences: tuple[dict[str, Any], ...]
    equipment: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class InventedMember:
    """A member of the demonstration with its sites and people."""

    key: str
    name: Text
    kind: str
    is_coordinator: bool
    has_account: bool
    grants_view: bool
    joined: Any
    sites: tuple[InventedSite, ...]
    people: tuple[InventedPerson, ...]


def stable_uuid(kind: str, key: str) -> UUID:
    """Return the uuid that the demonstration gives to a member, site or person, the same on every machine."""
    return uuid5(NAMESPACE, f"https://ns.tsunagu.example/demonstration/{kind}/{key}")


@cache
def read(name: str) -> Any:
    """Return the content of one data file."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def invented_members() -> tuple[InventedMember, ...]:
    """Return all members of the demonstration, the coordinator first."""
    return tuple(_member(one) for file in MEMBER_FILES for one in read(file)["members"])


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of what a site can do."""

    key: str
    cell_type: str
    setting: str
    band: str


def capabilities_of(site: InventedSite) -> Iterator[Offer]:
    """Yield what the site offers, one line per key and limit, each once."""
    bundles = read("bundles")
    seen: set[Offer] = set()
    for line in (line for bundle in site.bundles for line in bundles[bundle]):
        spec = {"key": line} if isinstance(line, str) else line
        for setting, band in product(spec.get("settings", [""]), spec.get("bands", [""])):
            one = Offer(spec["key"], spec.get("cell_type", ""), setting, band)
            if one not in seen:
                seen.add(one)
                yield one


def _member(raw: dict[str, Any]) -> InventedMember:
    return InventedMember(
        key=raw["key"],
        name=Text(**raw["name"]),
        kind=raw["kind"],
        is_coordinator=raw.get("coordinator", False),
        has_account=raw.get("account", True),
        grants_view=raw.get("coordinator_view", True),
        joined=raw["joined"],
        sites=tuple(_site(one) for one in raw["sites"]),
        people=tuple(_person(one, raw["domain"]) for one in raw["people"]),
    )


def _site(raw: dict[str, Any]) -> InventedSite:
    return InventedSite(
        key=raw["key"],
        name=Text(**raw["name"]),
        place=raw["place"],
        bundles=tuple(raw.get("bundles", ())),
        licences=_dated(raw.get("licences", ())),
        equipment=_dated(raw.get("equipment", ())),
    )


def _dated(raw: Any) -> tuple[dict[str, Any], ...]:
    return tuple({"kind": one} if isinstance(one, str) else dict(one) for one in raw)


def _person(raw: dict[str, Any], domain: str) -> InventedPerson:
    family = raw["en"].removesuffix(" (demo)").split()[-1].lower()
    return InventedPerson(
        name=Text(raw["ja"], raw["en"]),
        email=f"{family}@{domain}",
        roles=tuple(raw["roles"]),
        is_featured=raw.get("featured", False),
    )

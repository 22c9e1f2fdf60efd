"""What the parts of a page hold now, as values that a change is made from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models

from tsunagu.foundation.text import Text
from tsunagu.members.domain.profile.parts import PARTS, PROFILE_TEXTS, Part, Values
from tsunagu.members.models import (
    Capability,
    ContactPerson,
    Equipment,
    Evidence,
    Licence,
    Member,
    PageChange,
    ProfilePart,
    SharedService,
    Site,
)

MODELS: Mapping[str, type[models.Model]] = {
    "basics": Member, "site": Site, "capability": Capability, "licence": Licence, "equipment": Equipment,
    "service": SharedService, "contact": ContactPerson,
}  # fmt: skip
"""The table of each part, whose columns are its fields; the profile has a row for each of its texts."""
Subject = tuple[str, UUID]


def rows_of(part: str) -> "models.QuerySet[Any]":
    """Return the rows of a part that stand on pages, with what they refer to."""
    rows = MODELS[part]._default_manager.all()
    if part == "contact":
        return rows.filter(withdrawn_at__isnull=True)
    if part == "licence":
        return rows.select_related("site", "evidence").defer("evidence__content")
    return rows.select_related("site") if part in ("capability", "equipment", "service") else rows


def values_of(part: Part, row: models.Model) -> dict[str, Any]:
    """Return a row as the values of its part."""
    return {field.key: _plain(getattr(row, field.key)) for field in part.fields}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value.uuid) if isinstance(value, Site | Evidence) else value


def current_values(part: str, subject: UUID) -> dict[str, Any] | None:
    """Return what a part of a page holds now; None where it isn't there (any more)."""
    return current_of([(part, subject)]).get((part, subject))


def current_of(subjects: Iterable[Subject]) -> dict[Subject, dict[str, Any]]:
    """Return what these parts hold now, in one query for each kind of part."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for part, subject in subjects:
        wanted[part].add(subject)
    found: dict[Subject, dict[str, Any]] = {}
    for part, uuids in wanted.items():
        if part == "profile":
            found |= {(part, uuid): values for uuid, values in _profiles(uuids).items()}
            continue
        for row in rows_of(part).filter(uuid__in=uuids):
            found[part, row.uuid] = values_of(PARTS[part], row)
    return found


def _profiles(members: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    rows = ProfilePart.objects.filter(member__uuid__in=members).select_related("member")
    found = {uuid: empty_profile() for uuid in members}
    for row in rows:
        values = found[row.member.uuid]
        values[f"{row.part}_shown_to"] = row.shown_to
        values |= {"languages": row.words} if row.part == "languages" else _texts(row)
    return found


def _texts(row: ProfilePart) -> dict[str, str]:
    return {f"{row.part}_ja": row.ja, f"{row.part}_en": row.en}


def empty_profile() -> dict[str, Any]:
    """Return the profile of a member that has said nothing of itself."""
    values: dict[str, Any] = {}
    for text in PROFILE_TEXTS:
        empty: dict[str, Any] = {f"{text}_ja": "", f"{text}_en": ""}
        values |= {"languages": []} if text == "languages" else empty
        values[f"{text}_shown_to"] = "members"
    return values


def find_item(part: str, member: UUID, said: Mapping[str, Any]) -> UUID | None:
    """Return the first item of a part of a member's page with these values; None where there is none."""
    found = rows_of(part).filter(member__uuid=member, **said).order_by("id").first()
    return None if found is None else found.uuid


def names_in(every: Iterable[Values]) -> dict[str, Text]:
    """Return the names of the sites and files that values name, by uuid as text."""
    sites, files = set(), set()
    for values in every:
        sites |= {values["site"]} if values.get("site") else set()
        files |= {values["evidence"]} if values.get("evidence") else set()
    names = {str(one.uuid): one.name for one in Site.objects.filter(uuid__in=sites)} if sites else {}
    if files:
        found = Evidence.objects.filter(uuid__in=files).values_list("uuid", "name")
        names |= {str(uuid): Text(name, name) for uuid, name in found}
    return names


def sites_to_name(member: UUID) -> list[tuple[UUID, Text]]:
    """Return the sites of a member that can be named: those on its page, then those that wait for approval."""
    waiting = PageChange.objects.filter(member__uuid=member, part="site", verb="add", state="proposed")
    return [
        *((site.uuid, site.name) for site in Site.objects.filter(member__uuid=member)),
        *(
            (row.subject, Text(f"{row.after['name_ja']}（承認待ち）", f"{row.after['name_en']} (waiting)"))
            for row in waiting.order_by("made_at")
        ),
    ]

"""Facts of members arranged for the templates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tsunagu.foundation.text import Text
from tsunagu.members.domain.capabilities import capability_name, capability_position
from tsunagu.members.domain.facts import CapabilityFacts, SiteFacts
from tsunagu.members.domain.roles import role_names
from tsunagu.members.domain.stages import STAGES, Stage, stage_position
from tsunagu.members.domain.validity import Validity
from tsunagu.members.domain.vocabulary import AREAS, BANDS, CELL_TYPES, SETTINGS, word
from tsunagu.members.queries import AreaRow, DirectoryEntry, MemberPage


@dataclass(frozen=True, slots=True)
class Group:
    """The members of one area."""

    area: str
    name: Text
    lines: list[dict[str, Any]]


def by_area(entries: Iterable[DirectoryEntry], wanted: str = "") -> list[Group]:
    """Return the entries under the area of their first site (under the wanted one, if given)."""
    groups = {key: Group(key, name, []) for key, name in AREAS.items()}
    for entry in entries:
        area = wanted if wanted in entry.areas else next(iter(entry.areas), "")
        if area in groups:
            groups[area].lines.append(_line(entry))
    return [group for group in groups.values() if group.lines]


def _line(entry: DirectoryEntry) -> dict[str, Any]:
    return {
        "member": entry.member,
        "places": entry.places,
        "stages": [STAGES[key] for key in entry.stages if key in STAGES],
        "capabilities": [capability_name(key) for key in entry.capabilities],
    }


def bubbles(rows: Iterable[AreaRow]) -> list[dict[str, Any]]:
    """Return the coverage with a radius for each cell, its surface in proportion to the sites."""
    return [
        {
            "area": row.area,
            "name": row.name,
            "cells": [
                {"stage": cell.stage, "sites": cell.sites, "radius": round(8 + 4.5 * cell.sites**0.5, 1)}
                for cell in row.cells
            ],
        }
        for row in rows
    ]


def validity_row(name: Text, detail: str, validity: Validity, on: date) -> dict[str, Any]:
    """Return a line that tells how long something counts, with its badge."""
    state, label = validity.badge_on(on)
    return {
        "name": name,
        "detail": detail,
        "from": validity.valid_from,
        "until": validity.valid_until,
        "state": state,
        "label": label,
    }


def site_shown(site: SiteFacts) -> dict[str, Any]:
    """Return a site with its capabilities by stage, its licences and its equipment."""
    return {
        "site": site,
        "area": word(AREAS, site.area),
        "stages": _stages(site),
        "licences": [validity_row(one.name, one.number, one.validity, site.on) for one in site.licences],
        "equipment": [
            validity_row(one.name, "", Validity(date.min, one.calibrated_until), site.on)
            for one in site.equipment
        ],
    }


def _stages(site: SiteFacts) -> list[tuple[Stage, list[dict[str, Any]]]]:
    able = [one for one in site.capabilities if one.validity.valid_on(site.on)]
    stages = sorted({one.stage for one in able}, key=stage_position)
    return [
        (STAGES[stage], _capabilities([one for one in able if one.stage == stage]))
        for stage in stages
        if stage in STAGES
    ]


def _capabilities(able: list[CapabilityFacts]) -> list[dict[str, Any]]:
    return [
        {"name": capability_name(key), "limits": _limits([one for one in able if one.key == key])}
        for key in sorted({one.key for one in able}, key=capability_position)
    ]


def _limits(rows: list[CapabilityFacts]) -> list[Text]:
    limits = [
        *(word(CELL_TYPES, one.cell_type) for one in rows if one.cell_type),
        *(word(SETTINGS, one.setting) for one in rows if one.setting),
        *(word(BANDS, one.band) for one in rows if one.band),
    ]
    return list(dict.fromkeys(limits))


def contacts_shown(page: MemberPage) -> list[dict[str, Text]]:
    """Return the people to contact with the names of their roles."""
    return [{"name": name, "role": role_names(roles)} for name, roles in page.contacts]

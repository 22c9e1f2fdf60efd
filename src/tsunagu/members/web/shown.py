"""Facts of members arranged for the templates."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from tsunagu.foundation.text import Text
from tsunagu.members.domain.roles import role_names
from tsunagu.members.domain.validity import Validity
from tsunagu.members.queries import AreaRow


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


def people_shown(people: Iterable[tuple[Text, frozenset[str]]]) -> list[dict[str, Text]]:
    """Return people with the names of their roles."""
    return [{"name": name, "role": role_names(roles)} for name, roles in people]

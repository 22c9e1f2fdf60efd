"""Facts of members arranged for the templates."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from tsunagu.foundation.text import Text
from tsunagu.members.domain.roles import role_names
from tsunagu.members.domain.validity import Validity


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

"""Who changed what of a resource: for the people of its member and the coordinator."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.members.queries.actors import person_names
from tsunagu.planning.domain.capacity.comparing import Line, difference
from tsunagu.planning.domain.capacity.record import from_data
from tsunagu.planning.models import CapacityChange
from tsunagu.planning.queries.requests import SYSTEM

MOST = 50


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change: when, who, what."""

    at: datetime
    verb: str
    person: Text
    lines: tuple[Line, ...]


def changes_of(resource: UUID) -> list[ChangeView]:
    """Return the latest changes of a resource, newest first, as far as the scope in force may read them."""
    rows = list(CapacityChange.objects.filter(resource=resource)[:MOST])
    names = person_names(row.person for row in rows if row.person)
    found = []
    for row in rows:
        after = from_data(row.after)
        lines = () if after is None else difference(from_data(row.before), after).lines
        person = names.get(row.person, SYSTEM) if row.person else SYSTEM
        found.append(ChangeView(row.at, row.verb, person, lines))
    return found

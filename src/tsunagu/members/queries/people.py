"""Accounts of people by their ids outside, and who is appointed in a member."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.members.models import Appointment, Person
from tsunagu.members.queries.periods import counts_on


def person_ids(uuids: Iterable[UUID]) -> dict[UUID, int]:
    """Return the row of each active person."""
    return dict(Person.objects.filter(uuid__in=list(uuids), is_active=True).values_list("uuid", "pk"))


def people_of(member_id: int, on: date | None = None) -> dict[UUID, Text]:
    """Return the names of the active people appointed in a member (on a day), by account."""
    held = Appointment.objects.filter(member_id=member_id, person__is_active=True).select_related("person")
    rows = held.filter(counts_on(on)) if on else held
    return {row.person.uuid: row.person.name for row in rows.order_by("person__name_ja", "pk")}

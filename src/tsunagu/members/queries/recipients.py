"""Who of a member can be written to: active people with their addresses, languages and roles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.members.models import Appointment, Person
from tsunagu.members.queries.periods import counts_on


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person who is appointed in a member that day; ``language`` is ``ja`` or ``en``."""

    person_id: int
    uuid: UUID
    member_id: int
    email: str
    name: Text
    language: str
    roles: frozenset[str]


def recipients(member_ids: Iterable[int], on: date) -> dict[int, list[Recipient]]:
    """Return the active people of each member, in one query; members without any are left out."""
    rows = (
        Appointment.objects.filter(counts_on(on), member_id__in=set(member_ids), person__is_active=True)
        .select_related("person")
        .order_by("member_id", "person_id", "role")
    )
    held: dict[tuple[int, int], tuple[Person, set[str]]] = {}
    for row in rows:
        held.setdefault((row.member_id, row.person_id), (row.person, set()))[1].add(row.role)
    found: dict[int, list[Recipient]] = {}
    for (member, _), (person, roles) in held.items():
        one = Recipient(
            person.pk, person.uuid, member, person.email, person.name, person.language, frozenset(roles)
        )
        found.setdefault(member, []).append(one)
    return found


def recipient_by_id(person_id: int, member_id: int, on: date) -> Recipient | None:
    """Return one of them; None where the person isn't appointed in the member any more."""
    people = recipients([member_id], on).get(member_id, [])
    return next((one for one in people if one.person_id == person_id), None)

"""Whom to call in an organisation: people by role, for many organisations at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.members.domain.roles import ROLES, role_names
from tsunagu.members.models import Appointment, Member
from tsunagu.members.queries.periods import counts_on


@dataclass(frozen=True, slots=True)
class Contact:
    """An organisation with its telephone number and the people to ask for."""

    member: UUID
    name: Text
    phone: str
    people: tuple[tuple[Text, Text], ...]
    """Name and role of each person."""


def contacts_of(
    members: Iterable[UUID], on: date, roles: Collection[str], most: int = 3
) -> dict[UUID, Contact]:
    """Return whom to call in each organisation, in two queries: people of these roles, in the order of roles."""
    wanted = set(members)
    order = {role: place for place, role in enumerate(roles)}
    rows = Appointment.objects.filter(
        counts_on(on), member__uuid__in=wanted, role__in=order, person__is_active=True
    ).select_related("person")
    held: dict[UUID, dict[UUID, tuple[int, Text, str]]] = defaultdict(dict)
    for uuid, row in ((row.member.uuid, row) for row in rows.select_related("person", "member")):
        place, person = order[row.role], row.person
        known = held[uuid].get(person.uuid)
        if known is None or place < known[0]:
            held[uuid][person.uuid] = (place, person.name, row.role)
    return {
        member.uuid: Contact(member.uuid, member.name, member.phone, _first(held[member.uuid].values(), most))
        for member in Member.objects.filter(uuid__in=wanted)
    }


def people_of(member: UUID, on: date) -> tuple[tuple[Text, frozenset[str]], ...]:
    """Return the people of one organisation with their roles that day, for its page."""
    held: dict[UUID, tuple[Text, set[str]]] = {}
    rows = Appointment.objects.filter(counts_on(on), member__uuid=member, person__is_active=True)
    for row in rows.select_related("person").order_by("person_id", "role"):
        held.setdefault(row.person.uuid, (row.person.name, set()))[1].add(row.role)
    return tuple((name, frozenset(roles)) for name, roles in held.values())


def _first(people: Iterable[tuple[int, Text, str]], most: int) -> tuple[tuple[Text, Text], ...]:
    ordered = sorted(people, key=lambda one: (one[0], one[1].ja))[:most]
    return tuple(
        (name, role_names([role]) if role in ROLES else Text(role, role)) for _, name, role in ordered
    )

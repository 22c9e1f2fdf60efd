"""The people whom the demonstration offers at sign-in."""

from typing import Any

from tsunagu.demonstration.network.reading import (
    InventedMember,
    InventedPerson,
    invented_members,
    stable_uuid,
)
from tsunagu.members.domain.roles import GROUPS, ROLES, role_names


def people(*, everyone: bool = False) -> list[dict[str, Any]]:
    """Return the people to choose from, one per role unless everyone is asked for, grouped as the roles are.

    Each has ``label``, ``role``, ``member`` and ``group`` (texts), ``email`` and ``value`` (the e-mail address),
    ``roles``, ``member_key`` and ``uuid``.
    """
    chosen = [
        _choice(member, person)
        for member in invented_members()
        for person in member.people
        if everyone or person.is_featured
    ]
    order = list(GROUPS)
    return sorted(chosen, key=lambda one: order.index(one["group_key"]))


def _choice(member: InventedMember, person: InventedPerson) -> dict[str, Any]:
    group = ROLES[person.roles[0]].group
    return {
        "label": person.name,
        "role": role_names(person.roles),
        "roles": person.roles,
        "member": member.name,
        "member_key": member.key,
        "email": person.email,
        "value": person.email,
        "uuid": stable_uuid("person", person.email),
        "group": GROUPS[group],
        "group_key": group,
    }

"""Who acts, and who else could: people, their roles and their training."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.scope import Scope
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Appointment, Member, Person, Training
from tsunagu.members.queries.periods import counts_on
from tsunagu.members.queries.program_keys import program_names


def actor_of(person: Person, on: date, member_uuid: UUID | None = None) -> Actor | None:
    """Return the person as an actor of one member, in one query; None without an appointment that day.

    Someone appointed in several members acts for the named one, else for the one of the latest appointment.
    Called before a scope exists: appointments and the directory are readable then.
    """
    rows = _appointments(person.pk, on)
    if member_uuid is not None:
        rows = [row for row in rows if row.member.uuid == member_uuid]
    if not rows or not person.is_active:
        return None
    member = rows[0].member
    return Actor(
        person_id=person.pk,
        person_uuid=person.uuid,
        person_name=person.name,
        language=person.language,
        member_id=member.pk,
        member_uuid=member.uuid,
        member_key=member.key,
        member_name=member.name,
        roles=frozenset(row.role for row in rows if row.member_id == member.pk),
        is_coordinator=member.is_coordinator and any(row.role == "coordinator" for row in rows),
    )


@compiled
def _appointments(person: int, on: date) -> QuerySet[Appointment]:
    held = Appointment.objects.filter(counts_on(on), person_id=person).select_related("member")
    return held.order_by("-valid_from", "-pk")


def person_by_id(row: int) -> Person | None:
    """Return the person of a row; None where there is none."""
    return next(iter(_person(row)), None)


@compiled
def _person(row: int) -> QuerySet[Person]:
    return Person.objects.filter(pk=row)


def actor_named(person: UUID, member: UUID, on: date) -> Actor | None:
    """Return a person (by uuid) as an actor of a member on a day; None where he isn't appointed there any more."""
    found = Person.objects.filter(uuid=person).first()
    return None if found is None else actor_of(found, on, member)


def scope_for(actor: Actor) -> Scope:
    """Return the scope in which the actor reads and writes; who only reads gets the auditor's."""
    return Scope(
        name="auditor" if actor.is_reader else "member",
        member=actor.member_uuid,
        member_id=actor.member_id,
        person=actor.person_uuid,
        is_coordinator=actor.is_coordinator,
    )


def hands_of(member_uuid: UUID, role: str, on: date) -> list[Person]:
    """Return the active people who hold the role in the member that day."""
    return list(
        Person.objects.filter(
            counts_on(on, "appointments__"),
            appointments__member__uuid=member_uuid,
            appointments__role=role,
            is_active=True,
        )
        .distinct()
        .order_by("pk")
    )


def members_with_role(role: str, on: date) -> dict[UUID, Text]:
    """Return the names of the members that have an active person of the role that day, by member."""
    rows = Member.objects.filter(
        counts_on(on, "appointments__"), appointments__role=role, appointments__person__is_active=True
    ).distinct()
    return {member.uuid: member.name for member in rows.order_by("key")}


def colleagues(actor: Actor, on: date) -> list[tuple[UUID, Text, frozenset[str]]]:
    """Return the others of the actor's member with their roles: who can give a second signature."""
    rows = (
        Appointment.objects.filter(counts_on(on), member_id=actor.member_id, person__is_active=True)
        .exclude(person_id=actor.person_id)
        .select_related("person")
        .order_by("person_id")
    )
    found: dict[UUID, tuple[Text, set[str]]] = {}
    for row in rows:
        found.setdefault(row.person.uuid, (row.person.name, set()))[1].add(row.role)
    return [(uuid, name, frozenset(roles)) for uuid, (name, roles) in found.items()]


def person_names(uuids: Iterable[UUID]) -> dict[UUID, Text]:
    """Return the names of the persons, and of programs that acted, for signatures on screen."""
    wanted = set(uuids)
    found = {person.uuid: person.name for person in Person.objects.filter(uuid__in=wanted)}
    programs = wanted - set(found)
    return found | program_names(programs) if programs else found


def trained_subjects(person_uuid: UUID, member_uuid: UUID, on: date) -> frozenset[str]:
    """Return what the person is trained in for the member on that day."""
    return frozenset(_trainings(person_uuid, member_uuid, on))


@compiled
def _trainings(person: UUID, member: UUID, on: date) -> QuerySet[Training, str]:
    rows = Training.objects.filter(counts_on(on), person__uuid=person, member__uuid=member)
    return rows.values_list("subject", flat=True)

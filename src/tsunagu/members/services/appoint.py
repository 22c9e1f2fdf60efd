"""Give a person a role in a member, and end it."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import current_scope
from tsunagu.foundation.text import Text
from tsunagu.members.domain import checks
from tsunagu.members.domain.roles import MAKING_ROLES, QUALITY_ROLES, ROLES
from tsunagu.members.models import Appointment, Member, Person
from tsunagu.members.queries.periods import counts_on
from tsunagu.members.services.permission import member_to_write, person_named


@transaction.atomic
def appoint(
    person: UUID, member: UUID, role: str, *, valid_from: date, valid_until: date | None = None
) -> None:
    """Give the person the role from the day on.

    Refused where the person would both make and judge: quality is independent of manufacturing.
    """
    row = member_to_write(member)
    checks.check_word(role, ROLES, "role")
    checks.check_period(valid_from, valid_until)
    someone = person_named(person)
    if role == "coordinator" and not row.is_coordinator:
        raise Refused(
            "coordinator_only",
            Text(
                "調整担当は、調整機関の人だけに任命できます。",
                "Only the coordinating member has coordinators.",
            ),
            "role",
        )
    _check_auditor(role)
    held = _roles_during(someone, row, valid_from, valid_until)
    if role in held:
        raise checks.already(Text(f"「{ROLES[role].name.ja}」", f"“{ROLES[role].name.en}”"), "role")
    _check_independence(held | {role})
    Appointment.objects.create(
        person=someone, member=row, role=role, valid_from=valid_from, valid_until=valid_until
    )


@transaction.atomic
def end_appointment(person: UUID, member: UUID, role: str, *, last_day: date) -> None:
    """Let the role end with the day; refuse if it isn't held then."""
    row = member_to_write(member)
    held = Appointment.objects.filter(counts_on(last_day), person__uuid=person, member=row, role=role)
    if not held.update(valid_until=last_day):
        raise NotFound(
            "appointment",
            Text("この役割は任命されていません。", "This role is not held on that day."),
            "role",
        )


def _roles_during(person: Person, member: Member, first: date, last: date | None) -> set[str]:
    rows = Appointment.objects.filter(person=person, member=member).exclude(valid_until__lt=first)
    if last is not None:
        rows = rows.filter(valid_from__lte=last)
    return set(rows.values_list("role", flat=True))


def _check_auditor(role: str) -> None:
    """Who audits reads every chain of the network: only the coordinating member appoints auditors."""
    scope = current_scope()
    if role == "auditor" and not (scope.is_coordinator or scope.name in ("worker", "rebuild")):
        raise NotAllowed(
            "auditor_by_coordinator",
            Text(
                "監査担当を任命できるのは、調整機関だけです。",
                "Only the coordinating member appoints auditors.",
            ),
            "role",
        )


def _check_independence(roles: set[str]) -> None:
    if roles.isdisjoint(MAKING_ROLES) or roles.isdisjoint(QUALITY_ROLES):
        return
    raise Refused(
        "independence",
        Text(
            "品質部門は製造から独立している必要があります。製造の役割と品質の役割は兼ねられません。",
            "Quality is independent of manufacturing: nobody holds a role in both.",
        ),
        "role",
    )

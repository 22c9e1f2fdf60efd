"""Register someone: a person of a member by one click, someone from outside by name and e-mail address."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.coordination.domain.gatherings.registering import (
    MOST_OF_ALL,
    MOST_OF_ONE,
    Guest,
    checked_guest,
)
from tsunagu.coordination.domain.gatherings.states import check_takes_registrations
from tsunagu.coordination.models import Gathering, Registration
from tsunagu.coordination.queries.gatherings import facts_of
from tsunagu.coordination.services.gatherings.rows import desk
from tsunagu.coordination.services.gatherings.seats import count, state_for_next
from tsunagu.coordination.services.gatherings.telling import digest_of, private_link, tell_registrant
from tsunagu.foundation.brake import check_ceiling
from tsunagu.foundation.refusals import NotAllowed
from tsunagu.foundation.scope import Scope, acting, current_scope
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of it; ``link`` is empty where a letter alone may tell it: to an address that had registered."""

    state: str
    link: str = ""


@transaction.atomic
def register_person(actor: Actor, gathering: UUID, now: datetime) -> Registered:
    """Register the actor; who is registered already stays so."""
    if actor.grants is not None:
        raise NotAllowed("program", PROGRAMS)
    with desk(gathering) as held:
        row = held.registrations.filter(person_id=actor.person_id).first()
        if row is not None and row.state != "cancelled":
            return Registered(row.state, private_link(row))
        who = {
            "person_id": actor.person_id, "of_member_id": actor.member_id, "language": actor.language[:2],
            "name": actor.person_name.ja[:80], "organisation": actor.member_name.ja[:120],
        }  # fmt: skip
        row = _enter(held, row, who, str(uuid4()), now)
        return Registered(row.state, private_link(row))


def own_link(actor: Actor, gathering: UUID) -> str:
    """Return the private link of the actor's own place, which the ticket shows; empty where there is none."""
    with acting(Scope("worker")):
        rows = Registration.objects.filter(gathering__uuid=gathering, person_id=actor.person_id)
        row = rows.filter(state="registered").first()
        return "" if row is None else private_link(row)


@transaction.atomic
def register_guest(gathering: UUID, guest: Guest, request_key: str, now: datetime) -> Registered:
    """Register someone from outside; one e-mail address has one registration.

    The private link is told where it was just made. Whoever asks again for the same address gets it by letter only,
    once an hour at most: nobody can fill another's mailbox. What is refused (out of its hours, too many passers-by
    within an hour) is refused for a known address as for an unknown one, so that no answer tells which it is.
    """
    said, is_passer_by = checked_guest(guest), current_scope().name == "public"
    with desk(gathering) as held:
        row = held.registrations.filter(email=said.email).first()
        has_place = row is not None and row.state != "cancelled"
        if row is not None and has_place and row.request_key == request_key:
            return Registered(row.state, private_link(row))
        check_takes_registrations(facts_of(held), now)
        if is_passer_by:
            _check_flood(held, now)
        if row is not None and has_place:
            tell_registrant(row, held, row.state, now, once=f"again:{now:%Y%m%d%H}")
            return Registered(row.state)
        who = {
            "name": said.name, "organisation": said.organisation, "email": said.email,
            "language": said.language, "agreed_at": now,
        }  # fmt: skip
        row = _enter(held, row, who, request_key, now)
        return Registered(row.state, private_link(row))


def _check_flood(held: Gathering, now: datetime) -> None:
    """Refuse one more guest in an hour of too many; people of members and who walked in aren't counted."""
    for ceiling, kept in ((MOST_OF_ONE, {"gathering": held}), (MOST_OF_ALL, {})):
        guests = Registration.objects.filter(of_member__isnull=True, is_walk_in=False, **kept)
        check_ceiling(ceiling, guests.filter(asked_at__gt=ceiling.since(now), asked_at__lte=now).count())


def _enter(
    held: Gathering, row: Registration | None, who: dict[str, Any], request_key: str, now: datetime
) -> Registration:
    """Write a registration, or take up one that was given back: behind all who wait meanwhile."""
    check_takes_registrations(facts_of(held), now)
    found = row or Registration(gathering=held, member_id=held.member_id)
    for name, value in who.items():
        setattr(found, name, value)
    found.state = state_for_next(held, found.of_member_id)
    found.request_key, found.asked_at, found.cancelled_at = request_key, now, None
    found.link_digest = digest_of(private_link(found))
    found.save()
    count(held)
    tell_registrant(found, held, found.state, now)
    return found


PROGRAMS = Text(
    "プログラムからは申し込めません。本人が画面から申し込んでください。",
    "A program can't register. The person does so on the page.",
)

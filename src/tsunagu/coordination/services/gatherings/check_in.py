"""Check people in at the door: by the symbol on the ticket, from the list of names, or walking in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.gatherings.registering import LONGEST_NAME, normal_email
from tsunagu.coordination.domain.gatherings.tickets import read_symbol
from tsunagu.coordination.models import Gathering, Registration
from tsunagu.coordination.services.gatherings.rows import desk, organised
from tsunagu.coordination.services.gatherings.seats import count, move_up
from tsunagu.coordination.services.gatherings.telling import digest_of, private_link
from tsunagu.foundation.refusals import BadInput, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

EARLY = timedelta(hours=12)
"""The desk at the door opens so long before the beginning."""


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """Who came in; ``was_there`` where he had been checked in before, at ``at``."""

    uuid: UUID
    name: str
    organisation: str
    at: datetime
    was_there: bool


@transaction.atomic
def check_in_by_symbol(actor: Actor, gathering: UUID, text: str, now: datetime) -> CheckedIn:
    """Check in whose ticket was scanned; a ticket of another gathering is refused."""
    link = read_symbol(text)
    organised(actor, gathering)
    with desk(gathering) as held:
        row = held.registrations.filter(link_digest=digest_of(link)).first()
        if row is None:
            raise NotFound("ticket", OTHER_TICKET)
        return _check_in(held, row, actor, now)


@transaction.atomic
def check_in(actor: Actor, gathering: UUID, registration: UUID, now: datetime) -> CheckedIn:
    """Check in someone from the list of names."""
    organised(actor, gathering)
    with desk(gathering) as held:
        row = held.registrations.filter(uuid=registration).first()
        if row is None:
            raise NotFound("registration", NOT_ON_LIST)
        return _check_in(held, row, actor, now)


@transaction.atomic
def undo_check_in(actor: Actor, gathering: UUID, registration: UUID, now: datetime) -> None:
    """Take back a check-in made by mistake: who had no place before waits again, or has given it back again.

    Someone who walked in and wasn't on the list has no place afterwards.
    """
    organised(actor, gathering)
    with desk(gathering) as held:
        row = held.registrations.filter(uuid=registration).first()
        if row is None:
            raise NotFound("registration", NOT_ON_LIST)
        if row.came_from:
            row.state, row.came_from = row.came_from, ""
            row.cancelled_at = now if row.state == "cancelled" else None
        row.checked_in_at = row.checked_in_by = None
        row.save(update_fields=["state", "came_from", "cancelled_at", "checked_in_at", "checked_in_by"])
        move_up(held, now)


@transaction.atomic
def walk_in(
    actor: Actor, gathering: UUID, name: str, organisation: str, email: str, request_key: str, now: datetime
) -> CheckedIn:
    """Enter and check in someone who came without registering; an address that registered is that registration."""
    organised(actor, gathering)
    name, organisation = " ".join(name.split()), " ".join(organisation.split())[:120]
    if not name or len(name) > LONGEST_NAME:
        raise BadInput("walk_in_name", NO_NAME, "name")
    address = normal_email(email) if email.strip() else ""
    with desk(gathering) as held:
        known = held.registrations.filter(request_key=request_key).first()
        if known is None and address:
            known = held.registrations.filter(email=address).first()
        if known is None:
            known = Registration(
                gathering=held, member_id=held.member_id, name=name, organisation=organisation, email=address,
                state="registered", request_key=request_key, asked_at=now, agreed_at=now, is_walk_in=True,
            )  # fmt: skip
            known.link_digest = digest_of(private_link(known))
        return _check_in(held, known, actor, now)


def _check_in(held: Gathering, row: Registration, actor: Actor, now: datetime) -> CheckedIn:
    """Note that someone came; twice is once. Who waits or had given the place back comes in too: he is there."""
    if held.state != "published":
        raise Refused("check_in_state", NOT_HELD)
    if now < held.starts_at - EARLY:
        raise Refused("check_in_early", TOO_EARLY)
    if row.erased_at is not None:
        raise NotFound("registration", NOT_ON_LIST)
    if row.checked_in_at is not None:
        return CheckedIn(row.uuid, row.name, row.organisation, row.checked_in_at, True)
    before = "cancelled" if row.pk is None else row.state
    row.came_from = "" if before == "registered" else before
    row.state, row.cancelled_at = "registered", None
    row.checked_in_at, row.checked_in_by = now, actor.person_uuid
    row.save()
    count(held)
    return CheckedIn(row.uuid, row.name, row.organisation, now, False)


NO_NAME = Text("参加者の氏名を80字以内で入力してください。", "Give the name, in at most 80 characters.")
NOT_ON_LIST = Text("この方は名簿にありません。", "This person isn't on the list.")
OTHER_TICKET = Text(
    "この受付票は、別の催しのものか、取り消されたものです。名簿でお名前を確認してください。",
    "This ticket is of another gathering, or was withdrawn. Look the name up in the list.",
)
NOT_HELD = Text(
    "公開中の催しではないため、受付できません。", "This gathering isn't published: nobody can be checked in."
)
TOO_EARLY = Text(
    "受付は開始の12時間前からできます。", "People can be checked in from 12 hours before the beginning."
)

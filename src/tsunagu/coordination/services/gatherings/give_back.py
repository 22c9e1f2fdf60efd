"""Give a place back, or withdraw the consent: the first one who waits moves up in the same moment."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.models import Gathering, Registration
from tsunagu.coordination.queries.gatherings import NO_LINK
from tsunagu.coordination.services.gatherings.rows import desk
from tsunagu.coordination.services.gatherings.seats import move_up
from tsunagu.coordination.services.gatherings.telling import digest_of, tell_registrant
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.services.write_outside import forget_outside


@transaction.atomic
def give_back(actor: Actor, gathering: UUID, now: datetime) -> None:
    """Give back the actor's own place. The same again is one act."""
    with desk(gathering) as held:
        row = held.registrations.filter(person_id=actor.person_id).first()
        if row is None:
            raise NotFound("registration", NO_REGISTRATION)
        _give_back(held, row, now)


@transaction.atomic
def give_back_by_link(link: str, now: datetime) -> None:
    """Give back the place that a private link is of. The same again is one act."""
    with acting(Scope("worker")):
        row = registration_of(link)
        held = Gathering.objects.select_for_update(of=("self",)).get(pk=row.gathering_id)
        row.refresh_from_db()
        _give_back(held, row, now)


@transaction.atomic
def withdraw_consent(link: str, now: datetime) -> None:
    """Erase who registered by a private link, at once; before the gathering the place goes to the next."""
    with acting(Scope("worker")):
        row = registration_of(link)
        held = Gathering.objects.select_for_update(of=("self",)).get(pk=row.gathering_id)
        row.refresh_from_db()
        if row.checked_in_at is None and now < held.starts_at:
            row.state, row.cancelled_at = "cancelled", row.cancelled_at or now
        erase(row, now)
        move_up(held, now)


def registration_of(link: str) -> Registration:
    """Return the registration of a private link; refuse one that isn't, or whose data was erased."""
    row = Registration.objects.filter(link_digest=digest_of(link), erased_at__isnull=True).first()
    if row is None:
        raise NotFound("registration", NO_LINK)
    return row


def erase(row: Registration, now: datetime) -> None:
    """Take out of a registration everything that tells who it was; its letters go too."""
    row.name = row.organisation = row.email = ""
    row.person_id, row.erased_at = None, now
    row.save()
    forget_outside(row.uuid)


def _give_back(held: Gathering, row: Registration, now: datetime) -> None:
    if row.state == "cancelled":
        return
    if now >= held.starts_at or row.checked_in_at is not None:
        raise Refused("too_late", TOO_LATE)
    row.state, row.cancelled_at = "cancelled", now
    row.save(update_fields=["state", "cancelled_at"])
    move_up(held, now)
    tell_registrant(row, held, "given_back", now)


NO_REGISTRATION = Text("この催しへのお申込みは見つかりません。", "You aren't registered for this gathering.")
TOO_LATE = Text(
    "催しの開始後は、お申込みを取り消せません。",
    "Once the gathering has begun, a place can't be given back.",
)

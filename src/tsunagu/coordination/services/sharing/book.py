"""Book a time of an offer: by its terms, in a unit that is free, the database having the last word."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import IntegrityError, transaction

from tsunagu.coordination.domain.sharing.booking import Booker, check_booker, check_time
from tsunagu.coordination.domain.sharing.charges import yen_for
from tsunagu.coordination.domain.sharing.terms import AGREEMENTS, Terms
from tsunagu.coordination.models import SharedBooking, SharedOffer, SharedTime
from tsunagu.coordination.queries.sharing import NO_OFFER, terms_of
from tsunagu.coordination.services.sharing.telling import tell_owner
from tsunagu.foundation.database.turns import in_turn
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import TOKYO, tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import trained_subjects
from tsunagu.members.queries.agreements import has_agreement
from tsunagu.planning.domain.capacity.holidays import public_holidays

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """What someone wants to book; ``guest`` is who comes from outside the network, entered by the owner."""

    starts_at: datetime
    units: int
    purpose: str = ""
    guest: str = ""


@transaction.atomic
def book(actor: Actor, offer: UUID, wish: Wish, request_key: str, now: datetime) -> UUID:
    """Book a time and tell the owner; the same request again is the same booking.

    Where the owner wants to approve, the time is held until it answers.
    """
    known = SharedBooking.objects.filter(member_id=actor.member_id, request_key=request_key).first()
    if known is not None:
        return known.uuid
    row = SharedOffer.objects.select_related("member").filter(uuid=offer, withdrawn_at__isnull=True).first()
    if row is None:
        raise NotFound("offer", NO_OFFER)
    terms, is_owner = terms_of(row), row.member_id == actor.member_id
    _check_asker(actor, wish, is_owner)
    check_booker(terms, _booker(actor, row, now))
    day = tokyo_date(wish.starts_at)
    holidays = set(public_holidays(day, day))
    ends_at = check_time(terms, wish.starts_at, wish.units, now, TOKYO, holidays)
    made = _booking(actor, row, terms, wish, ends_at, request_key, now)
    in_turn("shared", row.uuid)  # each takes its unit after the other: two at once would wait for each other
    with acting(Scope("worker")):
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:  # the same request, sent twice in the same moment
            return SharedBooking.objects.get(member_id=actor.member_id, request_key=request_key).uuid
        _take(row, terms, made)
    tell_owner(made, row, now)
    return made.uuid


def _check_asker(actor: Actor, wish: Wish, is_owner: bool) -> None:
    if actor.is_reader or actor.grants is not None:
        raise NotAllowed("booker", READERS)
    if wish.guest.strip() and not is_owner:
        raise NotAllowed("guest", ONLY_OWNER_ENTERS)
    if len(wish.purpose) > LONGEST:
        raise BadInput("purpose", LONG_PURPOSE, "purpose")


def _booker(actor: Actor, row: SharedOffer, now: datetime) -> Booker:
    today, owner = tokyo_date(now), row.member.uuid
    agreed = row.who == "agreement" and any(
        has_agreement(actor.member_uuid, owner, kind, today) for kind in AGREEMENTS
    )
    subjects = trained_subjects(actor.person_uuid, actor.member_uuid, today) if row.subject else frozenset()
    return Booker(row.member_id == actor.member_id, agreed, f"{actor.member_uuid}" in row.named, subjects)


def _booking(
    actor: Actor,
    row: SharedOffer,
    terms: Terms,
    wish: Wish,
    ends_at: datetime,
    request_key: str,
    now: datetime,
) -> SharedBooking:
    is_owner = row.member_id == actor.member_id
    charge_class = "guest" if wish.guest.strip() else "own" if is_owner else "member"
    yen = yen_for(charge_class, terms.member_yen, terms.guest_yen)
    return SharedBooking(
        offer=row, member_id=actor.member_id, owner_id=row.member_id, person_id=actor.person_id,
        request_key=request_key, state="asked" if terms.needs_approval and not is_owner else "booked",
        purpose=wish.purpose.strip(), guest=wish.guest.strip()[:120], starts_at=wish.starts_at, ends_at=ends_at,
        units=wish.units, charge_class=charge_class, unit_minutes=terms.unit_minutes, yen=yen,
        tax_percent=terms.tax_percent, amount=wish.units * yen, asked_at=now,
    )  # fmt: skip


def _take(row: SharedOffer, terms: Terms, made: SharedBooking) -> None:
    """Take the first unit that is free for the time and the cleaning afterwards; refuse where none is."""
    until = made.ends_at + timedelta(minutes=terms.buffer_minutes)
    for lane in _free(row, terms, made.starts_at, until):
        try:
            with transaction.atomic():
                SharedTime.objects.create(
                    offer=row, member_id=row.member_id, booking=made.uuid, lane=lane,
                    starts_at=made.starts_at, ends_at=until,
                )  # fmt: skip
        except IntegrityError:  # somebody took it in the same moment: the database saw it
            continue
        return
    raise Refused("taken", TAKEN, "starts_at")


def _free(row: SharedOffer, terms: Terms, since: datetime, until: datetime) -> Iterator[int]:
    """Yield the free units; what is booked of units beyond a capacity that was lowered since counts all the same."""
    held = SharedTime.objects.filter(offer=row, starts_at__lt=until, ends_at__gt=since)
    busy = set(held.values_list("lane", flat=True))
    free = (lane for lane in range(1, terms.capacity + 1) if lane not in busy)
    return islice(free, max(0, terms.capacity - len(busy)))


READERS = Text(
    "この役割では予約できません。担当者に依頼してください。",
    "In this role one can't book. Ask someone of your organisation.",
)
ONLY_OWNER_ENTERS = Text(
    "会員外の方の予約は、提供する会員だけが登録できます。",
    "Only the owner enters bookings of people from outside.",
)
LONG_PURPOSE = Text(
    "利用目的は200字以内で入力してください。", "Say what it is for in at most 200 characters."
)
TAKEN = Text(
    "この時間は、ほかの予約（清掃時間を含む）と重なります。空いている枠を選び直してください。",
    "That time (cleaning included) is taken. Choose another one that is free.",
)

"""Shared use as its pages show it: offers with terms, when one is taken, bookings of both sides, a month's charges."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagu.coordination.domain.sharing.charges import Line
from tsunagu.coordination.domain.sharing.terms import Terms, week_from
from tsunagu.coordination.domain.sharing.week import Taken
from tsunagu.coordination.models import SharedBooking, SharedOffer, SharedTime
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer with its owner, its site and its terms."""

    id: int
    uuid: UUID
    member_id: int
    member: UUID
    owner: Text
    site: UUID
    site_name: Text
    kind: str
    name: Text
    description: Text
    terms: Terms
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking as its booker and the owner see it."""

    uuid: UUID
    offer: OfferView
    member_id: int
    member_name: Text
    person_name: Text
    guest: str
    state: str
    purpose: str
    starts_at: datetime
    ends_at: datetime
    units: int
    yen: int
    amount: int
    tax_percent: int
    charge_class: str
    note: str
    used_from: datetime | None
    used_until: datetime | None


def offers(*, member_id: int | None = None) -> list[OfferView]:
    """Return what is offered; with a member, its own offers, withdrawn ones too."""
    rows = SharedOffer.objects.select_related("member", "site")
    rows = rows.filter(withdrawn_at__isnull=True) if member_id is None else rows.filter(member_id=member_id)
    return [offer_view(row) for row in rows]


def offer(uuid: UUID) -> OfferView:
    """Return an offer; refuse one that isn't there."""
    row = SharedOffer.objects.select_related("member", "site").filter(uuid=uuid).first()
    if row is None:
        raise NotFound("offer", NO_OFFER)
    return offer_view(row)


def taken(offer_id: int, since: datetime, until: datetime, member_id: int) -> list[Taken]:
    """Return the times at which an offer is taken; which are the member's own is told to nobody else."""
    rows = list(SharedTime.objects.filter(offer_id=offer_id, starts_at__lt=until, ends_at__gt=since))
    own = SharedBooking.objects.filter(uuid__in=[row.booking for row in rows], member_id=member_id)
    mine = set(own.values_list("uuid", flat=True))
    return [Taken(row.starts_at, row.ends_at, row.lane, row.booking in mine) for row in rows]


def own_bookings(member_id: int) -> list[BookingView]:
    """Return what a member booked, the newest time first."""
    return [booking_view(row) for row in _bookings().filter(member_id=member_id).order_by("-starts_at")[:200]]


def bookings_of_day(owner_id: int, since: datetime, until: datetime) -> list[BookingView]:
    """Return what is booked of an owner's offers in a time, by the hour."""
    rows = _bookings().filter(owner_id=owner_id, starts_at__lt=until, ends_at__gt=since)
    return [booking_view(row) for row in rows.exclude(state__in=("cancelled", "declined"))]


def to_approve(owner_id: int, now: datetime) -> list[BookingView]:
    """Return what an owner has to answer, the earliest time first."""
    return [
        booking_view(row) for row in _bookings().filter(owner_id=owner_id, state="asked", starts_at__gt=now)
    ]


def booking(uuid: UUID) -> BookingView:
    """Return a booking that the scope sees."""
    row = _bookings().filter(uuid=uuid).first()
    if row is None:
        raise NotFound("booking", NO_BOOKING)
    return booking_view(row)


def month_lines(owner_id: int, since: datetime, until: datetime, now: datetime) -> list[Line]:
    """Return what an owner charges for a month: what was used, and what was booked and is over."""
    rows = _bookings().filter(owner_id=owner_id, starts_at__gte=since, starts_at__lt=until)
    rows = rows.filter(Q(state="used") | Q(state="booked", ends_at__lte=now)).exclude(charge_class="own")
    return [_line(row) for row in rows]


def _line(row: SharedBooking) -> Line:
    payer, name = row.member.key, row.member.name
    if row.guest:
        payer, name = f"guest:{row.guest}", Text(row.guest, row.guest)
    units = row.amount // row.yen if row.yen else row.units
    return Line(
        payer, name, row.starts_at, row.offer.name, units, row.yen, row.tax_percent, row.charge_class
    )  # fmt: skip


def _bookings() -> QuerySet[SharedBooking]:
    return SharedBooking.objects.select_related("offer__member", "offer__site", "member", "person")


def offer_view(row: SharedOffer) -> OfferView:
    """Return an offer's row as a value."""
    return OfferView(
        row.pk, row.uuid, row.member_id, row.member.uuid, row.member.name, row.site.uuid, row.site.name, row.kind,
        row.name, Text(row.description_ja, row.description_en), terms_of(row), row.withdrawn_at is not None,
    )  # fmt: skip


def terms_of(row: SharedOffer) -> Terms:
    """Return the terms that a row holds."""
    return Terms(
        week_from(row.week), row.unit_minutes, row.least_units, row.most_units, row.notice_hours,
        row.horizon_days, row.cancel_hours, row.buffer_minutes, row.capacity, row.on_holidays,
        row.needs_approval, row.who, frozenset(UUID(one) for one in row.named), row.subject,
        Text(row.how_ja, row.how_en), row.member_yen, row.guest_yen, row.tax_percent,
    )  # fmt: skip


def booking_view(row: SharedBooking) -> BookingView:
    """Return a booking's row as a value."""
    return BookingView(
        row.uuid, offer_view(row.offer), row.member_id, row.member.name, row.person.name, row.guest, row.state,
        row.purpose, row.starts_at, row.ends_at, row.units, row.yen, row.amount, row.tax_percent,
        row.charge_class, row.note, row.used_from, row.used_until,
    )  # fmt: skip


def months_with_use(owner_id: int) -> list[date]:
    """Return the months in which something of an owner was booked, the newest first."""
    found = SharedBooking.objects.filter(owner_id=owner_id).dates("starts_at", "month", order="DESC")
    return list(found)


NO_OFFER = Text(
    "この共同利用は見つかりません。提供が終わった可能性があります。",
    "There is no such offer. It may have been withdrawn.",
)
NO_BOOKING = Text("この予約は見つかりません。", "There is no such booking.")

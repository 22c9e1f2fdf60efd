"""May this be booked: opening hours, length, notice, horizon, who and training; each no says what to do."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from tsunagu.coordination.domain.sharing.terms import Terms
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Booker:
    """What is known of who wants to book: of the owner itself, under agreement, named, trained in which subjects."""

    is_owner: bool
    has_agreement: bool
    is_named: bool
    subjects: frozenset[str]


def check_booker(terms: Terms, booker: Booker) -> None:
    """Refuse who may not book, and who lacks the training: with how to get it."""
    may = booker.is_owner or terms.who == "members"
    may = may or (terms.who == "agreement" and booker.has_agreement)
    may = may or (terms.who == "named" and booker.is_named)
    if not may:
        raise NotAllowed("not_for_you", NOT_FOR_YOU[terms.who])
    if terms.subject and terms.subject not in booker.subjects:
        how = terms.how_to_train
        raise NotAllowed(
            "training",
            Text(
                f"有効な教育訓練の記録がないため予約できません。受講方法：{how.ja}",
                f"You have no valid training for this. How to get it: {how.en or how.ja}",
            ),
        )


def check_time(
    terms: Terms, starts_at: datetime, units: int, now: datetime, zone: tzinfo, holidays: Set[date]
) -> datetime:
    """Return when a booking of so many units would end; refuse it outside the hours or the times asked for."""
    if not terms.least_units <= units <= terms.most_units:
        raise BadInput("units", _length(terms), "units")
    ends_at = starts_at + timedelta(minutes=units * terms.unit_minutes)
    if starts_at < now + timedelta(hours=terms.notice_hours):
        raise Refused("too_soon", TOO_SOON if terms.notice_hours else PAST, "starts_at")
    if starts_at > now + timedelta(days=terms.horizon_days):
        raise Refused("too_far", _too_far(terms.horizon_days), "starts_at")
    if not _is_open(terms, starts_at.astimezone(zone), ends_at.astimezone(zone), holidays):
        raise Refused("closed", CLOSED, "starts_at")
    return ends_at


def _is_open(terms: Terms, starts: datetime, ends: datetime, holidays: Set[date]) -> bool:
    """Say whether a time on the wall lies within one day's hours and on the grid of units."""
    hours = opening(terms, starts.date(), holidays)
    if hours is None:
        return False
    begin = starts.hour * 60 + starts.minute
    until = begin + round((ends - starts) / timedelta(minutes=1))
    is_on_grid = (begin - hours[0]) % terms.unit_minutes == 0 and not starts.second and not starts.microsecond
    return is_on_grid and hours[0] <= begin and until <= hours[1]


def opening(terms: Terms, day: date, holidays: Set[date]) -> tuple[int, int] | None:
    """Return the hours of a day in minutes after midnight; None where it is closed."""
    if day in holidays and not terms.on_holidays:
        return None
    return terms.week[day.weekday()]


def given_back_until(terms: Terms, starts_at: datetime, *, is_free: bool) -> datetime:
    """Return until when a time may be given back.

    ``is_free``: until it begins, for the owner and for what nobody has approved yet.
    """
    return starts_at - timedelta(hours=0 if is_free else terms.cancel_hours)


def check_may_cancel(terms: Terms, starts_at: datetime, now: datetime, *, is_free: bool) -> None:
    """Refuse to give back a time shortly before it begins."""
    if now > given_back_until(terms, starts_at, is_free=is_free):
        raise Refused("too_late", TOO_LATE)


def units_used(starts_at: datetime, ends_at: datetime, unit_minutes: int) -> int:
    """Return how many units a use took, begun ones counted whole."""
    minutes = (ends_at - starts_at) / timedelta(minutes=1)
    return max(0, -int(-minutes // unit_minutes))


def _length(terms: Terms) -> Text:
    low, high = terms.least_units * terms.unit_minutes, terms.most_units * terms.unit_minutes
    return Text(f"利用時間は{low}分から{high}分までです。", f"Book from {low} to {high} minutes.")


def _too_far(days: int) -> Text:
    return Text(f"予約は{days}日先までです。", f"Bookings are taken {days} days ahead.")


NOT_FOR_YOU = {
    "members": Text("会員だけが予約できます。", "Only members book this."),
    "agreement": Text(
        "提供する会員との協定がある会員だけが予約できます。提供者にお問い合わせください。",
        "Only members with an agreement with the owner book this. Ask the owner.",
    ),
    "named": Text(
        "提供者が指定した会員だけが予約できます。提供者にお問い合わせください。",
        "Only members named by the owner book this. Ask the owner.",
    ),
}
PAST = Text(
    "すでに過ぎた時間です。これからの時間を選んでください。", "That time has passed. Choose one to come."
)
TOO_SOON = Text(
    "予約の締切を過ぎています。もっと先の時間を選ぶか、提供者にお問い合わせください。",
    "It is too late to book that time. Choose a later one, or ask the owner.",
)
CLOSED = Text(
    "利用時間の外です。週の表で空いている枠から選んでください。",
    "That lies outside the opening hours. Choose a free time in the week.",
)
TOO_LATE = Text(
    "取消しの期限を過ぎています。提供者に直接ご連絡ください。",
    "It is too late to give this time back. Call the owner.",
)

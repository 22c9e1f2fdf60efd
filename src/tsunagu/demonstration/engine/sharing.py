"""Shared use in the demonstration: what an invented institute offers, and what others booked of it."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from tsunagu.coordination.domain.sharing.terms import Terms
from tsunagu.coordination.services.sharing.answer import answer, note_use
from tsunagu.coordination.services.sharing.book import Wish, book
from tsunagu.coordination.services.sharing.offer import Card, make_offer
from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.engine.gatherings import ROLES
from tsunagu.demonstration.network import reading
from tsunagu.demonstration.network.load import TOKYO
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import trained_subjects
from tsunagu.members.services.record_training import record_training
from tsunagu.planning.domain.capacity.holidays import public_holidays

BEFORE = timedelta(days=12)
"""So long before its time each booking of the demonstration is made."""


def share(now: datetime) -> None:
    """Offer what is shared and let others book it; again changes nothing."""
    data = reading.read("sharing")
    owner = hands.actor(stable_uuid("member", data["owner"]), *ROLES, now=now)
    site = stable_uuid("site", data["site"])
    with hands.working(owner):
        offers = {one["key"]: _offer(owner, site, one, now) for one in data["offers"]}
    for one in data["trained"]:
        _train(one, now)
    for one in data["bookings"]:
        _book(owner, offers[one["offer"]], one, now)


def _offer(owner: Actor, site: UUID, one: dict[str, Any], now: datetime) -> UUID:
    hours, how = tuple(one["hours"]), one.get("how", {"ja": "", "en": ""})
    card = Card(site, one["kind"], Text(one["ja"], one["en"]), Text(one["says_ja"], one["says_en"]))
    terms = Terms(
        ((hours[0], hours[1]),) * 5 + (None, None), one["unit"], 1, one["most"], one.get("notice", 0), 60,
        one.get("cancel", 24), one.get("buffer", 0), one.get("capacity", 1), False, one.get("approval", False),
        "members", frozenset(), one.get("subject", ""), Text(how["ja"], how["en"]), *one["yen"],
    )  # fmt: skip
    return make_offer(owner, card, terms, f"demonstration-{one['key']}", now - timedelta(days=90))


def _train(one: dict[str, Any], now: datetime) -> None:
    member, today = stable_uuid("member", one["member"]), now.astimezone(TOKYO).date()
    who = hands.actor(member, *ROLES, now=now)
    with acting(Scope("worker")):
        if one["subject"] not in trained_subjects(who.person_uuid, member, today):
            record_training(who.person_uuid, member, one["subject"], valid_from=today - timedelta(days=100))


def _book(owner: Actor, offer: UUID, one: dict[str, Any], now: datetime) -> None:
    who = hands.actor(stable_uuid("member", one["by"]), *ROLES, now=now)
    starts = datetime.combine(_working_day(now, one["day"]), time(one["hour"]), TOKYO)
    key = f"demonstration-{one['offer']}-{one['day']}-{one['hour']}"
    at = min(now, starts) - BEFORE
    with hands.working(who):
        made = book(who, offer, Wish(starts, one["units"], one["purpose"]), key, at)
    with hands.working(owner):
        if one.get("approved"):
            answer(owner, made, approves=True, note="", now=at)
        if one.get("used"):
            note_use(owner, made, starts, starts + timedelta(minutes=one["used"]), now)


def _working_day(now: datetime, number: int) -> date:
    """Return the day so many working days from today; below 0, before it."""
    day, left = now.astimezone(TOKYO).date(), abs(number)
    holidays = public_holidays(day - timedelta(days=40), day + timedelta(days=40))
    while left:
        day += timedelta(days=1 if number > 0 else -1)
        left -= day.weekday() < 5 and day not in holidays
    return day

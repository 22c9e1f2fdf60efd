"""Fills the register of the demonstration: members up to 169, answers for the year, applications that wait."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.engine.fairness import HUB
from tsunagu.demonstration.network.load import GLN_PREFIX, TOKYO
from tsunagu.demonstration.network.many import FULL_LIST, Invented, invented_list
from tsunagu.demonstration.network.reading import read, stable_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members import services
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.checks import gln_check_digit
from tsunagu.members.domain.joining.application import Applied
from tsunagu.members.domain.register.record import Known, Record
from tsunagu.members.queries.membership import records, terms
from tsunagu.members.queries.sites import all_sites
from tsunagu.members.services.answer_year import answer_year
from tsunagu.members.services.apply_to_join import hand_in
from tsunagu.members.services.keep_record import keep_record
from tsunagu.members.services.register_writing import enter_new

FIRST_GLN = 50_001
LEFT = 3
"""So many invented members have left, so that the picture of growth has leaving too."""
FEES = {
    "company": "regular", "hospital": "academic", "university": "academic", "public_body": "special",
    "association": "supporting",
}  # fmt: skip


def fill_register(now: datetime) -> None:
    """Fill the register once, as the coordinator's person; nothing happens where it is filled already."""
    today = now.astimezone(TOKYO).date()
    with hands.working(hands.actor(stable_uuid("member", HUB), "coordinator", now=now)) as coordinator:
        present = records()
        if any(one.record.number for one in present):
            return
        _number(coordinator, present, today)
        wanted = FULL_LIST - len(present) + LEFT
        _enter(invented_list(wanted), today)
        _answer(coordinator, now, today)
    _apply(now)


def _number(coordinator: Actor, present: list[Known], today: date) -> None:
    """Give the members of the story a number, a class of fees, and the prefecture of their first site."""
    places = {site.member.uuid: site.prefecture for site in reversed(all_sites(today))}
    for place, one in enumerate(
        sorted(present, key=lambda one: f"{one.record.joined_on} {one.record.name_en}")
    ):
        said = {
            "number": f"D-{place + 1:04d}", "fee_class": FEES[one.record.kind], "contact": "見本 花子",
            "prefecture": places.get(one.uuid, ""),
        }  # fmt: skip
        keep_record(coordinator, one.uuid, one.record.told(said))


def _enter(invented: list[Invented], today: date) -> None:
    taken = len(records())
    entries = [_entry(one, taken + at, today) for at, one in enumerate(invented)]
    made = enter_new(entries, is_demonstration=True)
    for member, one in zip(made, invented, strict=True):
        _enter_site(member.uuid, member.key, one, today)


def _entry(one: Invented, place: int, today: date) -> Record:
    is_gone = one.place % 43 == 42
    left = date(today.year - 1 - one.place // 43 % 2, 3, 31) if is_gone else None
    joined = min(one.record.joined_on or today, today)
    return one.record.told({"number": f"D-{place + 1:04d}", "joined_on": joined, "left_on": left})


def _enter_site(member: UUID, key: str, one: Invented, today: date) -> None:
    digits = f"{GLN_PREFIX}{FIRST_GLN + one.place:05d}"
    latitude, longitude = one.position
    name = one.record.name
    site = services.add_site(
        member, key=f"{key}-site", name=Text(f"{one.town['ja']}事業所（デモ）", f"{one.town['en']} (demo)"),
        place=Text(one.town["ja"], one.town["en"]), prefecture=one.town["prefecture"], area=one.town["area"],
        latitude=latitude, longitude=longitude, gln=digits + gln_check_digit(digits),
        uuid=stable_uuid("site", f"many/{name.en}"),
    )  # fmt: skip
    for capability in one.can:
        services.add_capability(site, capability, valid_from=one.record.joined_on or today)


def _answer(coordinator: Actor, now: datetime, today: date) -> None:
    """Most have renewed this year, some haven't answered yet, a few leave at its end."""
    year = terms().year_of(today)
    for place, one in enumerate(records()):
        record = one.record
        if (
            record.left_on is not None
            or record.joined_on is None
            or record.joined_on >= terms().first_day(year)
        ):
            continue
        if place % 9 == 4:
            continue
        is_leaving = place % 41 == 17
        answer_year(
            coordinator, one.uuid, year, "leave" if is_leaving else "renew",
            leaves_on=terms().last_day(year) if is_leaving else None, now=now - timedelta(days=place % 60),
        )  # fmt: skip


def _apply(now: datetime) -> None:
    """Hand in the applications that wait, as passers-by do."""
    for raw in _applications():
        said = {key: value for key, value in raw.items() if key not in ("key", "days")}
        applied = Applied(
            **{**said, "stages": tuple(said.get("stages", ()))}, has_consented=True, has_agreed=True
        )
        with acting(Scope("public")):
            hand_in(applied, stable_uuid("application", raw["key"]), now - timedelta(days=raw["days"]))


def _applications() -> Iterator[dict[str, Any]]:
    yield from read("applications")

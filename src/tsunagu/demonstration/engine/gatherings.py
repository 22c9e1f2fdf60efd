"""Gatherings of the demonstration: the kick-off that was, one just held, an open one, one that is full, a draft."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from tsunagu.coordination.domain.gatherings.details import Details, Item, Speaker
from tsunagu.coordination.domain.gatherings.registering import Guest
from tsunagu.coordination.queries.gatherings import gathering, registrations
from tsunagu.coordination.services.gatherings.attach_file import attach_file
from tsunagu.coordination.services.gatherings.check_in import check_in
from tsunagu.coordination.services.gatherings.keep import put_item, write_down
from tsunagu.coordination.services.gatherings.publish import publish
from tsunagu.coordination.services.gatherings.register import register_guest, register_person
from tsunagu.coordination.services.gatherings.settle_attendance import settle_attendance
from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.network import reading
from tsunagu.demonstration.network.load import TOKYO
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.documents.report import Column, Part, Report, report_pdf
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

AHEAD, ANNOUNCED = timedelta(days=30), timedelta(days=6)
ROLES = ("coordinator", *hands.ANYONE)


def hold_gatherings(now: datetime) -> None:
    """Write the gatherings down, publish them and let people register; again changes nothing."""
    for one in reading.read("gatherings")["gatherings"]:
        _hold(one, now)


def _hold(one: dict[str, Any], now: datetime) -> None:
    details = _details(one, now)
    at = min(now - ANNOUNCED, details.starts_at - AHEAD) if _is_past(one) else now - ANNOUNCED
    organiser = hands.actor(stable_uuid("member", one["by"]), *ROLES, now=now)
    with hands.working(organiser):
        uuid = write_down(organiser, details, f"demonstration-{one['key']}", at)
        if not _is_new(organiser, uuid):
            return
        for entry in one["programme"]:
            put_item(organiser, uuid, _item(entry, details), at)
        if not one.get("is_draft"):
            publish(organiser, uuid, at)
        if one["programme"]:
            attach_file(
                organiser, uuid, "プログラム（デモ）.pdf", programme_pdf(details, one), "programme", at
            )
    _register(one, uuid, min(now, details.starts_at - ANNOUNCED))
    if "came" in one:
        _came(organiser, uuid, one["came"], details)


def _is_past(one: dict[str, Any]) -> bool:
    return "day" in one or one["in_days"] < 0


def _came(organiser: Actor, uuid: UUID, came: int, details: Details) -> None:
    """Check the first ones in, one after the other, and settle who came."""
    with hands.working(organiser):
        for number, person in enumerate(registrations(uuid)[:came]):
            check_in(organiser, uuid, person.uuid, details.starts_at - timedelta(minutes=20 - number))
        settle_attendance(organiser, uuid, details.ends_at + timedelta(minutes=30))


def _is_new(organiser: Actor, uuid: UUID) -> bool:
    found = gathering(uuid)
    return found.facts.state == "draft" and not found.items


def _register(one: dict[str, Any], uuid: UUID, now: datetime) -> None:
    people, guests = one.get("people", ()), one.get("guests", ())
    minutes = iter(range(600, 0, -30))
    for key in people:
        who = hands.actor(stable_uuid("member", key), *ROLES, now=now)
        with hands.working(who):
            register_person(who, uuid, now - timedelta(minutes=next(minutes)))
    for number, name in enumerate(guests):
        guest = Guest(name, "見本の会社（デモ）", f"{one['key']}-{number}@guests.example", True)
        with acting(Scope("public")):
            at = now - timedelta(minutes=next(minutes))
            register_guest(uuid, guest, f"demonstration-{one['key']}-{number}", at)


def _details(one: dict[str, Any], now: datetime) -> Details:
    day = one.get("day") or now.astimezone(TOKYO).date() + timedelta(days=one["in_days"])
    starts, ends = (_at(day, hour) for hour in one["hours"])
    opens = starts - AHEAD if _is_past(one) else now - timedelta(days=5)
    return Details(
        _text(one["title"]), _text(one["summary"]), _text(one["hall"]), one["address"], one["audience"], starts,
        ends, opens, starts - timedelta(hours=18), one.get("limit"), one.get("per_member"),
        online=one.get("online", ""),
    )  # fmt: skip


def programme_pdf(details: Details, one: dict[str, Any]) -> bytes:
    """Draw the programme as it would be handed out, in Japanese."""
    day = details.starts_at.astimezone(TOKYO)
    rows = [(f"{entry['from']}–{entry['until']}", entry["ja"]) for entry in one["programme"]]
    report = Report(
        details.title.ja, "プログラム", [("日時", f"{day:%Y年%-m月%-d日 %H:%M}"), ("会場", details.hall.ja)], (),
        [Part("プログラム", columns=[Column("時刻"), Column("内容", is_wide=True)], rows=rows)], (),
        "画面の見本として作成したものです（デモ）。",
    )  # fmt: skip
    return report_pdf(report, "ja")


def _item(entry: dict[str, Any], details: Details) -> Item:
    day = details.starts_at.astimezone(TOKYO).date()
    said = entry.get("speaker")
    speakers = (Speaker(_text(said), Text(said["of_ja"], said["of_en"]), True),) if said else ()
    return Item(
        _at(day, entry["from"]), _at(day, entry["until"]), entry["kind"], _text(entry), entry.get("room", ""), speakers
    )  # fmt: skip


def _at(day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), TOKYO)


def _text(said: dict[str, str]) -> Text:
    return Text(said["ja"], said["en"])

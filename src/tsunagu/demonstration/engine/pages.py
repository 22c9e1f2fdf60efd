"""What members of the demonstration say of themselves: written by their own people, decided by the coordinator."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.network import reading
from tsunagu.demonstration.network.load import AHEAD_DAYS, TOKYO
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.documents.report import Report, report_pdf
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.profile.changes import Sent, Wanted, digest_of
from tsunagu.members.domain.profile.parts import PARTS
from tsunagu.members.queries.actors import actor_named
from tsunagu.members.queries.profile.changes import change_of
from tsunagu.members.queries.profile.values import current_values, find_item
from tsunagu.members.services.profile import approve_change, change_page, return_change

Spec = Mapping[str, Any]
EMPTY_IS_NONE = ("whole", "degrees", "day", "site", "file")


def keep_pages(now: datetime) -> None:
    """Let members change their pages, and the coordinator decide; doing it again changes nothing."""
    coordinator = hands.actor(stable_uuid("member", "rink"), "coordinator", now=now)
    for number, spec in enumerate(reading.read("pages")["changes"]):
        at = now - timedelta(days=spec["days_ago"])
        who = _person(spec, at)
        with hands.working(who):
            made = change_page(who, who.member_uuid, _wanted(spec, who, number, at), at)
            waits = change_of(made).state == "proposed"
        if waits and "decided" in spec:
            with hands.working(coordinator):
                _decide(coordinator, made, spec, at + timedelta(hours=20))


def _decide(coordinator: Actor, made: UUID, spec: Spec, at: datetime) -> None:
    if spec["decided"] == "approved":
        approve_change(coordinator, made, at)
    else:
        return_change(coordinator, made, spec["note"], at)


def _person(spec: Spec, at: datetime) -> Actor:
    actor = actor_named(
        stable_uuid("person", spec["by"]), stable_uuid("member", spec["of"]), at.astimezone(TOKYO).date()
    )
    if actor is None:
        raise hands.NobodyThere(f"{spec['by']} of {spec['of']}")
    return actor


def _wanted(spec: Spec, who: Actor, number: int, at: datetime) -> Wanted:
    part = PARTS[spec["part"]]
    subject = who.member_uuid if part.is_single else None
    if "item" in spec:
        subject = find_item(part.key, who.member_uuid, spec["item"])
    current = None if subject is None else current_values(part.key, subject)
    empty = {one.key: None if one.kind in EMPTY_IS_NONE else "" for one in part.fields}
    values = {**(current or empty | _days(part.key, at)), **spec["values"]}
    if spec["values"].get("site"):
        values["site"] = str(stable_uuid("site", spec["values"]["site"]))
    title = spec.get("evidence")
    return Wanted(
        part.key, "add" if current is None else "change", subject, values, digest_of(current), f"demo-{number}",
        spec.get("reason", ""), None if title is None else Sent(f"{title}.pdf", _paper(title)),
    )  # fmt: skip


def _days(part: str, at: datetime) -> dict[str, Any]:
    """Return the days that a new item asks for."""
    today = at.astimezone(TOKYO).date()
    if part == "contact":
        return {"consented_on": today.isoformat()}
    if part == "equipment":
        return {"calibrated_until": (today + timedelta(days=365)).isoformat()}
    if part in ("capability", "licence"):
        until = None if part == "capability" else (today + timedelta(days=AHEAD_DAYS)).isoformat()
        return {"valid_from": today.isoformat(), "valid_until": until}
    return {}


def _paper(title: str) -> bytes:
    """Return a paper that says of itself that it is invented."""
    said = "デモンストレーションのための架空の書類です。 / Invented for the demonstration."
    return report_pdf(Report(title, said, (), (), (), (), said, said), "ja")

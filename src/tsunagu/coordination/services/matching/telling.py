"""Tell members of needs and consultations: one notice, which the post also mails."""

from collections.abc import Iterable
from datetime import date, datetime, time
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import coordinator
from tsunagu.notices.services.mark_done import settle
from tsunagu.notices.services.notify import notify

TOKYO = ZoneInfo("Asia/Tokyo")


def tell(
    members: Iterable[int],
    kind: str,
    text: Text,
    *,
    about: UUID,
    link: str,
    now: datetime,
    due_on: date | None = None,
) -> None:
    """Tell each member once; ``about`` is the act itself, so that the next act about the same thing is told too."""
    due_at = None if due_on is None else datetime.combine(due_on, time(17), tzinfo=TOKYO)
    for member in sorted(set(members)):
        notify(member, "", kind, text, subject=about, link=link, now=now, due_at=due_at)


def tell_coordinator(kind: str, text: Text, *, about: UUID, link: str, now: datetime, by: Actor) -> None:
    """Tell the coordinator what a member did; what the coordinator did itself isn't told to it."""
    hub = coordinator()
    if hub is not None and hub.id != by.member_id:
        notify(hub.id, "coordinator", kind, text, subject=about, link=link, now=now)


def settle_for_all(about: UUID, now: datetime, kind: str) -> None:
    """Take what was asked out of every inbox: by a worker, since a member sees only its own."""
    with acting(Scope("worker")):
        settle(about, now, kinds=[kind])


def after(about: UUID, what: str) -> UUID:
    """Return a uuid for a later part of the same thing, always the same."""
    return uuid5(about, what)


def need_link(uuid: UUID) -> str:
    """Return the page of a need."""
    return f"/network/needs/{uuid}/"


def consultation_link(uuid: UUID) -> str:
    """Return the page of a consultation."""
    return f"/network/consultations/{uuid}/"

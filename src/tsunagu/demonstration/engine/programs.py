"""Programs of the demonstration's members: each has a key, with which one of them publishes what only it knows."""

from datetime import datetime, timedelta

from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.network.load import TOKYO
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor
from tsunagu.members.services import end_key, issue_key
from tsunagu.planning.domain.capacity.calendar import CalendarException
from tsunagu.planning.queries.capacity import resources
from tsunagu.planning.services import add_exceptions

MAKER = "tonomachi-cells"
ISSUED_DAYS_AGO, VALID_DAYS = 20, 180
MAINTENANCE_IN_DAYS = 33


def let_programs_in(now: datetime) -> None:
    """Let the maker issue keys: one is used, one was ended; doing it again changes nothing.

    The keys themselves are told to nobody: who tries the interface issues one on screen.
    """
    member, at = stable_uuid("member", MAKER), now - timedelta(days=ISSUED_DAYS_AGO)
    until = now.astimezone(TOKYO).date() + timedelta(days=VALID_DAYS)
    with hands.working(hands.actor(member, "supervisor", now=now)) as actor:
        told = {
            name: issue_key(
                actor,
                member,
                name=name,
                grants=grants,
                valid_until=until,
                request_key=f"demonstration-{name}",
                now=at,
            )
            for name, grants in (
                ("旧・枠カレンダー（デモ）", ["capacity.read"]),
                ("製造実行システム（デモ）", ["capacity.read", "capacity.write"]),
            )
        }
        old, used = told.values()
        end_key(actor, old.uuid, at + timedelta(days=1))
    if used.text:
        with acting(Scope("member", member=member, member_id=actor.member_id, person=used.uuid)):
            _announce_maintenance(actor, now)


def _announce_maintenance(actor: Actor, now: datetime) -> None:
    """Let the program enter a day of maintenance for the first suite of its member."""
    day = now.astimezone(TOKYO).date() + timedelta(days=MAINTENANCE_IN_DAYS)
    suites = resources(actor.member_uuid, kind="clean_room")
    limit = CalendarException(day, day, 1, reason="maintenance", note="HEPAフィルター点検")
    add_exceptions([one.uuid for one in suites[:1]], limit, now - timedelta(days=1))

"""Who is on duty: the roster of one member, and whom to call now in many, in two queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.notices.domain.roster import DAYS_AHEAD, Change, Contact, OnDuty, Roster, Turn
from tsunagu.notices.models import DutyChange, DutyTurn


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A weekly turn as it is written down."""

    uuid: UUID
    turn: Turn


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A swap or an absence as it is written down."""

    uuid: UUID
    change: Change
    note: str


@dataclass(frozen=True, slots=True)
class RosterPage:
    """A member's roster with its rows, who is on duty now, and the gaps of the coming days, by duty."""

    turns: list[TurnRow]
    changes: list[ChangeRow]
    now: dict[str, list[OnDuty]]
    gaps: dict[str, list[tuple[datetime, datetime]]]


def rosters_of(members: Iterable[UUID]) -> dict[UUID, Roster]:
    """Return the rosters of members, in two queries; a member without one has none here."""
    wanted = list(members)
    turns: dict[UUID, list[Turn]] = defaultdict(list)
    changes: dict[UUID, list[Change]] = defaultdict(list)
    rows = DutyTurn.objects.filter(member__uuid__in=wanted).select_related("person", "member")
    for row in rows.order_by("duty", "order", "pk"):
        turns[row.member.uuid].append(_turn(row))
    changed = DutyChange.objects.filter(member__uuid__in=wanted).select_related("person", "member")
    for one in changed.order_by("pk"):
        changes[one.member.uuid].append(_change(one))
    return {
        member: Roster(tuple(turns[member]), tuple(changes[member]))
        for member in turns.keys() | changes.keys()
    }


def on_duty_now(wanted: Iterable[tuple[UUID, str]], at: datetime) -> dict[tuple[UUID, str], OnDuty]:
    """Return whom to call first for each duty of each member; who has nobody on duty is left out."""
    pairs = set(wanted)
    rosters = rosters_of({member for member, _ in pairs})
    found = {}
    for member, duty in pairs:
        on_duty = rosters[member].on_duty(duty, at) if member in rosters else []
        if on_duty:
            found[member, duty] = on_duty[0]
    return found


def roster_page(member_id: int, now: datetime) -> RosterPage:
    """Return the roster of a member as its page shows it."""
    turns = [
        TurnRow(row.uuid, _turn(row))
        for row in DutyTurn.objects.filter(member_id=member_id).select_related("person").order_by("duty", "order", "pk")
    ]  # fmt: skip
    changes = [
        ChangeRow(row.uuid, _change(row), row.note)
        for row in DutyChange.objects.filter(member_id=member_id, ends_at__gt=now)
        .select_related("person")
        .order_by("starts_at", "pk")
    ]
    roster = Roster(tuple(one.turn for one in turns), tuple(one.change for one in changes))
    until = now + timedelta(days=DAYS_AHEAD)
    return RosterPage(
        turns,
        changes,
        {duty: roster.on_duty(duty, now) for duty in roster.duties},
        {duty: roster.gaps(duty, now, until) for duty in roster.duties},
    )


def turn_of(uuid: UUID) -> DutyTurn:
    """Return a weekly turn; refuse one that doesn't exist."""
    found = DutyTurn.objects.filter(uuid=uuid).first()
    if found is None:
        raise NotFound("duty_turn", NO_SUCH)
    return found


def change_of(uuid: UUID) -> DutyChange:
    """Return a swap or an absence; refuse one that doesn't exist."""
    found = DutyChange.objects.filter(uuid=uuid).first()
    if found is None:
        raise NotFound("duty_change", NO_SUCH)
    return found


def _turn(row: DutyTurn) -> Turn:
    contact = _contact(row)
    assert contact is not None  # noqa: S101 - the table's own constraint
    return Turn(
        row.duty, row.order, row.weekdays, row.from_hour, row.until_hour, contact, row.valid_from, row.valid_until
    )  # fmt: skip


def _change(row: DutyChange) -> Change:
    return Change(row.duty, row.order, row.starts_at, row.ends_at, _contact(row))


def _contact(row: DutyTurn | DutyChange) -> Contact | None:
    if not row.phone:
        return None
    return Contact(row.shown_name, row.phone, row.person.uuid if row.person else None)


def members_with_roster() -> set[UUID]:
    """Return the members that have written down a turn or a change."""
    turns = DutyTurn.objects.values_list("member__uuid", flat=True)
    return set(turns.distinct()) | set(DutyChange.objects.values_list("member__uuid", flat=True).distinct())


NO_SUCH = Text("当番表にその行はありません。", "There is no such line in the roster.")

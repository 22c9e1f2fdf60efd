"""Write the roster of a member: weekly turns, swaps and absences; the member's people and the coordinator do so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tsunagu.foundation.refusals import BadInput, NotAllowed
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.people import people_of, person_ids
from tsunagu.members.services.permission import check_may_write
from tsunagu.notices.domain.roster import DUTIES, MOST_ORDERS, PHONE
from tsunagu.notices.models import DutyChange, DutyTurn
from tsunagu.notices.queries.roster import change_of, turn_of

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Who:
    """Who is called: a person of the member with an account, or a name; with a telephone number."""

    person: UUID | None
    name: str
    phone: str

    @property
    def is_nobody(self) -> bool:
        """Whether nobody is named."""
        return self.person is None and not self.name.strip()


@dataclass(frozen=True, slots=True)
class NewTurn:
    """A weekly turn as it was filled in."""

    duty: str
    order: int
    weekdays: str
    from_hour: int
    until_hour: int
    who: Who
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class NewChange:
    """A swap or an absence as it was filled in; without a name nobody is called."""

    duty: str
    order: int
    starts_at: datetime
    ends_at: datetime
    who: Who
    note: str = ""


def add_turns(
    actor: Actor, member_id: int, turns: Sequence[NewTurn], now: datetime, replace: bool = False
) -> int:
    """Write weekly turns, all or none, and return how many are new; ``replace``: in place of those that stand.

    A turn that stands already in the same words is left as it is, so that a form sent twice is one act.
    """
    _check_may(actor, member_id)
    for turn in turns:
        check_turn(turn)
    people = _people(member_id, [turn.who for turn in turns])
    if replace:
        DutyTurn.objects.filter(member_id=member_id).delete()
    added = 0
    for turn in turns:
        _, is_new = DutyTurn.objects.get_or_create(  # type: ignore[misc]
            member_id=member_id, duty=turn.duty, order=turn.order, weekdays=turn.weekdays,
            from_hour=turn.from_hour, until_hour=turn.until_hour, person_id=people[turn.who.person],
            name=_name(turn.who), phone=turn.who.phone.strip(), valid_from=turn.valid_from,
            valid_until=turn.valid_until, defaults={"written_by": actor.person_uuid, "written_at": now},
        )  # fmt: skip
        added += is_new
    return added


def add_change(actor: Actor, member_id: int, change: NewChange, now: datetime) -> None:
    """Write a swap or an absence; the same one again changes nothing."""
    _check_may(actor, member_id)
    _check_place(change.duty, change.order)
    if not change.starts_at < change.ends_at:
        raise BadInput("period", ENDS_FIRST, field="ends_at")
    if not change.who.is_nobody:
        _check_who(change.who)
    people = _people(member_id, [change.who])
    DutyChange.objects.get_or_create(  # type: ignore[misc]
        member_id=member_id, duty=change.duty, order=change.order, starts_at=change.starts_at,
        ends_at=change.ends_at, person_id=people[change.who.person], name=_name(change.who),
        phone="" if change.who.is_nobody else change.who.phone.strip(),
        defaults={"note": change.note[:200], "written_by": actor.person_uuid, "written_at": now},
    )  # fmt: skip


def remove_turn(actor: Actor, uuid: UUID) -> int:
    """Take a weekly turn out; return the member that it was of."""
    row = turn_of(uuid)
    _check_may(actor, row.member_id)
    row.delete()
    return row.member_id


def remove_change(actor: Actor, uuid: UUID) -> int:
    """Take a swap or an absence out; return the member that it was of."""
    row = change_of(uuid)
    _check_may(actor, row.member_id)
    row.delete()
    return row.member_id


def check_turn(turn: NewTurn) -> None:
    """Refuse a turn that makes no sense, at the field that is wrong."""
    _check_place(turn.duty, turn.order)
    if len(turn.weekdays) != 7 or set(turn.weekdays) - {"0", "1"} or "1" not in turn.weekdays:
        raise BadInput("weekdays", NO_DAYS, field="weekdays")
    if not 0 <= turn.from_hour < turn.until_hour <= 24:
        raise BadInput("hours", NO_HOURS, field="until_hour")
    if turn.valid_until is not None and turn.valid_until < turn.valid_from:
        raise BadInput("period", ENDS_FIRST, field="valid_until")
    if turn.who.is_nobody:
        raise BadInput("name", NOBODY, field="name")
    _check_who(turn.who)


def _check_place(duty: str, order: int) -> None:
    if duty not in DUTIES:
        raise BadInput("duty", UNKNOWN_DUTY, field="duty")
    if not 1 <= order <= MOST_ORDERS:
        raise BadInput("order", BAD_ORDER, field="order")


def _check_who(who: Who) -> None:
    if len(who.name) > LONGEST_NAME:
        raise BadInput("name", LONG_NAME, field="name")
    if not PHONE.match(who.phone.strip()):
        raise BadInput("phone", NO_PHONE, field="phone")


def _check_may(actor: Actor, member_id: int) -> None:
    if actor.is_reader:
        raise NotAllowed("read_only", READS_ONLY)
    check_may_write(member_id)


def _people(member_id: int, who: Sequence[Who]) -> dict[UUID | None, int | None]:
    """Return the rows of the persons named; only people of the member itself are on its roster."""
    wanted = {one.person for one in who if one.person is not None}
    if wanted - set(people_of(member_id)):
        raise BadInput("person", STRANGER, field="person")
    found: dict[UUID | None, int | None] = {None: None}
    for person, row in person_ids(wanted).items():
        found[person] = row
    return found


def _name(who: Who) -> str:
    return "" if who.person is not None else who.name.strip()


UNKNOWN_DUTY = Text(
    "担当の種類が登録されていません。一覧から選んでください。", "Choose the duty from the list."
)
BAD_ORDER = Text(
    f"順番は1から{MOST_ORDERS}の間で選んでください。", f"Choose an order from 1 to {MOST_ORDERS}."
)
NO_DAYS = Text("曜日を一つ以上選んでください。", "Choose at least one day of the week.")
NO_HOURS = Text(
    "終了時刻は開始時刻より後（24時まで）にしてください。日をまたぐ当番は二つに分けてください。",
    "The end must be later than the beginning, up to 24:00. Divide a turn that passes midnight into two.",
)
ENDS_FIRST = Text("終わりは始まりより後にしてください。", "The end must be later than the beginning.")
NOBODY = Text("担当者を選ぶか、お名前を書いてください。", "Choose a person or write a name.")
LONG_NAME = Text(
    f"お名前は{LONGEST_NAME}字以内で書いてください。", f"Keep the name within {LONGEST_NAME} characters."
)
NO_PHONE = Text(
    "電話番号を数字とハイフンで書いてください（例：044-123-4567）。",
    "Write the telephone number in digits and hyphens, such as 044-123-4567.",
)
STRANGER = Text(
    "この会員に所属していない方です。一覧から選ぶか、外部の方はお名前を入力してください。",
    "This person is not of the organisation. Choose one who is, or write the name of an outside contact.",
)
READS_ONLY = Text(
    "閲覧だけの役割では当番表を変更できません。", "A role that only reads can't change the roster."
)

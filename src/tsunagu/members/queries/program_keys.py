"""Keys of programs, as their member's page shows them, and by their names where a program did something."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.program_keys import GRANTS, Grant
from tsunagu.members.domain.validity import WARNING_DAYS
from tsunagu.members.models import ProgramKey, ProgramSecret

NO_KEY = Text("このキーは登録されていません。", "This key is not registered.")


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key with the names of who issued and ended it; ``prefix`` is how it begins, empty once it was ended."""

    uuid: UUID
    member: UUID
    member_id: int
    name: str
    prefix: str
    grants: tuple[Grant, ...]
    issued_by: Text
    issued_at: datetime
    valid_until: date
    last_used_at: datetime | None
    ended_by: Text | None
    ended_at: datetime | None

    def is_open(self, on: date) -> bool:
        """Say whether it can be used on the day."""
        return self.ended_at is None and on <= self.valid_until

    def badge_on(self, on: date) -> tuple[str, Text]:
        """Return the badge class and its words for the day."""
        if self.ended_at is not None:
            return "wait", Text("終了", "Ended")
        left = (self.valid_until - on).days
        if left < 0:
            return "stop", Text("期限切れ", "Expired")
        return (
            ("warn", Text("まもなく期限", "Ends soon"))
            if left < WARNING_DAYS // 4
            else ("ok", Text("有効", "Valid"))
        )


def program_keys(member: UUID) -> list[KeyView]:
    """Return the keys of a member that the scope in force may read, the newest first."""
    rows = ProgramKey.objects.filter(member__uuid=member).select_related("member", "person", "ended_by")
    return _views(rows)


def program_key(uuid: UUID) -> KeyView:
    """Return one key; refuse one that isn't there for the scope in force."""
    found = _views(ProgramKey.objects.filter(uuid=uuid).select_related("member", "person", "ended_by"))
    if not found:
        raise NotFound("program_key", NO_KEY)
    return found[0]


def program_names(uuids: Iterable[UUID]) -> dict[UUID, Text]:
    """Return the names of programs by their keys, as far as the scope in force may read them."""
    rows = ProgramKey.objects.filter(uuid__in=set(uuids)).values_list("uuid", "name")
    return {uuid: program_name(name) for uuid, name in rows}


def program_name(name: str) -> Text:
    """Return how a program is named where people stand beside it."""
    return Text(f"{name}（プログラム）", f"{name} (program)")


def _views(rows: Iterable[ProgramKey]) -> list[KeyView]:
    keys = list(rows)
    prefixes = dict(ProgramSecret.objects.filter(key__in=keys).values_list("key_id", "prefix"))
    return [
        KeyView(
            uuid=one.uuid,
            member=one.member.uuid,
            member_id=one.member_id,
            name=one.name,
            prefix=prefixes.get(one.pk, ""),
            grants=tuple(GRANTS[key] for key in one.grants if key in GRANTS),
            issued_by=one.person.name,
            issued_at=one.issued_at,
            valid_until=one.valid_until,
            last_used_at=one.last_used_at,
            ended_by=one.ended_by.name if one.ended_by else None,
            ended_at=one.ended_at,
        )
        for one in keys
    ]

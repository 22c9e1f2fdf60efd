"""Which data of a journey a reader sees, by the agreements of his member with whoever recorded it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tsunagu.foundation.refusals import NotAllowed
from tsunagu.foundation.scope import current_scope
from tsunagu.foundation.text import Text
from tsunagu.members.domain.agreements import EVERYTHING, FIELDS
from tsunagu.members.queries.register import fields_seen


@dataclass(frozen=True, slots=True)
class Seen:
    """What the reader sees of each member; what a member recorded itself it always sees, and a wide scope all."""

    by_member: Mapping[UUID, frozenset[str]] = field(default_factory=dict)

    def sees(self, group: str, member: UUID | None) -> bool:
        """Say whether the reader sees a group of data that a member recorded."""
        return member is None or group in self.by_member.get(member, EVERYTHING)


def seen_of(members: Iterable[UUID], on: date) -> Seen:
    """Return what the scope in force sees of these members' records on the day."""
    scope = current_scope()
    if scope.name != "member" or scope.member is None:
        return Seen()
    return Seen(fields_seen(scope.member, members, on))


def check_seen(group: str, member: UUID, on: date) -> None:
    """Refuse a reader whose agreement with the member that recorded it doesn't name this group of data."""
    if not seen_of([member], on).sees(group, member):
        name = FIELDS[group]
        raise NotAllowed(
            "not_seen",
            Text(
                f"「{name.ja}」は、記録した会員との契約で閲覧の対象になっていません。必要なときは調整担当に相談してください。",
                f"Your agreement with the member that recorded it does not open “{name.en}”. Ask the coordinator.",
            ),
        )

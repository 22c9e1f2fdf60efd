"""Who acts: a person in one member, with the roles held there on that day; or a program of the member."""

from dataclasses import dataclass
from uuid import UUID

from tsunagu.foundation.refusals import NotAllowed
from tsunagu.foundation.text import Text
from tsunagu.members.domain import roles as vocabulary


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting for a member; what every service is told about who asks.

    A program acts as itself: ``person_uuid`` and ``person_name`` are those of its key, so that whatever it does is
    recorded as done by that key; ``person_id`` is the row of the person who issued it. ``grants`` is what the key
    allows, and None for a person.
    """

    person_id: int
    person_uuid: UUID
    person_name: Text
    language: str
    member_id: int
    member_uuid: UUID
    member_key: str
    member_name: Text
    roles: frozenset[str]
    is_coordinator: bool = False
    grants: frozenset[str] | None = None

    def holds(self, *keys: str) -> bool:
        """Say whether the person holds one of these roles."""
        return not self.roles.isdisjoint(keys)

    @property
    def is_quality(self) -> bool:
        """Whether the person may speak for a quality unit."""
        return vocabulary.holds_any(self.roles, vocabulary.QUALITY_ROLES)

    @property
    def is_physician(self) -> bool:
        """Whether the person may order, acknowledge and decide as a physician."""
        return vocabulary.holds_any(self.roles, vocabulary.PHYSICIAN_ROLES)

    @property
    def is_bench(self) -> bool:
        """Whether the person works with things in hand, scanning first."""
        return vocabulary.holds_any(self.roles, vocabulary.BENCH_ROLES)

    @property
    def is_reader(self) -> bool:
        """Whether the person only reads."""
        return bool(self.roles) and self.roles <= vocabulary.READING_ROLES

    @property
    def role_name(self) -> Text:
        """The names of the roles held, as one text."""
        return vocabulary.role_names(self.roles)


def check_role(actor: Actor, *keys: str) -> None:
    """Refuse who holds none of the roles, naming them."""
    if actor.holds(*keys):
        return
    names = vocabulary.role_names(keys)
    raise NotAllowed(
        "role",
        Text(
            f"この操作ができるのは {names.ja} だけです。担当者に依頼してください。",
            f"Only {names.en} may do this. Ask one of them.",
        ),
    )

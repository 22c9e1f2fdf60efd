"""Who does it: the invented people of a member, found by role, acting in their own scope."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from tsunagu.demonstration.network.load import TOKYO
from tsunagu.foundation.scope import acting
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import actor_of, hands_of, scope_for


class NobodyThere(LookupError):
    """The member has nobody of that role: the network's data is incomplete."""


@lru_cache(maxsize=2048)
def _actors(member: UUID, role: str, on: date) -> tuple[Actor, ...]:
    found = [actor_of(person, on, member) for person in hands_of(member, role, on)]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: str(one.person_uuid)))


def forget() -> None:
    """Forget who was found: the next question goes to another database."""
    _actors.cache_clear()


def actor(
    member: UUID, *roles: str, now: datetime, besides: Iterator[UUID] | frozenset[UUID] = frozenset()
) -> Actor:
    """Return someone of the member with one of the roles, not among ``besides``."""
    on, avoided = now.astimezone(TOKYO).date(), frozenset(besides)
    for role in roles:
        for one in _actors(member, role, on):
            if one.person_uuid not in avoided:
                return one
    raise NobodyThere(f"{member}: {roles}")


ANYONE = (
    "nurse", "operator", "supervisor", "qc", "storage", "procurement", "courier", "physician", "quality",
    "hospital_coordinator", "mah", "sponsor",
)  # fmt: skip


def anyone(member: UUID, now: datetime, besides: frozenset[UUID] = frozenset()) -> Actor:
    """Return someone of the member who can hand over, receive or check."""
    return actor(member, *ANYONE, now=now, besides=besides)


@contextmanager
def working(who: Actor) -> Iterator[Actor]:
    """Act in the scope of this person."""
    with acting(scope_for(who)):
        yield who

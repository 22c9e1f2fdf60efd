"""A maker who publishes, a courier who may not, and another maker; routes are published by the service."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from tests.therapies.domain.building import sound
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members import queries as members
from tsunagu.members import services
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Person
from tsunagu.therapies.domain import Route, parse_route

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
SINCE = date(2024, 1, 1)


@dataclass(frozen=True)
class Cast:
    """Who plays: of the maker, its supervisor and courier; of another member, its supervisor."""

    supervisor: Actor
    courier: Actor
    other: Actor
    coordinator: Actor


def _member(key: str, *, is_coordinator: bool = False) -> "services.MemberFacts":  # type: ignore[name-defined]
    return services.add_member(
        key=key, name=Text(f"{key}会員", key), kind="company", joined_on=SINCE, is_coordinator=is_coordinator
    )


def _person(member: object, name: str, role: str) -> Actor:
    uuid = member.uuid  # type: ignore[attr-defined]
    made = services.add_person(uuid, email=f"{name}@example.example", name=Text(name, name), now=NOW)
    services.appoint(made.uuid, uuid, role, valid_from=SINCE)
    actor = members.actor_of(made, TODAY)
    assert actor is not None
    return actor


@pytest.fixture
def cast(db: None) -> Cast:
    with acting(Scope("worker")):
        maker, other, hub = _member("maker"), _member("other"), _member("hub", is_coordinator=True)
        return Cast(
            supervisor=_person(maker, "okada", "supervisor"),
            courier=_person(maker, "nakagawa", "courier"),
            other=_person(other, "murata", "supervisor"),
            coordinator=_person(hub, "aoki", "coordinator"),
        )


@pytest.fixture
def in_scope(cast: Cast) -> Iterator[Cast]:
    """The cast, in the scope of the supervisor."""
    with acting(members.scope_for(cast.supervisor)):
        yield cast


@pytest.fixture
def as_person(client: Client) -> Callable[[Actor], Client]:
    def sign_in(actor: Actor) -> Client:
        client.force_login(Person.objects.get(uuid=actor.person_uuid))
        return client

    return sign_in


def small_route(version: int = 1, **changes: object) -> Route:
    """Return the small route of the domain's tests, in some version."""
    return parse_route({**sound(), "version": version, **changes})

"""A maker that publishes two resources, looked at by its own people, the coordinator and a stranger."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from tests.members.conftest import NOW, Cast, cast
from tsunagu.foundation.scope import acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Person
from tsunagu.planning.domain.capacity import Card, Pattern
from tsunagu.planning.services import publish_resource

__all__ = ["cast"]
SINCE = date(2026, 4, 1)
SUITE = Card("suite", "clean_room", Text("細胞加工室", "Suites"), changeover_hours=14)
SHIFT = Card("operators", "operator", Text("製造担当者", "Operators"))
ALWAYS = Pattern(frozenset(range(7)), 0, 24, 2, SINCE, on_holidays=True)
DAY_SHIFT = Pattern(frozenset(range(5)), 9, 17, 3, SINCE)


@dataclass(frozen=True)
class Works:
    """The cast, and the uuids of the resources of its maker."""

    cast: Cast
    suite: UUID
    shift: UUID


@pytest.fixture
def works(cast: Cast) -> Works:
    with acting(cast.scope(cast.operator)):
        suite = publish_resource(cast.site, SUITE, [ALWAYS], NOW)
        shift = publish_resource(cast.site, SHIFT, [DAY_SHIFT], NOW)
    return Works(cast, suite, shift)


@pytest.fixture
def as_person() -> Callable[[Actor], Client]:
    def sign_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(Person.objects.get(uuid=actor.person_uuid))
        return client

    return sign_in

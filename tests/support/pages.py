"""What tests of pages share: a world on a clone per file, a client per person, a clock that stands still."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.conftest import _point_at
from tests.support import stages
from tests.support.world import World
from tsunagu.foundation import clock
from tsunagu.foundation.database.credentials import Credentials
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor


@pytest.fixture(scope="module")
def stage(
    request: pytest.FixtureRequest,
    credentials: Credentials,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[World]:
    """The file's own clone, filled by its function ``set_the_stage``."""
    build: stages.Build = getattr(request.module, "set_the_stage", stages.nothing)
    with (
        django_db_blocker.unblock(),
        stages.on_clone(credentials, build, _point_at) as world,
    ):
        yield world


@pytest.fixture
def world(stage: World, db: None) -> World:
    """The world inside a transaction that is rolled back."""
    return deepcopy(stage)


def signed_in(world: World, actor: Actor, **headers: Any) -> Client:
    """Return a browser in which this person is signed in, at the world's time."""
    clock.forget()  # what another test set was rolled back
    with acting(Scope("worker")):
        clock.set_clock(max(world.now, clock.now()), 1e-6)
    client = Client(headers={"accept-language": "ja"} | headers)
    client.force_login(world.account(actor))
    return client


def text_of(answer: Any) -> str:
    """Return the page of an answer without its random tokens, in which any short word can stand by chance."""
    text: str = answer.content.decode()
    return re.sub(r"""(?<=["' ])(?![0-9a-f]{64}\b)[A-Za-z0-9]{64}\b""", "(token)", text)


@contextmanager
def seen_by(world: World, actor: Actor) -> Iterator[Actor]:
    """Read in the scope of this person."""
    with world.acting(actor):
        yield actor

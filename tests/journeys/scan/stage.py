"""The scene in a database of its own: built once by the services, then cloned for the tests that look at it."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker
from tests.conftest import _point_at
from tests.journeys.scan import scene
from tests.support import databases

from tsunagu.foundation import clock
from tsunagu.foundation.database.credentials import Credentials
from tsunagu.foundation.scope import Scope, acting

_built: dict[str, bytes] = {}


def _play() -> scene.Scene:
    """Two patients' bags at the bedside, a bag given and not received, an apheresis waiting for its courier."""
    play = scene.build()
    beginning = play.now
    play.journey(stops_at="transport_in", name="waiting")
    play.now = beginning
    play.journey(leaves_given="transport_in", stops_at="transduce", name="given")
    play.now = beginning
    play.journey(stops_at="accept_in", name="arriving")
    play.now = beginning
    play.journey(stops_at="administer", name="bedside")
    play.now = beginning
    play.journey(stops_at="administer", name="other")
    play.now = beginning
    play.journey(stops_at="administer", name="elsewhere", number=0)
    with acting(Scope("worker")):
        clock.set_clock(play.now, 1.0)
    return play


@contextmanager
def staged(credentials: Credentials, template: str, blocker: DjangoDbBlocker) -> Iterator[tuple[Any, str]]:
    """Point this process at a clone of the scene's database; yield the scene and the database's name."""
    before = connections.settings["default"]["NAME"]
    with blocker.unblock():
        if not _built:
            name = databases.clone(credentials, template)
            connections.close_all()
            _point_at(credentials, name)
            _built[name] = pickle.dumps(_play())
            connections.close_all()
        source, play = next(iter(_built.items()))
        copy = databases.clone(credentials, source)
        _point_at(credentials, copy)
        clock._cached = (float("-inf"), None)
        try:
            yield pickle.loads(play), copy
        finally:
            connections.close_all()
            _point_at(credentials, before)
            clock._cached = (float("-inf"), None)
    databases.discard(credentials, copy)


@pytest.fixture(scope="module")
def stage(
    credentials: Credentials, template_database: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[scene.Scene]:
    """The scene, on a clone of its own for the module; what a test writes is rolled back by ``db``."""
    with staged(credentials, template_database, django_db_blocker) as (play, _):
        yield play


@pytest.fixture
def play(stage: scene.Scene, db: None) -> scene.Scene:
    """The scene inside a transaction that is rolled back."""
    return stage

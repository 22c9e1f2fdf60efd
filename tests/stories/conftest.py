"""The world for stories and refusals: a clone per file, a transaction (or a clone) per test."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

pytest.register_assert_rewrite(
    "tests.stories.acts", "tests.stories.desk", "tests.stories.chains", "tests.support.world"
)

from tests.conftest import _point_at  # noqa: E402 - after the rewrite is asked for
from tests.stories.desk import NewContext, Town  # noqa: E402 - after the rewrite is asked for
from tests.support import stages  # noqa: E402 - after the rewrite is asked for
from tests.support.application import serving  # noqa: E402 - after the rewrite is asked for
from tests.support.world import World  # noqa: E402 - after the rewrite is asked for
from tsunagu.foundation import clock  # noqa: E402 - after the rewrite is asked for
from tsunagu.foundation.database.credentials import Credentials  # noqa: E402 - after the rewrite is asked for


@pytest.fixture(scope="module")
def build(request: pytest.FixtureRequest) -> stages.Build:
    """What the file's tests find already done: its function ``set_the_stage``, else the bare network."""
    found: stages.Build = getattr(request.module, "set_the_stage", stages.nothing)
    return found


@pytest.fixture(scope="module")
def stage(
    credentials: Credentials,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    build: stages.Build,
) -> Iterator[World]:
    """The file's own clone."""
    with (
        django_db_blocker.unblock(),
        stages.on_clone(credentials, build, _point_at) as world,
    ):
        yield world


@pytest.fixture
def world(stage: World, db: None) -> World:
    """The world inside a transaction that is rolled back."""
    clock.forget()
    return deepcopy(stage)


@pytest.fixture
def open_world(
    credentials: Credentials,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    build: stages.Build,
) -> Iterator[World]:
    """The world on a database of the test's own: what it commits is real, for threads and servers."""
    with (
        django_db_blocker.unblock(),
        stages.on_clone(credentials, build, _point_at) as world,
    ):
        yield world


@pytest.fixture
def town(open_world: World, new_context: NewContext) -> Iterator[Town]:
    """The world served, and a browser for each of its people."""
    with serving(str(connections.settings["default"]["NAME"])) as served:
        yield Town(open_world, served, new_context)

"""Fixtures for every test: a database as the application's role, the served application, a browser.

``db``              a transaction on this session's clone, rolled back (pytest-django's own fixture)
``fresh_database``  a clone for this test alone, for commits, threads and other processes
``served``          the real application on such a clone
``browser_page``    a page of the system's Chromium; ``new_context`` makes one per person
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.support import databases
from tests.support.application import Served, serving
from tsunagu.foundation import translations
from tsunagu.foundation.database import embedded
from tsunagu.foundation.database.credentials import Credentials
from tsunagu.project.configuration import CHECKOUT

# machines are shared: how long the making of an example takes says nothing about the code
hypothesis_settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("shared")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues that changed, so that pages speak Japanese; workers of xdist find it done."""
    changed = any(
        not po.with_suffix(".mo").exists() or po.with_suffix(".mo").stat().st_mtime < po.stat().st_mtime
        for po in (CHECKOUT / "src").rglob("locale/ja/LC_MESSAGES/django.po")
    )
    if changed and not hasattr(config, "workerinput"):
        translations.compile_catalogues()


def pytest_collection_finish() -> None:
    """Keep what stands now, as our web server does: the collector would walk through thousands of tests for each."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_runtest_setup() -> None:
    """Forget the language of the page that the test before has asked for: every test begins in Japanese."""
    translation.deactivate()


@pytest.fixture(scope="session")
def credentials() -> Credentials:
    """The tests' own embedded server, started if it doesn't run; it stays for the next session."""
    return databases.server()


@pytest.fixture(scope="session")
def template_database(credentials: Credentials) -> str:
    """The database that the owner migrated, from which all others are copied."""
    return databases.template(credentials)


@pytest.fixture(scope="session")
def django_db_setup(
    credentials: Credentials, template_database: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Give this session a clone and connect to it as the application's role, never as owner."""
    name = databases.clone(credentials, template_database)
    _point_at(credentials, name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    databases.discard(credentials, name)


@pytest.fixture
def fresh_database(
    credentials: Credentials,
    template_database: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[str]:
    """A database of the test's own: what it commits is real, and gone afterwards."""
    before = connections.settings["default"]["NAME"]
    name = databases.clone(credentials, template_database)
    with django_db_blocker.unblock():
        connections.close_all()
        _point_at(credentials, name)
        try:
            yield name
        finally:
            connections.close_all()
            _point_at(credentials, before)
    databases.discard(credentials, name)


@pytest.fixture
def owner_connection(credentials: Credentials, fresh_database: str) -> Iterator[Any]:
    """The owner's connection to ``fresh_database``, to look where the application's role can't."""
    with embedded.connect(credentials, "owner", fresh_database) as connection:
        yield connection


@pytest.fixture
def served(fresh_database: str) -> Iterator[Served]:
    """The application on ``fresh_database``; the test's own connection is to the same."""
    with serving(fresh_database) as application:
        yield application


@pytest.fixture(scope="module")
def demonstration(
    browser: Any,
    credentials: Credentials,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Served]:
    """The demonstration network at one moment, served on a clone for the file.

    The browser comes first: Django keeps connections made beside Playwright's loop apart from those made before it,
    and would leave one open here.
    """
    from tests.support.demonstration import served_demonstration

    with (
        django_db_blocker.unblock(),
        served_demonstration(credentials, _point_at) as served,
    ):
        yield served


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The system's Chromium, one for the session."""
    if not CHROMIUM:
        pytest.skip("Chromium is missing (Debian package chromium): browser tests are left out")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Playwright keeps an event loop on this thread: Django must not take the test for asynchronous code
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_context(browser: Any) -> Iterator[Callable[..., Any]]:
    """Make browser contexts, one per person, in Japanese unless told otherwise; closed afterwards."""
    opened = []

    def make(**options: Any) -> Any:
        context = browser.new_context(**({"locale": "ja-JP", "timezone_id": "Asia/Tokyo"} | options))
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def browser_page(new_context: Callable[..., Any]) -> Any:
    """A page of an anonymous visitor."""
    return new_context().new_page()


def _point_at(credentials: Credentials, name: str) -> None:
    """Send this process's future connections to ``name`` as the application's role."""
    parameters = credentials.parameters("app", name)
    for settings in (connections.settings["default"], connections["default"].settings_dict):
        settings.update(
            NAME=parameters["dbname"],
            USER=parameters["user"],
            PASSWORD=parameters["password"],
            HOST=parameters["host"],
            PORT=parameters["port"],
        )
    os.environ["TSUNAGU_DATABASE"] = name

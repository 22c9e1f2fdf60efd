"""The tests' own footing: the application's role, rolled back or thrown away, never the owner."""

import threading
import urllib.request
from typing import Any

import pytest
from django.db import connection, connections
from tests.support.application import Served


@pytest.mark.django_db
def test_ordinary_tests_connect_as_the_applications_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper OR rolbypassrls OR rolcreatedb FROM pg_roles"
                       " WHERE rolname = current_user")  # fmt: skip
        assert cursor.fetchone() == ("tsunagu_app", False)
        cursor.execute("SELECT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert {owner for (owner,) in cursor.fetchall()} == {"tsunagu_owner"}


@pytest.mark.django_db
@pytest.mark.parametrize("attempt", [1, 2])
def test_an_ordinary_test_leaves_nothing_behind(attempt: int) -> None:
    from django.contrib.contenttypes.models import ContentType

    assert not ContentType.objects.filter(app_label="left-behind").exists()
    ContentType.objects.create(app_label="left-behind", model="x")


@pytest.mark.usefixtures("fresh_database")
def test_a_fresh_database_commits_across_threads() -> None:
    from django.contrib.contenttypes.models import ContentType

    def write() -> None:
        ContentType.objects.create(app_label="thread", model="x")
        connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert ContentType.objects.filter(app_label="thread").exists()


def test_the_owner_sees_what_the_app_wrote(owner_connection: Any) -> None:
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.create(app_label="seen", model="x")
    row = owner_connection.execute(
        "SELECT count(*) FROM django_content_type WHERE app_label = 'seen'"
    ).fetchone()
    assert row == (1,)


def test_the_served_application_is_ready(served: Served) -> None:
    with urllib.request.urlopen(served / "readyz") as answer:
        assert answer.status == 200


@pytest.mark.story
def test_chromium_shows_the_served_application(served: Served, browser_page: Any) -> None:
    browser_page.goto(served / "healthz")
    assert '"ok"' in browser_page.content()

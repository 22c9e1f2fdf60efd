"""A PostgreSQL that somebody else runs: used as it is, refused where row-level security would not hold."""

import os
from collections.abc import Iterator

import pytest
from psycopg import sql
from tests.support import databases

from tsunagu.foundation.database import embedded
from tsunagu.foundation.database.cluster import free_port
from tsunagu.foundation.database.credentials import Credentials, Role
from tsunagu.foundation.database.roles import create_database
from tsunagu.foundation.problems import SetupProblem
from tsunagu.project import database


def url(credentials: Credentials, role: Role, name: str) -> str:
    known = credentials.parameters(role, name)
    return f"postgresql://{known['user']}:{known['password']}@{known['host']}:{known['port']}/{name}"


@pytest.fixture
def external(credentials: Credentials, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    name = f"test_{os.getpid()}_external"
    databases.discard(credentials, name)
    with embedded.connect(credentials, "owner", "postgres") as owner:
        create_database(owner, name)
    monkeypatch.setenv("DATABASE_URL", url(credentials, "app", name))
    monkeypatch.setenv("TSUNAGU_OWNER_URL", url(credentials, "owner", name))
    yield name
    databases.discard(credentials, name)


def test_the_owner_prepares_it_for_the_app(credentials: Credentials, external: str) -> None:
    database.ensure()
    database.prepare()
    database.prepare()
    with embedded.connect(credentials, "owner", external) as owner:
        owner.execute(sql.SQL("CREATE TABLE made (x int)"))
    with embedded.connect(credentials, "app", external) as app:
        app.execute("INSERT INTO made VALUES (1)")


@pytest.mark.parametrize("role", ["owner", "super"])
def test_an_app_role_that_escapes_row_level_security_is_refused(
    credentials: Credentials, external: str, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url(credentials, role, external))
    with pytest.raises(SetupProblem, match="escapes row-level security"):
        database.ensure()


def test_an_owner_that_owns_nothing_is_refused(
    credentials: Credentials, external: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TSUNAGU_OWNER_URL", url(credentials, "app", external))
    with pytest.raises(SetupProblem, match="must own the database"):
        database.prepare()


def test_a_server_that_does_not_answer_is_one_clear_sentence(
    external: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://a:b@127.0.0.1:{free_port()}/t")
    with pytest.raises(SetupProblem, match="Can't connect to the database of DATABASE_URL") as caught:
        database.ensure()
    assert ":b@" not in str(caught.value)


def test_it_is_never_stopped_by_us(external: str) -> None:
    assert database.stop() is False

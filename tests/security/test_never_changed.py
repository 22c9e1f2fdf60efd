"""Tables to which rows are only added: who changes one is refused, whatever the role, the scope and the statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from tests.security.rows import Cast, make_cast, new_row
from tests.security.rules import NEVER_CHANGED
from tests.support import databases
from tsunagu.custody.models import EventKey, LedgerRow
from tsunagu.foundation.database import embedded
from tsunagu.foundation.database.credentials import Credentials, Role
from tsunagu.foundation.scope import Scope, acting, open_chains

TABLES = sorted(NEVER_CHANGED)
SCOPES = ("member", "auditor", "worker", "gate", "rebuild")
REFUSED = "42501"  # insufficient_privilege
STATEMENTS = {
    "update": "UPDATE {table} SET {column} = {column}",
    "delete": "DELETE FROM {table}",
    "truncate": "TRUNCATE {table}",
    "cascade": "TRUNCATE {table} CASCADE",
}
BY_APPLICATION = STATEMENTS | {
    "lock": "SELECT 1 FROM {table} FOR UPDATE",
    "merge": "MERGE INTO {table} t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
    "upsert": "INSERT INTO {table} SELECT * FROM {table} LIMIT 1"
    " ON CONFLICT ({key}) DO UPDATE SET {column} = excluded.{column}",
    "drop the trigger": "DROP TRIGGER only_added ON {table}",
    "switch it off": "ALTER TABLE {table} DISABLE TRIGGER only_added",
}
KEYS = {
    "coordination_consultation_entry": "id",
    "coordination_consultation_file": "id",
    "coordination_need_version": "id",
    "custody_event_key": "event_id",
    "planning_allocation_policy": "id",
    "planning_capacity_change": "id",
    "planning_request_act": "id",
    "therapies_route_version": "id",
}
COLUMNS = {
    "coordination_consultation_entry": "text_ja", "coordination_consultation_file": "content",
    "coordination_need_version": "content",
    "custody_ledger": "body", "custody_event_key": "uuid", "conditions_logger_file": "content",
    "evaluation_source_file": "content", "planning_allocation_policy": "terms", "planning_capacity_change": "verb",
    "planning_request_act": "verb",
}  # fmt: skip
"""The column that someone would want to change."""
WIDEST = {"scope": "rebuild", "member": "", "member_id": "", "coordinator": "yes", "chains": ""}


def written(statement: str, table: str) -> str:
    return statement.format(
        table=table, column=COLUMNS.get(table, "published_at"), key=KEYS.get(table, "chain, uuid")
    )


def no_right(table: str) -> str:
    return f"permission denied for table {table}"


def no_change(table: str) -> str:
    return f"{table}: rows are added, never changed or removed"


def refusal(act: Any) -> tuple[str | None, str]:
    """The code and the first line of the error that the database answers with."""
    with pytest.raises((DatabaseError, psycopg.Error)) as caught:
        act()
    error: Any = caught.value.__cause__ if isinstance(caught.value, DatabaseError) else caught.value
    return error.sqlstate, str(error).splitlines()[0]


def test_the_reviewed_tables_are_these() -> None:
    assert set(TABLES) == {
        "coordination_consultation_entry", "coordination_consultation_file", "coordination_need_version",
        "conditions_logger_file", "custody_event_key", "custody_ledger", "evaluation_source_file",
        "planning_allocation_policy", "planning_capacity_change", "planning_request_act", "therapies_route_version",
    }  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    """A case whose ledger, files and routes have a row each, so that nothing is refused for want of one."""
    cast = make_cast()
    with acting(Scope("worker")):
        for table in TABLES:
            new_row(table, cast)
    return cast


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("table", TABLES)
def test_the_application_changes_none_in_any_scope(cast: Cast, table: str, scope: Any) -> None:
    owner = cast.owner
    with acting(Scope(scope, member=owner.member_uuid, member_id=owner.member_id, person=owner.person_uuid)):
        open_chains([cast.chain])
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] > 0, "the row is in sight: it isn't the policy that refuses"
        for name, statement in BY_APPLICATION.items():
            sqlstate, said = refusal(lambda statement=statement: run(written(statement, table)))
            assert sqlstate == REFUSED, name
            wanted = (
                f"must be owner of relation {table}"
                if "trigger" in name or "switch" in name
                else no_right(table)
            )
            assert said == wanted.replace("relation", "table") or said == wanted, name


def test_code_that_tries_is_refused_too(cast: Cast) -> None:
    with acting(Scope("worker")):
        row = LedgerRow.objects.all()[0]
        assert refusal(lambda: saved(row)) == (REFUSED, no_right("custody_ledger"))
        assert refusal(lambda: removed(EventKey)) == (REFUSED, no_right("custody_event_key"))


def saved(row: LedgerRow) -> None:
    row.body = b"{}"
    with transaction.atomic():
        row.save(update_fields=["body"])


def removed(model: Any) -> None:
    with transaction.atomic():
        model.objects.all().delete()


@pytest.fixture(scope="module")
def left_alone(credentials: Credentials, template_database: str) -> Iterator[str]:
    """A database in which the tests of the server's other roles undo what they do."""
    name = databases.clone(credentials, template_database)
    yield name
    databases.discard(credentials, name)


@pytest.fixture
def connected(credentials: Credentials, left_alone: str) -> Any:
    """Connect as one of the server's roles, in the widest scope: what refuses is privilege or trigger, no policy."""

    @contextmanager
    def connect(role: Role) -> Iterator[Any]:
        with (
            embedded.connect(credentials, role, left_alone) as opened,
            opened.transaction(force_rollback=True),
        ):
            for name, value in WIDEST.items():
                opened.execute("SELECT set_config(%s, %s, false)", [f"tsunagu.{name}", value])
            yield opened

    return connect


def tried(connection: Any, statement: str) -> tuple[str | None, str]:
    """The refusal of one statement; the transaction goes on."""

    def act() -> None:
        with connection.transaction():
            connection.execute(statement)

    return refusal(act)


@pytest.mark.parametrize("name", STATEMENTS)
@pytest.mark.parametrize("table", TABLES)
def test_the_owner_has_no_right_and_a_trigger_stops_who_takes_it(
    connected: Any, table: str, name: str
) -> None:
    statement = written(STATEMENTS[name], table)
    with connected("owner") as owner:
        assert tried(owner, statement) == (REFUSED, no_right(table))
        owner.execute(f"GRANT ALL ON {table} TO CURRENT_USER")
        assert tried(owner, statement) == (REFUSED, no_change(table))


@pytest.mark.parametrize("name", STATEMENTS)
@pytest.mark.parametrize("table", TABLES)
def test_a_superuser_is_stopped_by_the_trigger(connected: Any, table: str, name: str) -> None:
    with connected("super") as superuser:
        assert tried(superuser, written(STATEMENTS[name], table)) == (REFUSED, no_change(table))


@pytest.mark.parametrize("role", ["app", "owner"])
def test_each_role_may_add_and_read(connected: Any, role: Role) -> None:
    with connected(role) as connection:
        for table in TABLES:
            for right, has in (
                ("INSERT", True),
                ("SELECT", True),
                ("UPDATE", False),
                ("DELETE", False),
                ("TRUNCATE", False),
            ):
                found = connection.execute("SELECT has_table_privilege(%s, %s)", [table, right]).fetchone()
                assert found == (has,), f"{role} {right} {table}"

"""Rows that name their readers: the lead keeps them, who is named reads them, others only what says that it is open."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.security.rows import Cast, make_cast, model_of, new_row
from tests.security.rules import OPEN_ALL, OPEN_NET, READERS, RULES
from tsunagu.foundation.models import ScopedManager
from tsunagu.foundation.scope import NoScope, Scope, acting, gate_scope
from tsunagu.members.domain.actor import Actor

pytestmark = pytest.mark.django_db


def of(*rules: str) -> list[str]:
    return sorted(table for table, rule in RULES.items() if rule in rules)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def count(table: str, condition: str = "true") -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}")
        return int(cursor.fetchone()[0])


def write(statement: str) -> int:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            return int(cursor.rowcount)
    except DatabaseError:
        return 0


def seen_by(cast: Cast, actor: Actor, table: str, condition: str = "true") -> int:
    with acting(cast.scope(actor)):
        return count(table, condition)


@pytest.mark.parametrize("table", of(READERS, OPEN_NET, OPEN_ALL))
def test_the_lead_keeps_it_and_only_named_readers_read_it(table: str, cast: Cast) -> None:
    with acting(cast.scope(cast.owner)):
        new_row(table, cast, readers=[cast.partner.member_id])
    for actor in (cast.owner, cast.partner, cast.coordinator):
        assert seen_by(cast, actor, table) == 1
    assert seen_by(cast, cast.outsider, table) == 0
    for actor in (cast.partner, cast.outsider):
        with acting(cast.scope(actor)):
            assert write(f"UPDATE {table} SET readers = '{{{actor.member_id}}}'") == 0
            assert write(f"DELETE FROM {table}") == 0
    with acting(cast.scope(cast.owner)), gate_scope():
        assert count(table) == 1
        assert write(f"UPDATE {table} SET readers = '{{}}'") == 0
    with acting(cast.scope(cast.owner)):
        assert write(f"UPDATE {table} SET readers = '{{}}'") == 1
    assert seen_by(cast, cast.partner, table) == 0, "who is no longer named reads nothing"
    assert count(table) == 0  # no scope


@pytest.mark.parametrize("table", of(READERS, OPEN_NET, OPEN_ALL))
def test_nobody_makes_a_row_that_another_lead_would_keep(table: str, cast: Cast) -> None:
    with acting(cast.scope(cast.outsider)), pytest.raises(DatabaseError), transaction.atomic():
        new_row(table, cast, readers=[cast.outsider.member_id])
    with acting(Scope("auditor")):
        assert count(table) == 0


@pytest.mark.parametrize("table", of(OPEN_NET, OPEN_ALL))
def test_what_is_open_is_read_by_others_and_kept_by_its_lead(table: str, cast: Cast) -> None:
    state = {"state": "accepted"} if table == "coordination_product_partner" else {}
    with acting(Scope("worker")):
        new_row(table, cast, is_open=True, **state)
    assert seen_by(cast, cast.outsider, table) == 1
    with acting(cast.scope(cast.outsider)):
        assert write(f"UPDATE {table} SET is_open = false") == write(f"DELETE FROM {table}") == 0
    with acting(Scope("public")):
        assert count(table) == (1 if table in of(OPEN_ALL) else 0)
        assert write(f"DELETE FROM {table}") == 0


@pytest.mark.parametrize("table", of(READERS, OPEN_NET, OPEN_ALL))
def test_code_without_a_scope_gets_an_exception(table: str) -> None:
    model = model_of(table)
    assert isinstance(model._default_manager, ScopedManager)
    with pytest.raises(NoScope):
        model._default_manager.exists()

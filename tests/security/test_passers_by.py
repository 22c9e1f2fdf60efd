"""What passers-by reach: rows told to everybody, and what they hand in; and the directory that only members read."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.security.rows import Cast, make_cast, new_row, unsaved_row
from tests.security.rules import CHAIN, DIRECTORY, HANDED_IN, KEPT, MEMBER, PARTY, RULES, WITHIN
from tsunagu.foundation.scope import Scope, acting, gate_scope

pytestmark = pytest.mark.django_db
PUBLIC = Scope("public")


def of(*rules: str) -> list[str]:
    return sorted(table for table, rule in RULES.items() if rule in rules)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def changed(table: str) -> int:
    """Rows that an UPDATE reached; a refusal reaches none."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET id = id")
            return int(cursor.rowcount)
    except DatabaseError:
        return 0


@pytest.mark.parametrize("table", of(CHAIN, PARTY, MEMBER, KEPT, WITHIN, HANDED_IN))
def test_a_passer_by_reads_only_what_is_told_to_everybody(table: str, cast: Cast) -> None:
    with acting(Scope("worker")):
        if count(table) == 0:
            new_row(table, cast)
        assert count(table) > 0
    with acting(PUBLIC):
        assert count(table) == 0


@pytest.mark.parametrize("table", of(CHAIN, PARTY, MEMBER, KEPT, WITHIN, DIRECTORY))
def test_a_passer_by_writes_nothing_of_a_member(table: str, cast: Cast) -> None:
    with acting(PUBLIC):
        assert changed(table) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            new_row(table, cast, **({"is_coordinator": False} if table == "members_member" else {}))


@pytest.mark.parametrize("table", of(WITHIN))
def test_the_inner_directory_is_read_by_members_and_kept_by_its_own(table: str, cast: Cast) -> None:
    with acting(Scope("worker")):
        new_row(table, cast)
    for actor in (cast.owner, cast.partner, cast.outsider, cast.coordinator):
        with acting(cast.scope(actor)):
            assert count(table) == 1
            assert changed(table) == (1 if actor in (cast.owner, cast.coordinator) else 0)
    with acting(cast.scope(cast.owner)), gate_scope():
        assert changed(table) == 0
    assert count(table) == 0  # no scope


@pytest.mark.parametrize("table", of(HANDED_IN))
def test_what_is_handed_in_is_read_by_whom_it_is_for(table: str, cast: Cast) -> None:
    row = unsaved_row(table, cast)
    with acting(PUBLIC):
        type(row)._default_manager.bulk_create([row], ignore_conflicts=True)  # asks nothing back
        assert count(table) == changed(table) == 0
    for actor in (cast.partner, cast.outsider):
        with acting(cast.scope(actor)):
            assert count(table) == changed(table) == 0
    for actor in (cast.owner, cast.coordinator):
        with acting(cast.scope(actor)):
            assert count(table) == changed(table) == 1
    assert count(table) == 0  # no scope

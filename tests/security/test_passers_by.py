"""What passers-by reach: rows told to everybody, and what they hand in; and the directory that only members read."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.security.rows import Cast, make_cast, model_of, new_row, unsaved_row
from tests.security.rules import (
    CHAIN,
    DIRECTORY,
    HANDED_IN,
    KEPT,
    MEMBER,
    OPEN_ALL,
    OPEN_NET,
    PARTY,
    READERS,
    RULES,
    SAYS_WHOM,
    TOLD,
    WITHIN,
)
from tsunagu.foundation.scope import Scope, acting, gate_scope, show_receipt

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


@pytest.mark.parametrize(
    "table", of(CHAIN, PARTY, MEMBER, KEPT, WITHIN, TOLD, HANDED_IN, READERS, OPEN_NET, OPEN_ALL)
)
def test_a_passer_by_reads_only_what_is_told_to_everybody(table: str, cast: Cast) -> None:
    with acting(Scope("worker")):
        if count(table) == 0:
            new_row(table, cast)
        assert count(table) > 0
    with acting(PUBLIC):
        assert count(table) == 0


@pytest.mark.parametrize(
    "table", of(CHAIN, PARTY, MEMBER, KEPT, WITHIN, TOLD, DIRECTORY, READERS, OPEN_NET, OPEN_ALL)
)
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


def told_to(table: str, whom: int) -> dict[str, str]:
    """The values with which a row is told to everybody (0), every member (1) or nobody else (2)."""
    has = {field.name for field in model_of(table)._meta.fields}
    column = next(name for name in SAYS_WHOM if name in has)
    said = {column: SAYS_WHOM[column][whom]}
    if table == "coordination_gathering":
        said["state"] = "draft" if whom == 2 else "published"
        said["audience"] = SAYS_WHOM[column][min(whom, 1)]
    return said


@pytest.mark.parametrize("whom", range(3), ids=["everybody", "members", "its own"])
@pytest.mark.parametrize("table", of(TOLD))
def test_what_says_whom_it_is_told_to_is_read_by_them_and_kept_by_its_own(
    table: str, whom: int, cast: Cast
) -> None:
    said = told_to(table, whom)
    if table == "members_evidence" and whom == 0:
        # no evidence is for everybody: a constraint refuses it
        with acting(Scope("worker")), pytest.raises(DatabaseError), transaction.atomic():
            new_row(table, cast, **said)
        return
    with acting(Scope("worker")):
        new_row(table, cast, **said)
    for actor in (cast.owner, cast.coordinator):
        with acting(cast.scope(actor)):
            assert count(table) == changed(table) == 1
    for actor in (cast.partner, cast.outsider):
        reads_only(table, cast, cast.scope(actor), 0 if whom == 2 else 1)
    reads_only(table, cast, PUBLIC, 1 if whom == 0 else 0)
    with acting(cast.scope(cast.owner)), gate_scope():
        assert count(table) == 1
        assert changed(table) == 0
    assert count(table) == (1 if whom == 0 else 0)  # no scope
    assert changed(table) == 0


def reads_only(table: str, cast: Cast, scope: Scope, rows: int) -> None:
    """See that a scope reads so many rows, changes none and adds none."""
    with acting(scope):
        assert count(table) == rows
        assert changed(table) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            new_row(table, cast)


@pytest.mark.parametrize("table", of(HANDED_IN))
def test_what_is_handed_in_is_read_by_whom_it_is_for(table: str, cast: Cast) -> None:
    with acting(Scope("worker")):
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


@pytest.mark.parametrize("table", ["members_application", "members_application_act"])
def test_a_receipt_shows_its_own_row_and_changes_none(table: str, cast: Cast) -> None:
    with acting(Scope("worker")):
        for turn, receipt in enumerate(("mine", "of someone else")):
            new_row(table, cast, receipt=receipt, **({"turn": turn} if table.endswith("_act") else {}))
    with acting(PUBLIC):
        assert count(table) == 0
        show_receipt("nobody's")
        assert count(table) == 0
        show_receipt("mine")
        assert count(table) == 1
        assert changed(table) == 0
    with acting(PUBLIC):
        assert count(table) == 0, "the next one who asks shows nothing"

"""What passers-by reach: rows told to everybody, and what they hand in; and the directory that only members read."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.security.rows import Cast, make_cast, new_row, unsaved_row
from tests.security.rules import (
    AUDIENCE,
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
    "table", of(CHAIN, PARTY, MEMBER, KEPT, WITHIN, AUDIENCE, HANDED_IN, READERS, OPEN_NET, OPEN_ALL)
)
def test_a_passer_by_reads_only_what_is_told_to_everybody(table: str, cast: Cast) -> None:
    with acting(Scope("worker")):
        if count(table) == 0:
            new_row(table, cast)
        assert count(table) > 0
    with acting(PUBLIC):
        assert count(table) == 0


@pytest.mark.parametrize(
    "table", of(CHAIN, PARTY, MEMBER, KEPT, WITHIN, AUDIENCE, DIRECTORY, READERS, OPEN_NET, OPEN_ALL)
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


@pytest.mark.parametrize("shown_to", ["public", "members", "nobody"])
@pytest.mark.parametrize("table", of(AUDIENCE))
def test_a_row_is_read_by_whom_it_names_and_kept_by_its_own(table: str, shown_to: str, cast: Cast) -> None:
    if table == "members_evidence" and shown_to == "public":
        # no evidence is for everybody: a constraint refuses it
        with acting(Scope("worker")), pytest.raises(DatabaseError), transaction.atomic():
            new_row(table, cast, shown_to=shown_to)
        return
    with acting(Scope("worker")):
        new_row(table, cast, shown_to=shown_to)
    with acting(PUBLIC):
        assert count(table) == (1 if shown_to == "public" else 0)
        assert changed(table) == 0
    for actor in (cast.owner, cast.partner, cast.outsider, cast.coordinator):
        keeps = actor in (cast.owner, cast.coordinator)
        with acting(cast.scope(actor)):
            assert count(table) == (1 if keeps or shown_to != "nobody" else 0)
            assert changed(table) == (1 if keeps else 0)
    with acting(cast.scope(cast.owner)), gate_scope():
        assert count(table) == 1
        assert changed(table) == 0
    assert count(table) == (1 if shown_to == "public" else 0)  # no scope


@pytest.mark.parametrize("table", of(TOLD))
@pytest.mark.parametrize(
    ("told_to", "others", "passers_by"), [("own", 0, 0), ("network", 1, 0), ("everybody", 1, 1)]
)
def test_what_is_told_is_read_by_whom_the_row_names(
    table: str, told_to: str, others: int, passers_by: int, cast: Cast
) -> None:
    state = {"state": "draft" if told_to == "own" else "published"}
    own = state | {"audience": "network" if told_to == "own" else told_to}
    with acting(Scope("worker")):
        new_row(table, cast, told_to=told_to, **(own if table == "coordination_gathering" else {}))
    for actor in (cast.owner, cast.coordinator):
        with acting(cast.scope(actor)):
            assert count(table) == changed(table) == 1
    for actor in (cast.partner, cast.outsider):
        with acting(cast.scope(actor)):
            assert count(table) == others
            assert changed(table) == 0
            with pytest.raises(DatabaseError), transaction.atomic():
                new_row(table, cast)
    with acting(PUBLIC):
        assert count(table) == passers_by
        assert changed(table) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            new_row(table, cast)
    with acting(cast.scope(cast.owner)), gate_scope():
        assert changed(table) == 0
    assert changed(table) == 0  # no scope


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

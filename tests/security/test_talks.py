"""Talks between members: read and written by those that a row names, and by the coordinator; by no auditor."""

from contextlib import nullcontext

import pytest
from django.db import DatabaseError, transaction

from tests.security.rows import Cast, make_cast, model_of, new_row, unsaved_row
from tests.security.rules import NEVER_CHANGED, RULES, TALKS
from tests.security.test_tables import count, in_scope, seen_by, write
from tsunagu.foundation.models import ScopedManager
from tsunagu.foundation.scope import NoScope, Scope, acting, gate_scope

pytestmark = pytest.mark.django_db
SAID = [f"coordination_{name}" for name in (
    "need", "need_version", "consultation_entry", "consultation_file", "consultation_task")]  # fmt: skip
"""What stands there in somebody's name; an introduction and a consultation may be begun by the other side."""
TABLES = sorted(table for table, rule in RULES.items() if rule == TALKS)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def add(table: str, cast: Cast, *readers: int) -> None:
    with acting(Scope("worker")):
        other = {"coordination_introduction": {"invited": _member(cast.partner.member_id)}}
        new_row(table, cast, readers=list(readers), **other.get(table, {}))


def _member(number: int) -> object:
    return model_of("members_member")._default_manager.get(pk=number)


@pytest.mark.parametrize("table", TABLES)
def test_those_named_read_it_and_an_outsider_and_an_auditor_do_not(table: str, cast: Cast) -> None:
    add(table, cast, cast.partner.member_id)
    for actor, rows in ((cast.owner, 1), (cast.partner, 1), (cast.coordinator, 1), (cast.outsider, 0)):
        assert seen_by(cast, actor, table) == rows, actor.member_key
    assert in_scope("auditor", table, cast.outsider) == 0
    assert in_scope("worker", table, cast.outsider) == in_scope("gate", table, cast.outsider) == 1
    with acting(Scope("public")):
        assert count(table) == 0
    assert count(table) == 0  # no scope
    assert isinstance(model_of(table)._default_manager, ScopedManager)
    with pytest.raises(NoScope):
        model_of(table)._default_manager.exists()


@pytest.mark.parametrize("table", TABLES)
def test_who_is_not_named_reads_nothing_whose_number_looks_alike(table: str, cast: Cast) -> None:
    add(table, cast, cast.outsider.member_id * 10, cast.outsider.member_id + 1000)
    assert seen_by(cast, cast.outsider, table) == 0


@pytest.mark.parametrize("table", TABLES)
def test_outsiders_gates_auditors_and_passers_by_write_nothing(table: str, cast: Cast) -> None:
    add(table, cast)
    for scope in (
        cast.scope(cast.outsider), Scope("public"),
        Scope("auditor", member=cast.owner.member_uuid, member_id=cast.owner.member_id),
    ):  # fmt: skip
        with acting(scope):
            assert write(f"UPDATE {table} SET readers = '[1]'") == write(f"DELETE FROM {table}") == 0
    with acting(cast.scope(cast.owner)), gate_scope():
        assert write(f"UPDATE {table} SET readers = '[1]'") == 0
    with acting(cast.scope(cast.owner)):
        changed = write(f"UPDATE {table} SET readers = readers")
        assert (changed == 1) is (table not in NEVER_CHANGED)


@pytest.mark.parametrize("table", TABLES)
def test_nobody_adds_a_row_in_anothers_name_to_read_along(table: str, cast: Cast) -> None:
    add(table, cast, cast.partner.member_id)
    with acting(cast.scope(cast.outsider)), pytest.raises(DatabaseError), transaction.atomic():
        new_row(table, cast, readers=[])


@pytest.mark.parametrize("table", SAID)
def test_who_reads_along_adds_no_line_in_anothers_name(table: str, cast: Cast) -> None:
    for actor, is_refused in ((cast.partner, True), (cast.outsider, True), (cast.owner, False)):
        with acting(Scope("worker")):
            row = unsaved_row(table, cast, readers=[actor.member_id])
            before = count(table)
        refused = pytest.raises(DatabaseError) if is_refused else nullcontext()
        with acting(cast.scope(actor)), refused, transaction.atomic():
            row.save(force_insert=True)
        with acting(Scope("worker")):
            assert count(table) == before + (not is_refused)


@pytest.mark.parametrize("table", TABLES)
def test_who_reads_along_removes_nothing_and_changes_no_need(table: str, cast: Cast) -> None:
    add(table, cast, cast.partner.member_id)
    with acting(cast.scope(cast.partner)):
        assert write(f"DELETE FROM {table}") == 0
        if table == "coordination_need":
            assert write(f"UPDATE {table} SET title_ja = '他人の題'") == 0
            # held while it is answered: whoever changes it meanwhile waits
            assert write(f"SELECT id FROM {table} FOR UPDATE") == 1
    with acting(Scope("worker")):
        assert count(table) == 1


def test_an_open_need_is_read_by_all_members_once_it_is_posted(cast: Cast) -> None:
    with acting(Scope("worker")):
        row = new_row("coordination_need", cast, is_open=True, state="draft")
    assert seen_by(cast, cast.outsider, "coordination_need") == 0
    with acting(Scope("worker")):
        model_of("coordination_need")._default_manager.filter(pk=row.pk).update(
            state="open", posted_at="2026-11-22T00:00Z"
        )
    assert seen_by(cast, cast.outsider, "coordination_need") == 1
    assert in_scope("public", "coordination_need", cast.outsider) == 0

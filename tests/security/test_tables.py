"""Every table of the database: under row-level security with a reviewed rule, or on the list of open ones.

For each table it is first seen that the owner sees a row, then what partner, outsider and the wide scopes see.
"""

from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from tests.security.rows import Cast, make_cast, model_of, new_row
from tests.security.rules import (
    ANNOUNCED,
    CHAIN,
    DIRECTORY,
    HANDED_IN,
    HOSPITAL,
    KEEPER,
    KEPT,
    MEMBER,
    NEVER_CHANGED,
    OPEN,
    OPEN_ALL,
    OPEN_NET,
    PARTY,
    READERS,
    RULES,
    SHARED,
    STANDING,
    TALKS,
    TOLD,
    WITHIN,
)
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.foundation.models import ScopedManager
from tsunagu.foundation.scope import NoScope, Scope, acting, gate_scope, open_chains
from tsunagu.members.domain.actor import Actor

pytestmark = pytest.mark.django_db
BY_RULE = {
    name: sorted(table for table, rule in RULES.items() if rule == name) for name in set(RULES.values())
}


def of(*names: str) -> list[str]:
    return sorted(table for name in names for table in BY_RULE.get(name, []))


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def catalogue() -> dict[str, tuple[bool, bool, set[str]]]:
    """Every table outside PostgreSQL's own: is it guarded, is the owner guarded too, for which commands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,"
            " coalesce(array_agg(p.polcmd::text) FILTER (WHERE p.polcmd IS NOT NULL), '{}')"
            " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
            " AND n.nspname NOT LIKE 'pg_t%' GROUP BY c.oid"
        )
        return {
            name: (guarded, forced, set(commands)) for name, guarded, forced, commands in cursor.fetchall()
        }


def test_every_table_has_a_rule_or_a_reason_to_be_open() -> None:
    found = catalogue()
    guarded = {name for name, (is_guarded, _, _) in found.items() if is_guarded}
    assert guarded == set(RULES), "write down the rule of a new table in tests/security/rules.py"
    assert set(found) - guarded == set(OPEN), "a new table needs row-level security"
    assert all(OPEN.values())


@pytest.mark.parametrize("table", sorted(RULES))
def test_the_rule_holds_for_every_command_and_for_the_owner(table: str) -> None:
    _, forced, commands = catalogue()[table]
    assert forced
    assert commands == {"r", "a", "w", "d"}


def test_the_application_owns_nothing_and_passes_no_rule() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False,) * 5
        for owned in ("pg_class", "pg_proc", "pg_namespace"):
            letter = {"pg_class": "rel", "pg_proc": "pro", "pg_namespace": "nsp"}[owned]
            cursor.execute(f"SELECT count(*) FROM {owned} WHERE {letter}owner = current_user::regrole")
            assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT has_schema_privilege('public', 'CREATE')")
        assert cursor.fetchone() == (False,)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def seen_by(cast: Cast, actor: Actor, table: str) -> int:
    with acting(cast.scope(actor)):
        open_if_party([cast.chain])
        return count(table)


def in_scope(name: Any, table: str, actor: Actor) -> int:
    scope = Scope(name, member=actor.member_uuid, member_id=actor.member_id, person=actor.person_uuid)
    with acting(scope):
        return count(table)


def add(table: str, cast: Cast) -> models.Model:
    with acting(Scope("worker")):
        return new_row(table, cast)


@pytest.mark.parametrize("table", of(CHAIN, PARTY))
def test_parties_of_the_chain_see_its_rows_and_outsiders_none(cast: Cast, table: str) -> None:
    if count_all(table) == 0:
        add(table, cast)
    assert seen_by(cast, cast.owner, table) > 0
    assert seen_by(cast, cast.partner, table) > 0
    assert seen_by(cast, cast.outsider, table) == 0
    assert seen_by(cast, cast.coordinator, table) == 0  # no agreement, no party
    with acting(cast.scope(cast.owner)):
        assert count(table) == (1 if table == "custody_chain_party" else 0)  # before the chain is opened
    for wide in ("auditor", "worker", "gate", "rebuild"):
        assert in_scope(wide, table, cast.outsider) > 0
    assert count(table) == 0  # no scope


def count_all(table: str) -> int:
    with acting(Scope("auditor")):
        return count(table)


@pytest.mark.parametrize("table", of(CHAIN, PARTY, HOSPITAL))
def test_code_without_a_scope_gets_an_exception(table: str) -> None:
    model = model_of(table)
    assert isinstance(model._default_manager, ScopedManager)
    with pytest.raises(NoScope):
        model._default_manager.exists()


@pytest.mark.parametrize("table", of(CHAIN, PARTY))
def test_outsiders_gates_and_auditors_write_no_row_of_a_chain(cast: Cast, table: str) -> None:
    row = add(table, cast) if table != "custody_chain" else None
    before = count_all(table)
    if row is not None:
        with acting(Scope("worker")):
            remove(table)
        assert_refused(table, cast, cast.outsider, "member", opened=False)
        assert_refused(table, cast, cast.owner, "gate", opened=True)
        assert_refused(table, cast, cast.owner, "auditor", opened=True)
        add(table, cast)
    for actor, name in ((cast.outsider, "member"), (cast.owner, "auditor"), (cast.owner, "gate")):
        with acting(Scope(name, member=actor.member_uuid, member_id=actor.member_id)):  # type: ignore[arg-type]
            if name != "member":
                open_chains([cast.chain])
            assert remove(table) == 0
            assert touch(table) == 0
    assert count_all(table) >= min(before, 1)


def assert_refused(table: str, cast: Cast, actor: Actor, name: Any, *, opened: bool) -> None:
    with acting(Scope(name, member=actor.member_uuid, member_id=actor.member_id)):
        if opened:
            open_chains([cast.chain])
        with pytest.raises(DatabaseError), transaction.atomic():
            new_row(table, cast)


def remove(table: str) -> int:
    return write(f"DELETE FROM {table}")


def touch(table: str) -> int:
    return write(f"UPDATE {table} SET chain = chain")


def announce(table: str) -> int:
    return write(f"UPDATE {table} SET organiser = organiser")


def write(statement: str) -> int:
    """Rows that a statement reached; a refusal reaches none."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            return int(cursor.rowcount)
    except DatabaseError:
        return 0


@pytest.mark.parametrize("table", of(HOSPITAL))
def test_a_patients_identity_is_for_its_hospital_alone(cast: Cast, table: str) -> None:
    with acting(cast.scope(cast.owner)):
        new_row(table, cast)
    with acting(cast.scope(cast.owner)):
        assert count(table) == 1
    for other in (cast.partner, cast.outsider, cast.coordinator):
        assert seen_by(cast, other, table) == 0
    for wide in ("auditor", "worker", "gate", "rebuild"):
        assert in_scope(wide, table, cast.owner) == 0, "not even to its own hospital's auditor"
    assert count(table) == 0
    with acting(cast.scope(cast.owner)), gate_scope():
        assert count(table) == 0
    with acting(cast.scope(cast.partner)), pytest.raises(DatabaseError), transaction.atomic():
        new_row(table, cast)
    with acting(Scope("worker")), pytest.raises(DatabaseError), transaction.atomic():
        new_row(table, cast)


@pytest.mark.parametrize("table", of(MEMBER, KEPT))
def test_a_members_own_rows_are_its_own(cast: Cast, table: str) -> None:
    add(table, cast)
    assert seen_by(cast, cast.owner, table) == 1
    assert seen_by(cast, cast.partner, table) == 0
    assert seen_by(cast, cast.outsider, table) == 0
    assert seen_by(cast, cast.coordinator, table) == (1 if table in of(KEPT) else 0)
    assert in_scope("worker", table, cast.outsider) == 1
    assert count(table) == 0
    with acting(cast.scope(cast.partner)):
        assert write(f"DELETE FROM {table}") == write(f"UPDATE {table} SET member_id = member_id") == 0
    with acting(cast.scope(cast.owner)), gate_scope():
        assert write(f"DELETE FROM {table}") == 0


@pytest.mark.parametrize("table", of(SHARED))
def test_what_two_members_share_is_written_by_one_and_read_by_both(cast: Cast, table: str) -> None:
    with acting(Scope("worker")):
        partner = model_of("members_member")._default_manager.get(pk=cast.partner.member_id)
        new_row(table, cast, owner=partner)
    for actor in (cast.owner, cast.partner, cast.coordinator):
        assert seen_by(cast, actor, table) == 1
    assert seen_by(cast, cast.outsider, table) == 0
    for actor in (cast.partner, cast.outsider):
        with acting(cast.scope(actor)):
            assert write(f"DELETE FROM {table}") == write(f"UPDATE {table} SET id = id") == 0
    with acting(cast.scope(cast.owner)), gate_scope():
        assert count(table) == 1
        assert write(f"DELETE FROM {table}") == 0
    with acting(cast.scope(cast.owner)):
        assert write(f"DELETE FROM {table}") == 1
    assert count(table) == 0  # no scope


@pytest.mark.parametrize("table", of(DIRECTORY))
def test_the_directory_is_read_by_all_and_kept_by_its_member(cast: Cast, table: str) -> None:
    if table != "members_member":
        add(table, cast)
    before = count(table)
    assert before > 0
    for actor in (cast.owner, cast.partner, cast.outsider):
        assert seen_by(cast, actor, table) == before
    mine = f"WHERE {KEEPER.get(table, 'member_id')} = {cast.owner.member_id}"
    with acting(Scope("worker")):
        assert write(f"SELECT 1 FROM {table} {mine}") > 0
    for name, actor in (("member", cast.outsider), ("auditor", cast.owner), ("gate", cast.owner)):
        with acting(Scope(name, member=actor.member_uuid, member_id=actor.member_id)):  # type: ignore[arg-type]
            assert write(f"UPDATE {table} SET id = id {mine}") == 0
            assert write(f"DELETE FROM {table} {mine}") == 0
            with pytest.raises(DatabaseError), transaction.atomic():
                new_row(table, cast, **({"is_coordinator": False} if table == "members_member" else {}))
    with acting(cast.scope(cast.owner)):
        assert (write(f"UPDATE {table} SET id = id {mine}") > 0) is (table not in NEVER_CHANGED)
    assert write(f"UPDATE {table} SET id = id {mine}") == 0  # no scope


@pytest.mark.parametrize("table", of(ANNOUNCED))
def test_what_is_announced_is_read_by_all_and_changed_by_its_organiser(cast: Cast, table: str) -> None:
    with acting(Scope("worker")):
        new_row(table, cast, organiser=cast.owner.member_uuid)
    for actor in (cast.owner, cast.partner, cast.outsider, cast.coordinator):
        assert seen_by(cast, actor, table) == 1
    for name, actor in (("member", cast.outsider), ("auditor", cast.owner), ("gate", cast.owner)):
        with acting(Scope(name, member=actor.member_uuid, member_id=actor.member_id)):  # type: ignore[arg-type]
            assert announce(table) == remove(table) == 0
            with pytest.raises(DatabaseError), transaction.atomic():
                new_row(table, cast, organiser=cast.owner.member_uuid)
    with acting(cast.scope(cast.owner)):
        assert announce(table) == 1
    assert announce(table) == 0  # no scope
    with pytest.raises(NoScope):
        model_of(table)._default_manager.exists()


@pytest.mark.parametrize("table", of(STANDING))
def test_what_is_kept_for_readers_is_read_by_those_it_names_and_written_by_workers(
    cast: Cast, table: str
) -> None:
    add(table, cast)
    for actor in (cast.owner, cast.partner):
        assert seen_by(cast, actor, table) == 1, "no chain needs to be opened"
    for actor in (cast.outsider, cast.coordinator):
        assert seen_by(cast, actor, table) == 0
    for wide in ("auditor", "worker", "gate", "rebuild"):
        assert in_scope(wide, table, cast.outsider) == 1
    assert in_scope("public", table, cast.outsider) == count(table) == 0
    for name in ("member", "auditor", "gate"):
        with acting(Scope(name, member=cast.owner.member_uuid, member_id=cast.owner.member_id)):
            assert touch(table) == remove(table) == 0
            with pytest.raises(DatabaseError), transaction.atomic():
                new_row(table, cast)
    with pytest.raises(NoScope):
        model_of(table)._default_manager.exists()


@pytest.mark.parametrize("table", sorted(NEVER_CHANGED))
def test_rows_that_never_change_are_guarded_by_privilege_and_trigger(table: str) -> None:
    with connection.cursor() as cursor:
        for right in ("UPDATE", "DELETE", "TRUNCATE"):
            cursor.execute("SELECT has_table_privilege(%s, %s)", [table, right])
            assert cursor.fetchone() == (False,)
        wanted = "tgrelid = %s::regclass AND tgname = 'only_added'"
        cursor.execute(f"SELECT tgenabled FROM pg_trigger WHERE {wanted}", [table])
        assert cursor.fetchone() == ("O",)


def test_rules_are_all_tested() -> None:
    here = {CHAIN, PARTY, HOSPITAL, MEMBER, KEPT, SHARED, DIRECTORY, ANNOUNCED}
    beside = {WITHIN, HANDED_IN, READERS, OPEN_NET, OPEN_ALL, TALKS, TOLD, STANDING}
    assert here <= set(RULES.values()) <= here | beside, (
        "those beside: test_passers_by.py, test_readers.py, test_talks.py"
    )
    assert set(RULES) >= NEVER_CHANGED | set(KEEPER)

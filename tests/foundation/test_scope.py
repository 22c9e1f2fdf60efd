"""On whose behalf: no scope, no rows, an exception; a scope ends where it began."""

import threading
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from tests.custody.world import HOSPITAL, MAKER, as_member, collect, open_chain
from tests.support import databases

from tsunagu.custody.models import Chain, ChainParty, Item
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.foundation.database import embedded
from tsunagu.foundation.database.credentials import Credentials
from tsunagu.foundation.scope import NoScope, Scope, acting, current_scope, gate_scope, has_scope, open_chains

pytestmark = pytest.mark.django_db


def settings() -> tuple[str, str, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('tsunagu.scope', true), current_setting('tsunagu.member', true),"
            " current_setting('tsunagu.chains', true)"
        )
        name, member, chains = cursor.fetchone()
    return name or "", member or "", {one for one in (chains or "").split(",") if one}


def test_without_a_scope_there_is_an_exception() -> None:
    assert not has_scope()
    for ask in (current_scope, Item.objects.count, lambda: open_chains([uuid4()])):
        with pytest.raises(NoScope):
            ask()
    with pytest.raises(NoScope), gate_scope():
        pass


def test_the_database_gives_nothing_either() -> None:
    chain = open_chain()
    collect(chain)
    assert settings() == (
        "",
        "",
        set(),
    )  # the scopes of the lines above are gone, though the transaction isn't
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM custody_item")
        assert cursor.fetchone() == (0,)


def test_a_connection_that_never_had_a_scope_gets_an_error(credentials: Credentials, db: None) -> None:
    name = connection.settings_dict["NAME"]
    with embedded.connect(credentials, "app", name) as fresh, pytest.raises(psycopg.errors.UndefinedObject):
        fresh.execute("SELECT * FROM custody_item")
    assert databases


def test_scopes_nest_and_end() -> None:
    with acting(Scope("member", member=HOSPITAL)) as outer:
        with acting(Scope("worker")):
            assert settings()[0] == "worker"
        assert current_scope() == outer
        assert settings()[:2] == ("member", str(HOSPITAL))
        with pytest.raises(ZeroDivisionError), acting(Scope("auditor")):
            raise ZeroDivisionError
        assert settings()[:2] == ("member", str(HOSPITAL))
    assert settings()[0] == ""


def test_a_gate_reads_all_and_writes_nothing_even_in_own_chains() -> None:
    mine, theirs = open_chain([HOSPITAL]), open_chain([MAKER], owner=MAKER)
    own, foreign = collect(mine), collect(theirs, MAKER)
    with as_member(HOSPITAL):
        open_if_party([mine])
        with gate_scope():
            assert Item.objects.count() == 2
            assert {str(uuid) for uuid in Item.objects.select_for_update().values_list("uuid", flat=True)} == {
                str(own), str(foreign)
            }  # fmt: skip
            for uuid in (own, foreign):
                with pytest.raises(DatabaseError), transaction.atomic():
                    Item.objects.filter(uuid=uuid).update(position="x")
                assert Item.objects.filter(uuid=uuid).delete()[0] == 0
            with pytest.raises(ProgrammingError), transaction.atomic():
                ChainParty.objects.create(
                    chain=mine, uuid=uuid4(), member=MAKER, role="x", joined_at="2026-01-01T00Z"
                )
        assert settings()[0] == "member"
        assert list(Item.objects.values_list("uuid", flat=True)) == [own]
        Item.objects.filter(uuid=own).update(position="x")


def test_a_gate_that_fails_gives_the_narrow_scope_back() -> None:
    with acting(Scope("member", member=HOSPITAL)):
        with pytest.raises(ZeroDivisionError), gate_scope():
            raise ZeroDivisionError
        assert settings()[0] == current_scope().name == "member"
        with pytest.raises(ProgrammingError):
            _break_in_a_gate()
        assert settings()[0] == current_scope().name == "member"
        with gate_scope(), gate_scope():
            assert settings()[0] == "gate"
        assert settings()[0] == "member"


def _break_in_a_gate() -> None:
    with gate_scope(), transaction.atomic():
        connection.cursor().execute("INSERT INTO custody_event_key VALUES (NULL)")


def test_a_chain_is_opened_again_after_its_savepoint_was_rolled_back() -> None:
    chain = open_chain()
    with as_member(HOSPITAL):
        with pytest.raises(ZeroDivisionError):
            _open_and_fail(chain)
        assert open_if_party([chain]) == {chain}
        assert Chain.objects.count() == 1
        assert settings()[2] == {str(chain)}


def _open_and_fail(chain: UUID) -> None:
    with transaction.atomic():
        open_if_party([chain])
        assert Chain.objects.count() == 1
        raise ZeroDivisionError


def test_a_member_opens_only_its_own_chains() -> None:
    chain = open_chain([HOSPITAL])
    with as_member(MAKER):
        assert open_if_party([chain, uuid4()]) == frozenset()
        with gate_scope():
            assert open_if_party([chain]) == frozenset()


def test_an_auditor_reads_all_and_writes_nothing() -> None:
    chain = open_chain([HOSPITAL])
    item = collect(chain)
    with acting(Scope("auditor", member=HOSPITAL, member_id=1)):
        open_chains([chain])
        assert Item.objects.count() == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            Item.objects.filter(uuid=item).update(position="x")


def test_threads_have_no_scope() -> None:
    found: list[bool] = []
    with acting(Scope("worker")):
        thread = threading.Thread(target=lambda: found.append(has_scope()))
        thread.start()
        thread.join()
    assert found == [False]
    assert UUID(int=1) == HOSPITAL


def test_the_settings_are_written_only_for_a_statement_and_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    execute = psycopg.Cursor.execute

    def listen(cursor: Any, sql: Any, *rest: Any, **named: Any) -> Any:
        asked.append(sql)
        return execute(cursor, sql, *rest, **named)

    monkeypatch.setattr(psycopg.Cursor, "execute", listen)
    with as_member(HOSPITAL):
        Item.objects.count()
        asked.clear()
        for _ in range(3):
            with gate_scope():
                pass
        assert not asked
        for _ in range(3):
            with gate_scope():
                assert Item.objects.count() == 0
    assert sum("set_config" in one for one in asked) == 1


def test_a_cursor_of_the_server_is_asked_in_the_scope_too() -> None:
    collect(open_chain([HOSPITAL]))
    with acting(Scope("auditor")):
        assert len(list(Item.objects.values_list("uuid").iterator(chunk_size=10))) == 1


def test_the_next_transaction_is_told_again() -> None:
    """Its predecessor took the settings with it, even where the same member asks."""
    found: list[str] = []

    def ask_in_two_transactions() -> None:
        for _ in range(2):
            with transaction.atomic(), as_member(HOSPITAL):
                found.append(settings()[0])
                with gate_scope():
                    found.append(settings()[0])
        with transaction.atomic():
            found.append(settings()[0])
        connection.close()

    asking = threading.Thread(target=ask_in_two_transactions)
    asking.start()
    asking.join()
    assert found == ["member", "gate", "member", "gate", ""]


def test_a_savepoint_that_is_rolled_back_leaves_nobody_in_a_wider_scope() -> None:
    with as_member(HOSPITAL):
        with gate_scope():
            assert settings()[0] == "gate"
        with pytest.raises(ZeroDivisionError):
            _ask_and_fail("member")
        assert settings()[0] == "member"
        with gate_scope(), pytest.raises(ZeroDivisionError):
            _ask_and_fail("gate")
        assert settings()[0] == "member"


def _ask_and_fail(expected: str) -> None:
    with transaction.atomic():
        assert settings()[0] == expected
        raise ZeroDivisionError


def test_a_transaction_that_begins_before_its_scope_is_told_too() -> None:
    """The outermost scope of the transaction before left nothing in force, whatever is believed."""
    found: list[str] = []

    def ask() -> None:
        with as_member(HOSPITAL):
            found.append(settings()[0])
        with transaction.atomic():
            connection.cursor().execute("SELECT 1")
            with as_member(HOSPITAL):
                found.append(settings()[0])
        connection.close()

    asking = threading.Thread(target=ask)
    asking.start()
    asking.join()
    assert found == ["member", "member"]


def test_a_rollback_written_by_hand_is_noticed() -> None:
    with as_member(HOSPITAL), connection.cursor() as cursor:
        with gate_scope():
            cursor.execute("SAVEPOINT by_hand")
        assert settings()[0] == "member"
        cursor.execute("  rollback to savepoint by_hand")
        assert settings()[0] == "member"

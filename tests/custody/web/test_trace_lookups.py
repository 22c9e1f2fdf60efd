"""A trace looks things up; it never reads the whole genealogy."""

from uuid import UUID

import pytest
from django.db import connection

from tsunagu.custody.queries.affected import affected_by
from tsunagu.custody.queries.trace import trace_backward, trace_forward
from tsunagu.foundation.scope import Scope, acting

MEMBER = UUID(int=5)
READ_WHOLE = "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'custody_genealogy'"

ITEM = (
    "INSERT INTO custody_item(chain, uuid, epc, kind, product, label, lot_number, unit, holder, position,"
    " held_since, acceptance, state, made_by_step, attempt, is_irreplaceable, made_at)"
    " SELECT {chain}, uuid, 'e' || uuid, 'dose', 'p', {label}, '', '', gen_random_uuid(), '', now(), 'accepted',"
    " 'in_use', '', 1, false, now() FROM {table}"
)
STATEMENTS = (
    "CREATE TEMP TABLE c AS SELECT n, gen_random_uuid() AS chain FROM generate_series(0, 19999) n",
    "INSERT INTO custody_chain(chain, uuid, kind, number, therapy, opened_at)"
    " SELECT chain, chain, 'case', 'N' || n, 'x', now() FROM c",
    "INSERT INTO custody_chain_party(chain, uuid, member, role, joined_at)"
    f" SELECT chain, gen_random_uuid(), '{MEMBER}', 'hospital', now() FROM c",
    "CREATE TEMP TABLE i AS SELECT n, chain, k, gen_random_uuid() AS uuid FROM c, generate_series(1, 5) k",
    "CREATE TEMP TABLE s AS SELECT n, gen_random_uuid() AS uuid FROM generate_series(0, 79) n",
    ITEM.format(chain="chain", label="'L' || n || '-' || k", table="i"),
    ITEM.format(chain="(SELECT chain FROM c LIMIT 1)", label="'S' || n", table="s"),
    "INSERT INTO custody_genealogy(uuid, chain, parent_chain, parent, child, is_material)"
    " SELECT gen_random_uuid(), a.chain, a.chain, a.uuid, b.uuid, false FROM i a JOIN i b"
    " ON a.n = b.n AND a.k + 1 = b.k",
    "INSERT INTO custody_genealogy(uuid, chain, parent_chain, parent, child, is_material)"
    " SELECT gen_random_uuid(), i.chain, i.chain, s.uuid, i.uuid, true FROM i JOIN s ON i.n / 250 = s.n WHERE k = 2",
)


@pytest.mark.slow
def test_a_thousand_affected_items_are_looked_up(db: None) -> None:
    with acting(Scope("worker")), connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement)
        cursor.execute("SELECT uuid FROM s ORDER BY n LIMIT 3")
        lots = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT uuid FROM i WHERE k = 5 LIMIT 1")
        (last,) = cursor.fetchone()
    before = rows_read_in_passing()
    for scope in (Scope("auditor"), Scope("member", member=MEMBER)):
        with acting(scope):
            for lot in lots:
                found = trace_forward([lot])
                assert found.affected == 1000
                assert len(affected_by(found.items)) in (250, 251)
            assert trace_backward([last]).affected == 5
    assert rows_read_in_passing() == before


def rows_read_in_passing() -> int:
    """How many links this transaction has read by going through the table, and not by an index."""
    with acting(Scope("auditor")), connection.cursor() as cursor:
        cursor.execute(READ_WHOLE)
        return int(cursor.fetchone()[0])

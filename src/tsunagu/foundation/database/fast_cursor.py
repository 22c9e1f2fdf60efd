"""Straight to psycopg, on Django's own connection and in its transaction, with prepared statements.

Django binds values in the client and has each statement planned anew; here the server keeps the plan.
Where somebody counts or logs the queries of the connection, all go through Django's own cursor.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from tsunagu.foundation.database.kept_cursor import kept_cursor
from tsunagu.foundation.database.transaction_settings import is_ours, write

Rows = list[tuple[Any, ...]]


def fetch(sql: str, parameters: Sequence[Any]) -> Rows:
    """Return the rows of one statement."""
    with _cursor() as (cursor, prepared):
        cursor.execute(sql, parameters, **prepared)
        return list(cursor.fetchall())


def run(sql: str, parameters: Sequence[Any]) -> int:
    """Execute a statement that changes rows; return how many."""
    with _cursor() as (cursor, prepared):
        cursor.execute(sql, parameters, **prepared)
        return int(cursor.rowcount)


def run_each(sql: str, several: Sequence[Sequence[Any]]) -> None:
    """Execute a statement once for each of several lists of parameters."""
    if len(several) == 1:
        run(sql, several[0])
        return
    with _cursor() as (cursor, _):
        cursor.executemany(sql, several)


@contextmanager
def _cursor() -> Iterator[tuple[Any, dict[str, bool]]]:
    """Give a cursor, and how its statements are told to be prepared."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    if database.queries_logged or not all(is_ours(one) for one in database.execute_wrappers):
        with database.cursor() as watched:
            yield watched, {}
        return
    database.close_if_health_check_failed()
    database.ensure_connection()
    database.validate_no_broken_transaction()
    write(database)
    with database.wrap_database_errors:
        yield kept_cursor(database), {"prepare": True}

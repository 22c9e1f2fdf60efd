"""Straight to psycopg, on Django's own connection and in its transaction, with prepared statements.

Django binds values in the client and has each statement planned anew; here the server keeps the plan.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from psycopg.types.datetime import TimestamptzLoader

MOST_PREPARED = 500
Rows = list[tuple[Any, ...]]


def is_watched() -> bool:
    """Say whether somebody counts or logs the queries of this connection, so that all must go through Django."""
    return bool(connection.execute_wrappers or connection.queries_logged)


def fetch(sql: str, parameters: Sequence[Any]) -> Rows:
    """Return the rows of one statement."""
    if is_watched():
        with connection.cursor() as watched:
            watched.execute(sql, parameters)
            return list(watched.fetchall())
    with _raw_connection() as raw:
        cursor = _cursor_on(raw)
        cursor.execute(sql, parameters, prepare=True)
        return cursor.fetchall()


@contextmanager
def _raw_connection() -> Iterator[psycopg.Connection[Any]]:
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        yield connection.connection


def _cursor_on(raw: psycopg.Connection[Any]) -> psycopg.Cursor[Any]:
    """Return the cursor that is kept beside Django's own connection as long as that lives."""
    kept = getattr(connection, "tsunagu_cursor", None)
    if isinstance(kept, psycopg.Cursor) and kept.connection is raw:
        return kept
    raw.prepared_max = MOST_PREPARED
    cursor = psycopg.Cursor(raw)
    # Django's loader of times is slower and gives the same: the session's zone is UTC
    cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
    setattr(connection, "tsunagu_cursor", cursor)  # noqa: B010 - an attribute of ours on Django's object
    return cursor

"""Straight to psycopg, on Django's own connection and in its transaction, with prepared statements.

Django binds values in the client and has each statement planned anew; here the server keeps the plan.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection
from psycopg.types.datetime import TimestamptzLoader

MOST_PREPARED = 500
Statement = tuple[str, Sequence[Any]]
Rows = list[tuple[Any, ...]]
_cursors: WeakKeyDictionary[psycopg.Connection[Any], psycopg.Cursor[Any]] = WeakKeyDictionary()


def is_watched() -> bool:
    """Say whether somebody counts or logs the queries of this connection, so that all must go through Django."""
    return bool(connection.execute_wrappers or connection.queries_logged)


def fetch(sql: str, parameters: Sequence[Any]) -> Rows:
    """Return the rows of one statement."""
    with _raw_connection() as raw:
        cursor = _cursors.get(raw) or _kept_cursor(raw)
        cursor.execute(sql, parameters, prepare=True)  # type: ignore[arg-type]
        return cursor.fetchall()


def fetch_all(statements: Sequence[Statement]) -> list[Rows]:
    """Return the rows of several statements, sent together."""
    with _raw_connection() as raw:
        cursors = [_new_cursor(raw) for _ in statements]
        with raw.pipeline():
            for cursor, (sql, parameters) in zip(cursors, statements, strict=True):
                cursor.execute(sql, parameters, prepare=True)  # type: ignore[arg-type]
        return [cursor.fetchall() for cursor in cursors]


@contextmanager
def _raw_connection() -> Iterator[psycopg.Connection[Any]]:
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        yield connection.connection


def _kept_cursor(raw: psycopg.Connection[Any]) -> psycopg.Cursor[Any]:
    raw.prepared_max = MOST_PREPARED
    return _cursors.setdefault(raw, _new_cursor(raw))


def _new_cursor(raw: psycopg.Connection[Any]) -> psycopg.Cursor[Any]:
    cursor = psycopg.Cursor(raw)
    # Django's loader of times is slower and gives the same: the session's zone is UTC
    cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
    return cursor

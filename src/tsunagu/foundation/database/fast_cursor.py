"""Straight to psycopg, on Django's own connection and in its transaction, with prepared statements.

Django binds values in the client and has each statement planned anew; here the server keeps the plan.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.types.datetime import TimestamptzLoader

MOST_PREPARED = 500
Rows = list[tuple[Any, ...]]


def fetch(sql: str, parameters: Sequence[Any]) -> Rows:
    """Return the rows of one statement."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    if database.execute_wrappers or database.queries_logged:
        # somebody counts or logs the queries of this connection: all go through Django
        with database.cursor() as watched:
            watched.execute(sql, parameters)
            return list(watched.fetchall())
    database.close_if_health_check_failed()
    database.ensure_connection()
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        cursor = _cursor_beside(database)
        cursor.execute(sql, parameters, prepare=True)
        return cursor.fetchall()


def _cursor_beside(database: Any) -> psycopg.Cursor[Any]:
    """Return the cursor that is kept beside Django's own connection as long as that lives."""
    kept: psycopg.Cursor[Any] | None = getattr(database, "tsunagu_cursor", None)
    if kept is not None and kept.connection is database.connection:
        return kept
    database.connection.prepare_threshold = 0  # Django's own cursors bind in the client and never prepare
    database.connection.prepared_max = MOST_PREPARED
    cursor = psycopg.Cursor(database.connection)
    # Django's loader of times is slower and gives the same: the session's zone is UTC
    cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
    database.tsunagu_cursor = cursor
    return cursor

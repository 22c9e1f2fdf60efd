"""A psycopg cursor that is kept beside Django's own connection, whose statements the server prepares."""

from typing import Any

import psycopg
from psycopg.types.datetime import TimestamptzLoader
from psycopg.types.numeric import Int2, Int2Dumper, Int4, Int4Dumper, Int8, Int8Dumper

MOST_PREPARED = 500


def kept_cursor(database: Any) -> psycopg.Cursor[Any]:
    """Return the cursor of Django's open connection; it lives as long as that does."""
    kept: psycopg.Cursor[Any] | None = getattr(database, "tsunagu_cursor", None)
    if kept is not None and kept.connection is database.connection:
        return kept
    database.connection.prepare_threshold = 0  # Django's own cursors bind in the client and never prepare
    database.connection.prepared_max = MOST_PREPARED
    cursor = psycopg.Cursor(database.connection)
    # Django's loader of times is slower and gives the same: the session's zone is UTC
    cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
    for kind, dumper in ((Int2, Int2Dumper), (Int4, Int4Dumper), (Int8, Int8Dumper)):
        cursor.adapters.register_dumper(kind, dumper)  # as text: the binary ones cut off what is too large
    database.tsunagu_cursor = cursor
    return cursor

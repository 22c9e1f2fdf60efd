"""What a transaction tells the policies of who asks: written just before the statement that needs it.

A scope that opens and closes without a question to the database costs nothing, and one that is opened again at
once is not written again. What the database has in force is known only until a savepoint is rolled back, which
takes its settings back too; then they are written anew.
"""

from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.pq import TransactionStatus

from tsunagu.foundation.database.kept_cursor import kept_cursor

WRITE = (
    "SELECT set_config('tsunagu.scope', %s, true), set_config('tsunagu.member', %s, true),"
    " set_config('tsunagu.member_id', %s, true), set_config('tsunagu.coordinator', %s, true),"
    " set_config('tsunagu.chains', %s, true), set_config('tsunagu.receipt', %s, true)"
)
NOBODY: tuple[str, ...] = ("", "", "", "no", "", "")
_ROLLED_BACK, _KEPT = "ROLLBACK TO", "RELEASE SAVEPOINT"


class _Settings:
    """Of one connection: what its statements shall be asked with, and what it has in force."""

    __slots__ = ("in_force", "wanted")

    def __init__(self) -> None:
        self.wanted: tuple[str, ...] | None = None
        self.in_force: tuple[str, ...] | None = None


def ask_as(values: tuple[str, ...]) -> None:
    """Have the statements that follow in this transaction asked with these values."""
    _of(connections[DEFAULT_DB_ALIAS]).wanted = values


def ask_plainly() -> None:
    """Have the statements that follow asked with nothing said: no scope is open, and no transaction."""
    _of(connections[DEFAULT_DB_ALIAS]).wanted = None


def write(database: Any) -> None:
    """Write what is wanted on Django's open connection, where it isn't in force."""
    settings = _of(database)
    if database.connection.pgconn.transaction_status == TransactionStatus.IDLE:
        settings.in_force = (
            None  # the statement begins a transaction, and the last one took its settings with it
        )
    if settings.wanted is None and settings.in_force is None:
        return
    wanted = settings.wanted or NOBODY
    if wanted != settings.in_force:
        with database.wrap_database_errors:
            kept_cursor(database).execute(WRITE, wanted, prepare=True)
        settings.in_force = wanted


def is_ours(wrapper: Any) -> bool:
    """Say whether this is what we put around the statements of Django's own cursors."""
    return wrapper is _around


def _of(database: Any) -> _Settings:
    found: _Settings | None = getattr(database, "tsunagu_settings", None)
    if found is None:
        found = database.tsunagu_settings = _Settings()
        database.execute_wrappers.insert(0, _around)
    return found


def _around(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Write the settings before a statement of one of Django's cursors."""
    database = context["connection"]
    begins = sql.lstrip().upper() if isinstance(sql, str) else ""
    if begins.startswith(_ROLLED_BACK):
        _of(database).in_force = None
    elif not begins.startswith(_KEPT):
        write(database)
    return execute(sql, params, many, context)

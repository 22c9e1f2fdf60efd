"""On whose behalf the database is asked: no scope, no rows, an exception.

PostgreSQL's row-level security compares columns of a row with the settings that a scope
writes into the transaction (``tsunagu.scope``, ``tsunagu.member``, ``tsunagu.chains`` ...).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import UUID

from django.db import connection, transaction

from tsunagu.foundation.database.fast_cursor import fetch

ScopeName = Literal["member", "auditor", "worker", "gate", "rebuild"]

WIDE: tuple[ScopeName, ...] = ("auditor", "worker", "gate", "rebuild")
"""Scopes that read every chain. ``worker`` and ``rebuild`` write too; ``gate`` only locks, ``auditor`` only reads."""


class NoScope(RuntimeError):
    """A row was asked for on nobody's behalf."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks: a member's person with the chains opened so far, or a named wide scope."""

    name: ScopeName
    member: UUID | None = None
    member_id: int | None = None
    person: UUID | None = None
    is_coordinator: bool = False
    chains: frozenset[UUID] = field(default_factory=frozenset)


_current: ContextVar[Scope | None] = ContextVar("tsunagu_scope", default=None)


def current_scope() -> Scope:
    """Return the scope in force; raise ``NoScope`` outside any."""
    scope = _current.get()
    if scope is None:
        raise NoScope("No scope is open: wrap this in `acting(scope)`.")
    return scope


def has_scope() -> bool:
    """Say whether a scope is in force."""
    return _current.get() is not None


_SETTINGS = (
    "SELECT set_config('tsunagu.scope', %s, true), set_config('tsunagu.member', %s, true),"
    " set_config('tsunagu.member_id', %s, true), set_config('tsunagu.coordinator', %s, true),"
    " set_config('tsunagu.chains', %s, true)"
)


def _write_settings(scope: Scope | None) -> None:
    """Tell the database who asks, until the transaction (or savepoint) ends; None: nobody."""
    values = ["", "", "", "no", ""]
    if scope is not None:
        values = [
            scope.name,
            str(scope.member or ""),
            str(scope.member_id or ""),
            "yes" if scope.is_coordinator else "no",
            ",".join(str(chain) for chain in scope.chains),
        ]
    fetch(_SETTINGS, values)


@contextmanager
def acting(scope: Scope) -> Iterator[Scope]:
    """Open a transaction (or a savepoint in one) in which rows are seen as this scope sees them."""
    outer, is_nested = _current.get(), connection.in_atomic_block
    with transaction.atomic():
        _write_settings(scope)
        token = _current.set(scope)
        try:
            yield scope
        finally:
            _current.reset(token)
        # A failure rolls the settings back with the savepoint; the end of a transaction drops them.
        if is_nested:
            _write_settings(outer)


@contextmanager
def gate_scope() -> Iterator[None]:
    """Read complete facts for a gate, then return to the scope of the actor.

    A hold placed by a member whom the actor can't see must still stop him. Inside, rows can be
    read and locked, not written; what is told to the actor is cut by the caller.
    """
    outer = current_scope()
    if outer.name == "gate":
        yield
        return
    gate = replace(outer, name="gate")
    _write_settings(gate)
    token = _current.set(gate)
    failed = True
    try:
        yield
        failed = False
    finally:
        _current.reset(token)
        # After a failure the transaction (or savepoint) rolls back, and its settings with it; a
        # refusal that the caller catches must still find the narrow scope.
        if not (failed and connection.needs_rollback):
            try:
                _write_settings(outer)
            except Exception:
                if not failed:
                    raise


def open_chains(chains: Iterable[UUID]) -> None:
    """Add chains to the scope in force; the caller has shown that its member is a party to them.

    The settings are written even when nothing is new: a savepoint that was rolled back since took
    them with it, and the database would see less than we believe.
    """
    scope = current_scope()
    wider = replace(scope, chains=scope.chains | frozenset(chains))
    if wider.chains:
        _current.set(wider)
        _write_settings(wider)

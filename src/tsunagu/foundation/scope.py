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

from tsunagu.foundation.database import transaction_settings

ScopeName = Literal["member", "auditor", "worker", "gate", "rebuild", "public"]
"""``member`` reads its chains, ``public`` what is told to everybody; the others read every chain.

``worker`` and ``rebuild`` write too, ``gate`` only locks, ``public`` adds what is handed in (``policies.handed_in``).
"""


class NoScope(RuntimeError):
    """A row was asked for on nobody's behalf."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks: a member's person with the chains opened so far, a passer-by, or a named wide scope.

    ``receipt`` is the digest of a secret that the passer-by was given when handing something in.
    """

    name: ScopeName
    member: UUID | None = None
    member_id: int | None = None
    person: UUID | None = None
    is_coordinator: bool = False
    chains: frozenset[UUID] = field(default_factory=frozenset)
    receipt: str = ""


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


def _ask_as(scope: Scope | None) -> None:
    """Have the database asked on behalf of this scope from the next statement on; None: of nobody."""
    if scope is None:
        transaction_settings.ask_as(transaction_settings.NOBODY)
        return
    transaction_settings.ask_as(
        (
            scope.name,
            str(scope.member or ""),
            str(scope.member_id or ""),
            "yes" if scope.is_coordinator else "no",
            ",".join(sorted(str(chain) for chain in scope.chains)),
            scope.receipt,
        )
    )


@contextmanager
def acting(scope: Scope) -> Iterator[Scope]:
    """Open a transaction (or a savepoint in one) in which rows are seen as this scope sees them."""
    outer, is_nested = _current.get(), connection.in_atomic_block
    token = _current.set(scope)
    try:
        with transaction.atomic():
            _ask_as(scope)
            yield scope
    finally:
        _current.reset(token)
        if is_nested:
            _ask_as(outer)
        else:
            transaction_settings.ask_plainly()


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
    token = _current.set(gate)
    _ask_as(gate)
    try:
        yield
    finally:
        _current.reset(token)
        _ask_as(outer)


def open_chains(chains: Iterable[UUID]) -> None:
    """Add chains to the scope in force; the caller has shown that its member is a party to them."""
    scope = current_scope()
    wider = scope.chains | frozenset(chains)
    if wider != scope.chains:
        opened = replace(scope, chains=wider)
        _current.set(opened)
        _ask_as(opened)


def show_receipt(digest: str) -> None:
    """Let the scope in force read what was handed in under the receipt of this digest."""
    shown = replace(current_scope(), receipt=digest)
    _current.set(shown)
    _ask_as(shown)

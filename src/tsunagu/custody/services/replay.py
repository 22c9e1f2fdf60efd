"""Rebuild the views from the ledger and compare; verify the hashes of every row."""

import hashlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

import orjson
from django.db import IntegrityError, OperationalError, connection, models, transaction
from psycopg.errors import LockNotAvailable

from tsunagu.custody.domain.recorded import act_in
from tsunagu.custody.domain.sealing import HASH_VERSION, HEAD, row_hash
from tsunagu.custody.models import EventKey, LedgerRow
from tsunagu.custody.services.views_of_ledger import apply_effects, revive, view_models
from tsunagu.events.event_hash import event_hash
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text

Snapshot = dict[str, dict[str, str]]
CHUNK = 2000
ATTEMPTS, PAUSE_SECONDS, PATIENCE_MILLISECONDS = 100, 0.2, 300
"""A deadlock is looked for after a second of waiting: we are patient for less."""


class ViewsDiffer(RuntimeError):
    """A view is not what the ledger says; nothing was changed."""

    def __init__(self, found: list[str]) -> None:
        super().__init__(f"{len(found)} rows differ")
        self.found = found


@dataclass(frozen=True, slots=True)
class Verification:
    """How many rows were read, which are wrong and in what, and the hash over all of them in order."""

    count: int
    wrong: tuple[str, ...]
    digest: str


def rows_in_order() -> Iterator[LedgerRow]:
    """Return all rows as they were recorded."""
    return LedgerRow.objects.order_by("record_order").iterator(chunk_size=CHUNK)


def rebuild() -> dict[str, int]:
    """Empty every view, replay the ledger, and return the rows of each; whoever would write meanwhile waits.

    Raises
    ------
    ViewsDiffer : a view isn't what the ledger says; all stays as it was.
    Refused : the network writes without a pause, so that the views never stood still.
    """
    for _ in range(ATTEMPTS):
        with acting(Scope("rebuild")):
            if _hold_writers():
                return _rebuilt()
        time.sleep(PAUSE_SECONDS)
    raise Refused("busy", _BUSY)


def _hold_writers() -> bool:
    """Lock every view against writers; False if that can't be had at once.

    Services lock and write views before they write the ledger, so that it stands still too. Giving up
    quickly and trying again keeps us from being half of a deadlock with one of them.
    """
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in view_models())
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE_MILLISECONDS}ms'")
            cursor.execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")
            cursor.execute("SET LOCAL lock_timeout = 0")
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return False
        raise
    return True


def _rebuilt() -> dict[str, int]:
    before = snapshot()
    for model in view_models():
        model._default_manager.all().delete()
    for row in rows_in_order():
        effects = act_in(bytes(row.body))["effects"]
        try:
            apply_effects(*revive(effects), row.chain)
        except (Refused, LookupError, IntegrityError) as error:
            raise ViewsDiffer([f"custody.LedgerRow {row.uuid}: {error}"]) from error
    after = snapshot()
    if wrong := differences(before, after):
        raise ViewsDiffer(wrong)
    return {name: len(rows) for name, rows in after.items()}


def snapshot() -> Snapshot:
    """Return, per view and key, the digest of each row."""
    return {model._meta.label: dict(_digests(model)) for model in view_models()}


def _digests(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    names = [field.attname for field in model._meta.concrete_fields if field.column]
    for values in model._default_manager.values(*names).iterator(chunk_size=CHUNK):
        text = orjson.dumps(
            {key: _written(value) for key, value in values.items()}, option=orjson.OPT_SORT_KEYS
        )
        yield f"{values['chain']}/{values['uuid']}", hashlib.sha256(text).hexdigest()


def _written(value: object) -> str:
    if isinstance(value, dict | list):
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    return repr(value)


def differences(before: Snapshot, after: Snapshot) -> list[str]:
    """Name each row that one snapshot has and the other has not, or has otherwise."""
    found = []
    for view in sorted(before.keys() | after.keys()):
        old, new = before.get(view, {}), after.get(view, {})
        found += [
            f"{view} {key}: {_how(old.get(key), new.get(key))}"
            for key in sorted(old.keys() | new.keys())
            if old.get(key) != new.get(key)
        ]
    return found


def _how(old: str | None, new: str | None) -> str:
    if old is None:
        return "missing from the view"
    return "unknown to the ledger" if new is None else "not as the ledger says"


def verify() -> Verification:
    """Recompute the hash of every row, and the id of every event."""
    wrong: list[str] = []
    count, whole = 0, hashlib.sha256()
    with acting(Scope("auditor")):
        keys = dict(EventKey.objects.values_list("event_id", "uuid"))
        for row in rows_in_order():
            count += 1
            wrong += [f"{row.uuid}: {what}" for what in _faults(row, keys)]
            whole.update(bytes.fromhex(row.hash) if len(row.hash) == 64 else b"?")
    return Verification(count, tuple(wrong), whole.hexdigest())


def _faults(row: LedgerRow, keys: Mapping[str, UUID]) -> Iterator[str]:
    """Say what is wrong with a row: its hash, its event's id, or its place in the table of keys."""
    body = bytes(row.body)
    known = row.hash_version == HASH_VERSION
    if not known or row_hash({name: getattr(row, name) for name in HEAD}, body) != row.hash:
        yield "the hash doesn't match what the row holds" if known else "the version of its hash is unknown"
    if row.kind != "event":
        return
    event = orjson.loads(body)
    if not row.event_id == event.get("eventID") == event_hash(event):
        yield "the event isn't the one that its id names"
    if row.event_id not in keys:
        yield "the event's id is not in the table of keys"


_BUSY = Text(
    "記録が続いているため、ビューを作り直せませんでした。利用の少ない時間にもう一度お試しください。",
    "Others kept recording, so the views could not be rebuilt. Try again at a quieter time.",
)

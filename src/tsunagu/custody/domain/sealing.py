"""The hash of a ledger row: over its exact bytes and over who signed what, when, on whose behalf."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

HASH_VERSION = "row-1"
HEAD = (
    "chain", "uuid", "kind", "name", "event_id", "event_time", "event_offset", "record_time", "actor",
    "organisation", "entered_by", "signature_meaning", "signature_shown", "request_key", "salt",
)  # fmt: skip
"""The fields of a row that its hash covers beside its body; ``record_order`` is the database's."""


def row_hash(head: Mapping[str, Any], body: bytes) -> str:
    """Return SHA-256, in hex, of the head as sorted JSON, a line feed and the body (version ``row-1``)."""
    text = orjson.dumps({name: _written(head[name]) for name in HEAD}, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(text + b"\n" + body).hexdigest()


def _written(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return None if value is None else str(value) if isinstance(value, UUID) else value

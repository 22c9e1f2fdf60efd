"""A route as plain data in one fixed form, and the digest by which a published version is known."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from tsunagu.foundation.text import Text
from tsunagu.therapies.domain.route import Route

ALWAYS_WRITTEN = frozenset({"version", "kind", "setting", "donor_markers"})


def as_data(route: Route) -> dict[str, Any]:
    """Return the route as JSON-ready data: no defaults, repeats written out, whole numbers as integers."""
    data: dict[str, Any] = _plain(route)
    data["panels"] = {panel.pop("key"): panel for panel in data.get("panels", [])}
    return data


def digest(route: Route) -> str:
    """Return the SHA-256 (hex) of the canonical form; equal routes have equal digests."""
    return digest_of_data(as_data(route))


def digest_of_data(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of canonical data, whatever the order in which its keys were stored."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> Any:
    if isinstance(value, Text):
        return value.as_dict()
    if is_dataclass(value) and not isinstance(value, type):
        return {
            found.name: _plain(getattr(value, found.name))
            for found in fields(value)
            if found.name in ALWAYS_WRITTEN or not _is_default(value, found)
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _is_default(owner: object, found: Any) -> bool:
    value = getattr(owner, found.name)
    if found.default is not MISSING:
        return bool(value == found.default)
    if found.default_factory is not MISSING:
        return bool(value == found.default_factory())
    return False

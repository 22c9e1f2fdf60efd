"""The CBV event hash id: one EPCIS event to its pre-hash string and its ``ni:`` URI."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tsunagu.events.hash_fields import FIELDS, Writing, extensions
from tsunagu.events.hash_values import STANDARD_NAMESPACES, namespaces_of
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

DEFAULT_VERSION: Final = "CBV2.0"


@dataclass(frozen=True, slots=True)
class Profile:
    """What differs between versions of the algorithm.

    Parameters
    ----------
    inline_extensions : fields of other namespaces stand in their parent, not in a block at the end.
    sensor_list_named : the word ``sensorElementList`` is written.
    """

    inline_extensions: bool
    sensor_list_named: bool


PROFILES: Final[dict[str, Profile]] = {
    "CBV2.0": Profile(inline_extensions=False, sensor_list_named=False),
    "CBV2.1": Profile(inline_extensions=True, sensor_list_named=True),  # a draft; for comparison only
}
_ALGORITHMS: Final = {
    "sha-256": "sha256",
    "sha-384": "sha384",
    "sha-512": "sha512",
    "sha3-256": "sha3_256",
    "sha3-384": "sha3_384",
    "sha3-512": "sha3_512",
}
_OUR_CONTEXT: Final = {"tsunagu": STANDARD_NAMESPACES["tsunagu"]}
_NOT_HASHED: Final = frozenset(("type", "recordTime", "eventID", "errorDeclaration", "certificationInfo"))
_KNOWN: Final = _NOT_HASHED | FIELDS.keys()


def pre_hash(event: Mapping[str, Any], context: Any = None, version: str = DEFAULT_VERSION) -> str:
    """Return the canonical text of an event that is hashed.

    Parameters
    ----------
    event : the event as parsed JSON; key order and list order don't matter.
    context : ``@context`` of the document around the event, if there is one.
    version : ``CBV2.0``, or the draft ``CBV2.1``.
    """
    profile = PROFILES.get(version)
    if profile is None:
        raise _unknown("version", version)
    own = event.get("@context")
    standard = context is None and (own is None or own == _OUR_CONTEXT)
    namespaces = STANDARD_NAMESPACES if standard else namespaces_of(context, own)
    try:
        return _written(event, Writing(namespaces, profile.inline_extensions, profile.sensor_list_named))
    except (AttributeError, TypeError, KeyError, ValueError, RecursionError) as error:
        raise _malformed(error) from error


def _written(event: Mapping[str, Any], writing: Writing) -> str:
    parts: list[str] = ["eventType=", event["type"]]
    for name, write in FIELDS.items():
        value = event.get(name)
        if value:
            parts.append(write(name, value, writing))
    parts += writing.trailing
    parts.append(extensions(event, _KNOWN, writing.namespaces))
    return "".join(parts)


def event_hash(
    event: Mapping[str, Any],
    context: Any = None,
    version: str = DEFAULT_VERSION,
    algorithm: str = "sha-256",
) -> str:
    """Return the event's hash id, ``ni:///sha-256;<hex>?ver=CBV2.0``."""
    return hash_id(pre_hash(event, context, version), version, algorithm)


def hash_id(text: str, version: str = DEFAULT_VERSION, algorithm: str = "sha-256") -> str:
    """Return the ``ni:`` URI of a pre-hash string."""
    name = _ALGORITHMS.get(algorithm)
    if name is None:
        raise _unknown("algorithm", algorithm)
    try:
        digest = hashlib.new(name, text.encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise _malformed(error) from error
    return f"ni:///{algorithm};{digest}?ver={version}"


def document_hashes(document: Mapping[str, Any], version: str = DEFAULT_VERSION) -> list[str]:
    """Return the hash ids of the events of an EPCIS document or query document, in their order."""
    try:
        body = document["epcisBody"]
        if "queryResults" in body:
            body = body["queryResults"]["resultsBody"]
        events = body["eventList"] if "eventList" in body else [body["event"]]
    except (KeyError, TypeError) as error:
        raise _malformed(error) from error
    return [event_hash(event, document.get("@context"), version) for event in events]


def _unknown(what: str, given: str) -> BadInput:
    return BadInput(
        "unknown_hash_" + what,
        Text(
            f"履歴ハッシュの{'版' if what == 'version' else '方式'}「{given[:40]}」は扱えません。",
            f"The event hash {what} “{given[:40]}” is not known here.",
        ),
        field=what,
    )


def _malformed(error: Exception) -> BadInput:
    where = str(error)[:80]
    return BadInput(
        "malformed_event",
        Text(
            f"EPCISの履歴の形になっていません（{where}）。項目の名前と形を確かめてください。",
            f"This doesn't have the shape of an EPCIS event ({where}); check its fields.",
        ),
        field="event",
    )

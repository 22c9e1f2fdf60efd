"""Build EPCIS 2.0 events as plain dicts, and write them in the one form that is stored and hashed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, Required, TypedDict, Unpack

import orjson

from tsunagu.events import vocabulary
from tsunagu.events.event_hash import event_hash
from tsunagu.events.hash_values import milliseconds
from tsunagu.events.parts import Quantity, SensorElement, extension_fields, without_none
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

Event = dict[str, Any]
Action = Literal["ADD", "OBSERVE", "DELETE"]
CONTEXT = {vocabulary.PREFIX: vocabulary.NAMESPACE}
STANDARD_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"


class Typed(NamedTuple):
    """A business transaction, source or destination: what it is, and its URI."""

    type: str
    uri: str


def possessing(uri: str) -> Typed:
    """Name the party that holds the thing before (source) or after (destination) the event."""
    return Typed(vocabulary.POSSESSING_PARTY, uri)


class Circumstances(TypedDict, total=False):
    """What every kind of event may say: when, where, why, between whom, under which condition."""

    event_time: Required[datetime]
    zone_offset: str
    biz_step: str | None
    disposition: str | None
    set_dispositions: Sequence[str]
    unset_dispositions: Sequence[str]
    read_point: str | None
    biz_location: str | None
    biz_transactions: Sequence[Typed]
    sources: Sequence[Typed]
    destinations: Sequence[Typed]
    sensors: Sequence[SensorElement]
    extensions: Mapping[str, Any]


def object_event(
    *,
    action: Action,
    epcs: Sequence[str] = (),
    quantities: Sequence[Quantity] = (),
    ilmd: Mapping[str, Any] | None = None,
    **circumstances: Unpack[Circumstances],
) -> Event:
    """Say that something happened to these objects; ``ilmd`` (facts of their making) only with ADD."""
    lists = {
        "epcList": _uris(epcs),
        "quantityList": _quantities(quantities),
        "ilmd": extension_fields(ilmd or {}),
    }
    if not epcs and not quantities:
        return {**_event("ObjectEvent", lists, circumstances), "epcList": [], "action": action}
    return {**_event("ObjectEvent", lists, circumstances), "action": action}


def aggregation_event(
    *,
    action: Action,
    parent: str | None = None,
    children: Sequence[str] = (),
    child_quantities: Sequence[Quantity] = (),
    **circumstances: Unpack[Circumstances],
) -> Event:
    """Say that objects are in (or no longer in) a container or a shipment."""
    return _joined("AggregationEvent", action, parent, children, child_quantities, circumstances)


def association_event(
    *,
    action: Action,
    parent: str,
    children: Sequence[str] = (),
    child_quantities: Sequence[Quantity] = (),
    **circumstances: Unpack[Circumstances],
) -> Event:
    """Say that an object belongs with a lasting parent (a logger with its dewar)."""
    return _joined("AssociationEvent", action, parent, children, child_quantities, circumstances)


def transaction_event(
    *,
    action: Action,
    parent: str | None = None,
    epcs: Sequence[str] = (),
    quantities: Sequence[Quantity] = (),
    **circumstances: Unpack[Circumstances],
) -> Event:
    """Say that objects are bound to (or freed from) an order; ``biz_transactions`` must name it."""
    lists = {"parentID": parent, "epcList": _uris(epcs), "quantityList": _quantities(quantities)}
    return {**_event("TransactionEvent", lists, circumstances), "action": action}


def transformation_event(
    *,
    inputs: Sequence[str] = (),
    outputs: Sequence[str] = (),
    input_quantities: Sequence[Quantity] = (),
    output_quantities: Sequence[Quantity] = (),
    transformation_id: str | None = None,
    ilmd: Mapping[str, Any] | None = None,
    **circumstances: Unpack[Circumstances],
) -> Event:
    """Say that the inputs were used up and the outputs came of them."""
    lists = {
        "inputEPCList": _uris(inputs),
        "outputEPCList": _uris(outputs),
        "inputQuantityList": _quantities(input_quantities),
        "outputQuantityList": _quantities(output_quantities),
        "transformationID": transformation_id,
        "ilmd": extension_fields(ilmd or {}),
    }
    return _event("TransformationEvent", lists, circumstances)


def error_declaration(
    event: Mapping[str, Any],
    declared_at: datetime,
    reason: str = vocabulary.INCORRECT_DATA,
    corrective_ids: Sequence[str] = (),
) -> Event:
    """Repeat an event with the declaration that it was wrong; it keeps the id of the original."""
    declaration: dict[str, Any] = {"declarationTime": milliseconds(declared_at), "reason": reason}
    if corrective_ids:
        declaration["correctiveEventIDs"] = _uris(corrective_ids)
    return {**with_event_id(event), "errorDeclaration": declaration}


def is_error_declaration(event: Mapping[str, Any]) -> bool:
    """Say whether this row declares an earlier event wrong."""
    return "errorDeclaration" in event


def event_id(event: Mapping[str, Any]) -> str:
    """Return the id of an event: its own, or its hash id."""
    return event.get("eventID") or event_hash(event)


def with_event_id(event: Mapping[str, Any]) -> Event:
    """Return the event with its hash id as ``eventID``; an id that is there already stays."""
    return {**event, "eventID": event_id(event)}


def canonical_bytes(event: Mapping[str, Any]) -> bytes:
    """Write JSON with sorted keys and no spaces: the exact bytes that the ledger keeps."""
    try:
        return orjson.dumps(event, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        raise BadInput(
            "event_not_json",
            Text(
                f"履歴に書けない値があります（{error}）。文字、数、真偽値、一覧だけを使ってください。",
                f"The event holds a value that can't be written ({error}); use text, numbers, lists.",
            ),
            field="event",
        ) from error


def document(events: Sequence[Mapping[str, Any]], created_at: datetime) -> Event:
    """Wrap events in an EPCISDocument, their own ``@context`` lifted to it."""
    return {
        "@context": [STANDARD_CONTEXT, CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": milliseconds(created_at),
        "epcisBody": {
            "eventList": [
                {key: value for key, value in event.items() if key != "@context"} for event in events
            ]
        },
    }


def _joined(
    kind: str,
    action: Action,
    parent: str | None,
    children: Sequence[str],
    child_quantities: Sequence[Quantity],
    circumstances: Circumstances,
) -> Event:
    lists = {
        "parentID": parent,
        "childEPCs": _uris(children),
        "childQuantityList": _quantities(child_quantities),
    }
    return {**_event(kind, lists, circumstances), "action": action}


def _event(kind: str, own: Mapping[str, Any], given: Circumstances) -> Event:
    if given["event_time"].tzinfo is None:
        raise ValueError("event_time must be aware")
    persistent = without_none(
        {
            "set": list(given.get("set_dispositions", ())) or None,
            "unset": list(given.get("unset_dispositions", ())) or None,
        }
    )
    fields = {
        **own,
        "eventTime": milliseconds(given["event_time"]),
        "eventTimeZoneOffset": given.get("zone_offset", "+09:00"),
        "bizStep": given.get("biz_step"),
        "disposition": given.get("disposition"),
        "persistentDisposition": persistent,
        "readPoint": _place(given.get("read_point")),
        "bizLocation": _place(given.get("biz_location")),
        "bizTransactionList": _typed("bizTransaction", given.get("biz_transactions", ())),
        "sourceList": _typed("source", given.get("sources", ())),
        "destinationList": _typed("destination", given.get("destinations", ())),
        "sensorElementList": [element.as_fields() for element in given.get("sensors", ())],
        **extension_fields(given.get("extensions", {})),
    }
    event = {"type": kind, **{name: value for name, value in fields.items() if value or value in (0, False)}}
    return {"@context": dict(CONTEXT), **event} if _names_our_fields(event) else event


def _names_our_fields(event: Mapping[str, Any]) -> bool:
    return f'"{vocabulary.PREFIX}:'.encode() in canonical_bytes(event)


def _place(uri: str | None) -> dict[str, str] | None:
    return {"id": uri} if uri else None


def _typed(name: str, members: Sequence[Typed]) -> list[dict[str, str]]:
    return [{"type": kind, name: uri} for kind, uri in members]


def _uris(uris: Sequence[str]) -> list[str]:
    if isinstance(uris, str):
        raise TypeError("a list of URIs is wanted, not one text")
    return list(uris)


def _quantities(quantities: Sequence[Quantity]) -> list[dict[str, Any]]:
    return [quantity.as_fields() for quantity in quantities]

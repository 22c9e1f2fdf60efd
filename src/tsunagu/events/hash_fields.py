"""The fields of an event in the order of the hash, each with the function that writes it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tsunagu.events.hash_values import (
    CBV,
    GS1_VOCABULARY,
    Namespaces,
    key_name,
    time_value,
    value_text,
    word_value,
)


@dataclass(slots=True)
class Writing:
    """What the writers of one event share.

    Parameters
    ----------
    namespaces : prefixes that names and values may use.
    inline : extension fields stay in their parent; otherwise they gather in ``trailing``.
    sensor_list_named : write the word ``sensorElementList``.
    trailing : the block at the end, parent names repeated.
    """

    namespaces: Namespaces
    inline: bool
    sensor_list_named: bool
    trailing: list[str] = field(default_factory=list)


Writer = Callable[[str, Any, Writing], str]
COMMENTS: Final = frozenset(("rdfs:comment", "comment"))


def _value(name: str, value: Any, writing: Writing) -> str:
    text = value_text(value, writing.namespaces)
    return f"{name}={text}" if text else ""


def _plain(name: str, value: Any, _: Writing) -> str:
    return f"{name}={value.strip()}"


def _time(name: str, value: Any, _: Writing) -> str:
    return f"{name}={time_value(value, name)}"


def _word(stem: str) -> Writer:
    def write(name: str, value: Any, writing: Writing) -> str:
        text = word_value(value, stem, writing.namespaces)
        return f"{name}={text}" if text else ""

    return write


def _epcs(name: str, value: Sequence[Any], writing: Writing) -> str:
    namespaces = writing.namespaces
    return name + "".join(sorted(["epc=" + value_text(epc, namespaces) for epc in value]))


def _quantities(name: str, value: Sequence[Mapping[str, Any]], writing: Writing) -> str:
    elements = []
    for element in value:
        fields = [
            _value(key, element[key], writing) for key in ("epcClass", "quantity", "uom") if key in element
        ]
        elements.append("quantityElement" + "".join(fields))
    return name + "".join(sorted(elements))


def _persistent(name: str, value: Mapping[str, Any], writing: Writing) -> str:
    parts = []
    for key in ("set", "unset"):
        words = value.get(key) or ()
        words = (words,) if isinstance(words, str) else words
        stem = CBV + "Disp-"
        parts += sorted([f"{key}={word_value(word, stem, writing.namespaces)}" for word in words])
    return name + "".join(parts) if parts else ""


def _typed(member: str, stem: str) -> Writer:
    """Business transactions, sources and destinations: the type stands before the value."""

    def write(name: str, value: Sequence[Mapping[str, Any]], writing: Writing) -> str:
        elements = []
        for element in value:
            kind = word_value(element.get("type") or "", stem, writing.namespaces)
            elements.append((f"type={kind}" if kind else "") + _value(member, element[member], writing))
        return name + "".join(sorted(elements))

    return write


def _location(name: str, value: Mapping[str, Any], writing: Writing) -> str:
    place = _value("id", value.get("id"), writing)
    extension = extensions(value, _LOCATION, writing.namespaces) if len(value) > 1 or not place else ""
    if extension and not writing.inline:
        writing.trailing.append(name + extension)
        extension = ""
    return name + place + extension if place or extension else ""


def _fields(order: Mapping[str, Writer], value: Mapping[str, Any], writing: Writing) -> str:
    return "".join(
        [write(key, value[key], writing) for key, write in order.items() if value.get(key) is not None]
    )


def _sensors(name: str, value: Sequence[Mapping[str, Any]], writing: Writing) -> str:
    written: list[str] = []
    trailing: list[str] = []
    for element in value:
        text, extension = _sensor(element, writing)
        if text:
            written.append("sensorElement" + text)
        if extension:
            trailing.append("sensorElement" + extension)
    writing.trailing += sorted(trailing)
    return (name if writing.sensor_list_named and written else "") + "".join(sorted(written))


def _sensor(element: Mapping[str, Any], writing: Writing) -> tuple[str, str]:
    """Return what one sensor element writes in place, and its part of the block at the end."""
    metadata = element.get("sensorMetadata") or {}
    reports = element.get("sensorReport") or ()
    reports = (reports,) if isinstance(reports, Mapping) else reports
    groups = [("sensorMetadata", *_group(metadata, _METADATA, writing))]
    groups += sorted(("sensorReport", *_group(report, _REPORT, writing)) for report in reports)
    own = extensions(element, _ELEMENT, writing.namespaces)
    if writing.inline:
        return "".join([head + text + more for head, text, more in groups if text or more]) + own, ""
    written = "".join([head + text for head, text, _ in groups if text])
    trailing = [groups[0][2] and groups[0][0] + groups[0][2]]
    trailing += sorted([head + more for head, _, more in groups[1:] if more])
    return written, "".join(trailing) + own


def _group(value: Mapping[str, Any], order: Mapping[str, Writer], writing: Writing) -> tuple[str, str]:
    known = [key for key in value if key in order]
    text = _fields(order, value, writing) if known else ""
    extra = extensions(value, order, writing.namespaces) if len(known) < len(value) else ""
    return text, extra


def _ilmd(name: str, value: Mapping[str, Any], writing: Writing) -> str:
    return name + extensions(value, (), writing.namespaces)


def extensions(value: Mapping[str, Any], known: Any, namespaces: Namespaces) -> str:
    """Write all fields of an object that aren't ``known``, sorted by what they write."""
    written: list[str] = []
    for key, member in value.items():
        if key not in known and key not in COMMENTS and not key.startswith("@"):
            _extension(key_name(key, namespaces), member, namespaces, written)
    written.sort()
    return "".join(written)


def _extension(name: str, value: Any, namespaces: Namespaces, written: list[str]) -> None:
    if isinstance(value, (list, tuple)):
        for member in value:
            _extension(name, member, namespaces, written)
        return
    if isinstance(value, Mapping):
        text = value_text(value.get("#text"), namespaces)
        inside = extensions(value, ("#text",), namespaces)
        written.append(name + (f"={text}" if text else "") + inside)
        return
    text = value_text(value, namespaces)
    written.append(f"{name}={text}" if text else name)


_METADATA: Final[dict[str, Writer]] = {
    "time": _time,
    "startTime": _time,
    "endTime": _time,
    "deviceID": _value,
    "deviceMetadata": _value,
    "rawData": _value,
    "dataProcessingMethod": _value,
    "bizRules": _value,
}
_REPORT: Final[dict[str, Writer]] = {
    "type": _word(GS1_VOCABULARY),
    "exception": _word(GS1_VOCABULARY),
    "deviceID": _value,
    "deviceMetadata": _value,
    "rawData": _value,
    "dataProcessingMethod": _value,
    "time": _time,
    "microorganism": _value,
    "chemicalSubstance": _value,
    "value": _value,
    "component": _word(CBV + "Comp-"),
    "stringValue": _value,
    "booleanValue": _value,
    "hexBinaryValue": _value,
    "uriValue": _value,
    "minValue": _value,
    "maxValue": _value,
    "meanValue": _value,
    "sDev": _value,
    "percRank": _value,
    "percValue": _value,
    "uom": _value,
    "coordinateReferenceSystem": _value,
}
_LOCATION: Final = ("id",)
_ELEMENT: Final = ("sensorMetadata", "sensorReport")

FIELDS: Final[dict[str, Writer]] = {
    "eventTime": _time,
    "eventTimeZoneOffset": _plain,
    "epcList": _epcs,
    "parentID": _value,
    "inputEPCList": _epcs,
    "childEPCs": _epcs,
    "quantityList": _quantities,
    "childQuantityList": _quantities,
    "inputQuantityList": _quantities,
    "outputEPCList": _epcs,
    "outputQuantityList": _quantities,
    "action": _plain,
    "transformationID": _value,
    "bizStep": _word(CBV + "BizStep-"),
    "disposition": _word(CBV + "Disp-"),
    "persistentDisposition": _persistent,
    "readPoint": _location,
    "bizLocation": _location,
    "bizTransactionList": _typed("bizTransaction", CBV + "BTT-"),
    "sourceList": _typed("source", CBV + "SDT-"),
    "destinationList": _typed("destination", CBV + "SDT-"),
    "sensorElementList": _sensors,
    "ilmd": _ilmd,
}
"""Canonical order of an event's own fields."""

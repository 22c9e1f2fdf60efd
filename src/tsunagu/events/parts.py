"""The smaller parts of an event: quantities, sensor elements, extension fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tsunagu.events import vocabulary
from tsunagu.events.hash_values import milliseconds

Number = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Quantity:
    """So much of a class of things; ``uom`` is a UN/ECE code (``MLT``), left out for a count."""

    epc_class: str
    quantity: Number | None = None
    uom: str | None = None

    def as_fields(self) -> dict[str, Any]:
        """Return the ``quantityElement``."""
        return without_none(
            {"epcClass": self.epc_class, "quantity": json_number(self.quantity), "uom": self.uom}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorReport:
    """One measured property; ``uom`` is a UN/ECE code (``CEL`` for degrees Celsius)."""

    type: str
    value: Number | None = None
    uom: str | None = None
    minimum: Number | None = None
    maximum: Number | None = None
    mean: Number | None = None
    standard_deviation: Number | None = None
    text: str | None = None
    flag: bool | None = None
    time: datetime | None = None
    device: str | None = None
    exception: str | None = None

    def as_fields(self) -> dict[str, Any]:
        """Return the ``sensorReport``."""
        return without_none(
            {
                "type": self.type,
                "exception": self.exception,
                "deviceID": self.device,
                "time": milliseconds(self.time) if self.time else None,
                "value": json_number(self.value),
                "stringValue": self.text,
                "booleanValue": self.flag,
                "minValue": json_number(self.minimum),
                "maxValue": json_number(self.maximum),
                "meanValue": json_number(self.mean),
                "sDev": json_number(self.standard_deviation),
                "uom": self.uom,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorElement:
    """What one device said at a time, or over a time."""

    reports: Sequence[SensorReport]
    time: datetime | None = None
    start: datetime | None = None
    end: datetime | None = None
    device: str | None = None
    raw_data: str | None = None
    rules: str | None = None

    def as_fields(self) -> dict[str, Any]:
        """Return the ``sensorElement``."""
        metadata = without_none(
            {
                "time": milliseconds(self.time) if self.time else None,
                "startTime": milliseconds(self.start) if self.start else None,
                "endTime": milliseconds(self.end) if self.end else None,
                "deviceID": self.device,
                "rawData": self.raw_data,
                "bizRules": self.rules,
            }
        )
        reports = [report.as_fields() for report in self.reports]
        return (
            {"sensorMetadata": metadata, "sensorReport": reports} if metadata else {"sensorReport": reports}
        )


def extension_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Name our own fields: ``{"case": …}`` becomes ``{"tsunagu:case": …}``; ``None`` is left out."""
    return {
        name if ":" in name else f"{vocabulary.PREFIX}:{name}": _json(value)
        for name, value in values.items()
        if value is not None
    }


def json_number(value: Number | None) -> int | float | None:
    """Turn a number into one that JSON carries; whole numbers keep every digit."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def without_none(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Drop the fields that say nothing."""
    return {name: value for name, value in fields.items() if value is not None}


def _json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return extension_fields(value)
    if isinstance(value, (list, tuple)):
        return [_json(member) for member in value]
    if isinstance(value, datetime):
        return milliseconds(value)
    if isinstance(value, date):
        return value.isoformat()
    return json_number(value) if isinstance(value, Decimal) else value

"""The rules of EPCIS 2.0 that no JSON schema can see."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from tsunagu.events.hash_values import instant
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

EVENT_TYPES: Final = (
    "ObjectEvent",
    "AggregationEvent",
    "TransactionEvent",
    "TransformationEvent",
    "AssociationEvent",
)
ACTIONS: Final = ("ADD", "OBSERVE", "DELETE")
_EITHER_PLACE: Final = ("time", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod")


def check_event(event: Mapping[str, Any]) -> None:
    """Raise ``BadInput`` with the first rule that the event breaks."""
    try:
        kind = event.get("type")
        if kind not in EVENT_TYPES:
            _refuse("type", f"種類「{kind}」の履歴はありません。", f"There is no event type “{kind}”.")
        moment = _moment(event)
        _check_action(event, kind)
        if kind in ("AggregationEvent", "AssociationEvent"):
            _check_family(event)
        elif kind == "TransformationEvent":
            _check_transformation(event)
        elif kind == "TransactionEvent" and not event.get("bizTransactionList"):
            _refuse(
                "bizTransactionList",
                "取引の履歴には取引番号が要ります。",
                "A transaction event needs a business transaction.",
            )
        for element in event.get("sensorElementList") or ():
            _check_sensor(element, moment)
    except (AttributeError, TypeError) as error:
        _refuse(
            "event", "EPCISの履歴の形になっていません。", "This doesn't have the shape of an event.", error
        )


def _refuse(field: str, ja: str, en: str, cause: Exception | None = None) -> None:
    raise BadInput("bad_event", Text(ja, en), field=field) from cause


def _moment(event: Mapping[str, Any]) -> datetime:
    for field in ("eventTime", "eventTimeZoneOffset"):
        if not event.get(field):
            _refuse(field, f"履歴に{field}がありません。", f"The event has no {field}.")
    return instant(event["eventTime"])


def _check_action(event: Mapping[str, Any], kind: Any) -> None:
    action = event.get("action")
    if kind != "TransformationEvent" and action not in ACTIONS:
        _refuse("action", "actionはADD、OBSERVE、DELETEのいずれかです。", "action is ADD, OBSERVE or DELETE.")
    if kind == "ObjectEvent" and "ilmd" in event and action != "ADD":
        _refuse(
            "ilmd",
            "製造時の情報（ilmd）はADDの履歴にだけ書けます。",
            "Facts of making (ilmd) may stand only in an ADD event.",
        )


def _check_family(event: Mapping[str, Any]) -> None:
    """Containers: who is the parent, and which are the children."""
    action = event["action"]
    if action != "OBSERVE" and not event.get("parentID"):
        _refuse("parentID", f"{action}には親（parentID）が要ります。", f"{action} needs a parentID.")
    if action != "DELETE" and not (event.get("childEPCs") or event.get("childQuantityList")):
        _refuse("childEPCs", f"{action}には中身の一覧が要ります。", f"{action} needs a list of children.")


def _check_transformation(event: Mapping[str, Any]) -> None:
    inputs = bool(event.get("inputEPCList") or event.get("inputQuantityList"))
    outputs = bool(event.get("outputEPCList") or event.get("outputQuantityList"))
    if event.get("transformationID"):
        if not (inputs or outputs):
            _refuse(
                "inputEPCList",
                "加工の履歴には投入物か産出物が要ります。",
                "A transformation needs inputs or outputs.",
            )
    elif not (inputs and outputs):
        _refuse(
            "inputEPCList" if not inputs else "outputEPCList",
            "transformationIDのない加工の履歴には、投入物と産出物の両方が要ります。",
            "A transformation without a transformationID needs both inputs and outputs.",
        )


def _check_sensor(element: Mapping[str, Any], moment: datetime) -> None:
    metadata: Mapping[str, Any] = element.get("sensorMetadata") or {}
    reports: Sequence[Mapping[str, Any]] = element.get("sensorReport") or ()
    if not reports:
        _refuse("sensorReport", "温度等の記録に測定値がありません。", "A sensor element has no report.")
    for name in _EITHER_PLACE:
        if name in metadata and any(name in report for report in reports):
            _refuse(
                name,
                f"{name}はsensorMetadataとsensorReportの一方にだけ書いてください。",
                f"{name} may stand in sensorMetadata or in sensorReport, not in both.",
            )
    for name, text in _times(metadata, reports):
        if instant(text, name) > moment:
            _refuse(
                name,
                f"測定時刻（{name}）が履歴の時刻より後です。",
                f"The sensor time ({name}) is later than the event.",
            )


def _times(metadata: Mapping[str, Any], reports: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for name in ("time", "startTime", "endTime"):
        if name in metadata:
            yield name, metadata[name]
    for report in reports:
        if "time" in report:
            yield "time", report["time"]

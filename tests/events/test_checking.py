"""The rules that no schema sees, and names for every step."""

from typing import Any

import pytest

from tests.events.events_of_a_treatment import attached, collected, made, measured, ordered, packed, shipped
from tsunagu.events import vocabulary
from tsunagu.events.checking import check_event
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

METADATA = {"time": "2026-04-01T00:00:00Z", "deviceID": "urn:x:1"}


def without(event: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name not in names}


def sensor(metadata: dict[str, Any], **report: Any) -> dict[str, Any]:
    element = {"sensorMetadata": metadata, "sensorReport": [{"type": "Temperature", **report}]}
    return {**measured(), "sensorElementList": [element]}


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({}, "type"),
        ({**packed(), "type": "QuantityEvent"}, "type"),
        (without(packed(), "eventTime"), "eventTime"),
        (without(packed(), "eventTimeZoneOffset"), "eventTimeZoneOffset"),
        ({**packed(), "eventTime": "soon"}, "eventTime"),
        (without(packed(), "action"), "action"),
        ({**shipped(), "ilmd": {"tsunagu:lot": "1"}}, "ilmd"),
        (without(packed(), "parentID"), "parentID"),
        (without(attached(), "parentID"), "parentID"),
        ({**without(packed(), "parentID"), "action": "DELETE"}, "parentID"),
        (without(packed(), "childEPCs"), "childEPCs"),
        ({**without(packed(), "childEPCs"), "action": "OBSERVE"}, "childEPCs"),
        (without(ordered(), "bizTransactionList"), "bizTransactionList"),
        (without(made(), "inputEPCList", "inputQuantityList"), "inputEPCList"),
        (without(made(), "outputEPCList"), "outputEPCList"),
        (
            {
                **without(made(), "inputEPCList", "inputQuantityList", "outputEPCList"),
                "transformationID": "urn:x:1",
            },
            "inputEPCList",
        ),
        (sensor(METADATA, time="2026-04-01T00:00:00Z"), "time"),
        (sensor(METADATA, deviceID="urn:x:1"), "deviceID"),
        (sensor({"time": "2026-05-01T00:00:00Z"}), "time"),
        (sensor({"endTime": "2026-05-01T00:00:00Z"}), "endTime"),
        (sensor({}, time="2026-05-01T00:00:00Z"), "time"),
        (sensor({}, time="noon"), "time"),
        ({**measured(), "sensorElementList": [{"sensorReport": []}]}, "sensorReport"),
        ({**measured(), "sensorElementList": ["x"]}, "event"),
        ({**measured(), "eventTime": 7}, "event"),
    ],
)
def test_broken_rules(event: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_event(event)
    assert caught.value.field == field
    assert caught.value.reason.ja != caught.value.reason.en


@pytest.mark.parametrize(
    "event",
    [
        {**without(packed(), "childEPCs"), "action": "DELETE"},
        {**without(packed(), "parentID"), "action": "OBSERVE"},
        {**without(made(), "outputEPCList"), "transformationID": "urn:x:1"},
        sensor(METADATA, value=4),
        collected(),
    ],
)
def test_rules_that_hold(event: dict[str, Any]) -> None:
    check_event(event)


def test_every_constant_has_a_name_in_both_languages() -> None:
    known = {**vocabulary.BIZ_STEPS, **vocabulary.DISPOSITIONS}
    roles = {"possessing_party", "owning_party", "location", "did_not_occur", "incorrect_data"}
    for name, value in vars(vocabulary).items():
        if name.isupper() and isinstance(value, str) and name not in ("NAMESPACE", "PREFIX"):
            assert name.startswith("_") or value in known or value in roles, name
    assert all(text.ja and text.en for text in known.values())
    assert sum(":" not in word for word in vocabulary.BIZ_STEPS) == 41
    assert sum(":" not in word for word in vocabulary.DISPOSITIONS) == 33


@pytest.mark.parametrize(
    ("step", "label"),
    [
        ("shipping", Text("発送", "Shipment")),
        ("urn:epcglobal:cbv:bizstep:receiving", Text("受領", "Receipt")),
        ("https://ref.gs1.org/cbv/BizStep-accepting", Text("受入判定", "Acceptance")),
        (vocabulary.FEEDING, Text("培地交換", "Feeding")),
        ("https://other.example/voc/deep_freezing", Text("deep freezing", "deep freezing")),
    ],
)
def test_step_labels(step: str, label: Text) -> None:
    assert vocabulary.step_label(step) == label


def test_disposition_labels() -> None:
    assert vocabulary.disposition_label("https://ref.gs1.org/cbv/Disp-in_transit").ja == "輸送中"
    assert vocabulary.disposition_label(vocabulary.ON_HOLD).ja == "保留（使用停止）"

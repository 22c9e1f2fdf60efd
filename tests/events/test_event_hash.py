"""The event hash: the published vectors, the corners of the algorithm, and what must not matter."""

import json
import random
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.events.events_of_a_treatment import EXAMPLES
from tsunagu.events.event_hash import document_hashes, event_hash, hash_id, pre_hash
from tsunagu.events.hash_values import instant, milliseconds
from tsunagu.foundation.refusals import BadInput

VECTORS = Path(__file__).parents[3] / "shared" / "data" / "epcis" / "hash-vectors"
BASE = {
    "type": "ObjectEvent",
    "eventTime": "2026-04-01T09:00:00+09:00",
    "eventTimeZoneOffset": "+09:00",
    "epcList": ["urn:epc:id:sgtin:4012345.011111.9876"],
    "action": "OBSERVE",
}
BASE_TEXT = (
    "eventType=ObjectEventeventTime=2026-04-01T00:00:00.000ZeventTimeZoneOffset=+09:00"
    "epcListepc=https://id.gs1.org/01/04012345111118/21/9876action=OBSERVE"
)
CONTEXT = [{"ex": "https://ns.example.com/epcis/"}]


@pytest.mark.skipif(not VECTORS.exists(), reason="the published hash vectors are not beside this checkout")
def test_all_published_vectors() -> None:
    checked = 0
    for path in sorted(VECTORS.glob("*.jsonld")):
        document = json.loads(path.read_text())
        expected = path.with_suffix(".hashes").read_text().split()
        assert document_hashes(document) == expected, path.name
        query = {
            "@context": document["@context"],
            "epcisBody": {"queryResults": {"resultsBody": {"eventList": document["epcisBody"]["eventList"]}}},
        }
        assert document_hashes(query) == expected, path.name
        checked += len(expected)
    assert checked == 22


def more(**fields: Any) -> str:
    """Return what fields add to the pre-hash string of the base event."""
    text = pre_hash({**BASE, **fields}, CONTEXT)
    assert text.startswith(BASE_TEXT)
    return text[len(BASE_TEXT) :]


def test_base_event() -> None:
    assert pre_hash(BASE) == BASE_TEXT
    assert event_hash(BASE) == hash_id(BASE_TEXT)


@pytest.mark.parametrize(
    ("time", "text"),
    [
        ("2026-04-01T00:00:00Z", "2026-04-01T00:00:00.000Z"),
        ("2026-04-01T00:00:00.0005Z", "2026-04-01T00:00:00.001Z"),
        ("2026-04-01T00:00:00.0015Z", "2026-04-01T00:00:00.002Z"),
        ("2026-04-01T00:00:00.00049999Z", "2026-04-01T00:00:00.000Z"),
        ("2026-12-31T23:59:59.9995+00:00", "2027-01-01T00:00:00.000Z"),
        (" 2026-04-01T05:30:00.1+05:30 ", "2026-04-01T00:00:00.100Z"),
    ],
)
def test_times_are_utc_and_round_half_up(time: str, text: str) -> None:
    assert f"eventTime={text}eventTimeZone" in pre_hash({**BASE, "eventTime": time})


@pytest.mark.parametrize(
    "time", ["", "yesterday", "2026-04-01", "2026-04-01T00:00:00", "2026-13-01T00:00:00Z"]
)
def test_a_time_without_its_offset_is_refused(time: str) -> None:
    with pytest.raises(BadInput) as caught:
        pre_hash({**BASE, "sensorElementList": [{"sensorMetadata": {"time": time}, "sensorReport": []}]})
    assert caught.value.field == "time"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (1.0, "1"),
        ("1.0", "1"),
        ("+0012.340", "12.34"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
        (111100001111000011110000, "111100001111000011110000"),
        ("111100001111000011110000", "111100001111000011110000"),
        (Decimal("12.500"), "12.5"),
        ("1E5", "100000"),
        ("1e999999", "1e999999"),
        ("1_000", "1_000"),
        ("１２", "１２"),
        ("--1", "--1"),
        (True, "true"),
        ("  spaced  ", "spaced"),
        ("urn:epcglobal:cbv:disp:active", "https://ref.gs1.org/cbv/Disp-active"),
        ("ex:thing", "https://ns.example.com/epcis/thing"),
        ("other:thing", "other:thing"),
        ("gs1:Temperature", "https://ref.gs1.org/voc/Temperature"),
        ("https://id.gs1.org/8004/4012345ABC", "https://id.gs1.org/8004/4012345ABC"),
    ],
)
def test_values(value: Any, text: str) -> None:
    assert more(**{"ex:field": value}) == "{https://ns.example.com/epcis/}field=" + text


def test_gs1_prefix_means_the_standard_vocabulary_whatever_the_context_says() -> None:
    event = {**BASE, "x:y": "gs1:Mass"}
    assert pre_hash(event, {"gs1": "https://gs1.org/voc/"}).endswith("x:y=https://ref.gs1.org/voc/Mass")


def test_words_in_all_their_spellings() -> None:
    texts = {
        more(bizStep=step, disposition=disposition)
        for step, disposition in [
            ("shipping", "in_transit"),
            ("urn:epcglobal:cbv:bizstep:shipping", "urn:epcglobal:cbv:disp:in_transit"),
            ("cbv:BizStep-shipping", "cbv:Disp-in_transit"),
            ("https://ref.gs1.org/cbv/BizStep-shipping", " in_transit "),
        ]
    }
    assert len(texts) == 1
    assert more(bizStep="https://ns.tsunagu.example/voc/bizstep/culturing").endswith("/bizstep/culturing")


def test_type_stands_before_its_value_and_lists_are_sorted() -> None:
    assert more(
        bizTransactionList=[{"bizTransaction": "urn:x:2"}, {"type": "po", "bizTransaction": "urn:x:1"}],
        sourceList=[{"type": "possessing_party", "source": "urn:epc:id:pgln:4000001.00012"}],
    ) == (
        "bizTransactionListbizTransaction=urn:x:2type=https://ref.gs1.org/cbv/BTT-pobizTransaction=urn:x:1"
        "sourceListtype=https://ref.gs1.org/cbv/SDT-possessing_partysource=https://id.gs1.org/417/4000001000128"
    )


EXTENDED = {
    "readPoint": {"id": "urn:epc:id:sgln:4012345.00005.0", "ex:room": "7"},
    "sensorElementList": [
        {
            "sensorMetadata": {"deviceID": "urn:epc:id:giai:4000001.111", "ex:kind": "dry"},
            "sensorReport": [{"type": "Temperature", "value": 4.0, "uom": "CEL", "ex:cv": 1}],
            "ex:all": ["b", "a", {"ex:deep": 2}],
        }
    ],
    "ilmd": {"ex:lot": "L"},
    "ex:end": {"ex:b": 1, "ex:a": 2},
}
X = "{https://ns.example.com/epcis/}"


def test_extension_fields_in_version_2_0_gather_at_the_end() -> None:
    assert more(**EXTENDED) == (
        "readPointid=https://id.gs1.org/414/4012345000054"
        "sensorElementsensorMetadatadeviceID=https://id.gs1.org/8004/4000001111"
        "sensorReporttype=https://ref.gs1.org/voc/Temperaturevalue=4uom=CEL"
        f"ilmd{X}lot=L"
        f"readPoint{X}room=7"
        f"sensorElementsensorMetadata{X}kind=drysensorReport{X}cv=1{X}all=a{X}all=b{X}all{X}deep=2"
        f"{X}end{X}a=2{X}b=1"
    )


def test_extension_fields_in_version_2_1_stay_in_their_place() -> None:
    text = pre_hash({**BASE, **EXTENDED}, CONTEXT, version="CBV2.1")
    assert text == BASE_TEXT + (
        f"readPointid=https://id.gs1.org/414/4012345000054{X}room=7"
        f"sensorElementListsensorElementsensorMetadatadeviceID=https://id.gs1.org/8004/4000001111{X}kind=dry"
        f"sensorReporttype=https://ref.gs1.org/voc/Temperaturevalue=4uom=CEL{X}cv=1"
        f"{X}all=a{X}all=b{X}all{X}deep=2"
        f"ilmd{X}lot=L"
        f"{X}end{X}a=2{X}b=1"
    )


def test_what_is_no_part_of_the_hash() -> None:
    noise = {
        "eventID": "urn:uuid:1",
        "recordTime": "2030-01-01T00:00:00Z",
        "errorDeclaration": {"declarationTime": "2030-01-01T00:00:00Z"},
        "certificationInfo": ["https://x.example/c"],
        "@context": [{"unused": "https://unused.example/"}],
        "rdfs:comment": "…",
        "comment": "…",
        "quantityList": [],
        "disposition": None,
    }
    assert pre_hash({**BASE, **noise}) == BASE_TEXT


def test_algorithms_and_versions() -> None:
    assert event_hash(BASE, algorithm="sha-512").startswith("ni:///sha-512;")
    assert event_hash(BASE, version="CBV2.1").endswith("?ver=CBV2.1")
    for wrong in ({"algorithm": "md5"}, {"version": "CBV1"}):
        with pytest.raises(BadInput):
            event_hash(BASE, **wrong)


MALFORMED = [
    {},
    {"type": 1},
    {"type": "ObjectEvent", "eventTime": "2026-04-01T00:00:00Z", "epcList": 5},
    {**BASE, "readPoint": "urn:x:1"},
    {**BASE, "sourceList": [{"type": "location"}]},
    {**BASE, "sensorElementList": ["x"]},
    {**BASE, "action": 1},
    {**BASE, "ex:lone": "\ud800"},
]


@pytest.mark.parametrize("event", MALFORMED)
def test_what_is_no_event_is_refused(event: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        event_hash(event)


def test_a_document_without_events_is_refused() -> None:
    with pytest.raises(BadInput):
        document_hashes({"epcisBody": {}})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["eventTime", "epcList", "quantityList", "readPoint", "sourceList", "sensorElementList", "ilmd", "ex:a"]
)


@given(st.dictionaries(FIELDS, JSON))
@example({"eventTime": "9999-12-31T23:59:59.9999Z"})
@example({"eventTime": "0001-01-01T00:00:00+14:00"})
def test_any_json_is_hashed_or_refused(fields: dict[str, Any]) -> None:
    try:
        answer = event_hash({**BASE, **fields}, CONTEXT)
    except BadInput as refusal:
        answer = refusal.reason.ja
    assert answer


def shuffled(value: Any, chance: random.Random) -> Any:
    """Return the same JSON with its keys and list members in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    if isinstance(value, list):
        members = [shuffled(member, chance) for member in value]
        chance.shuffle(members)
        return members
    return value


@given(st.sampled_from(sorted(EXAMPLES)), st.randoms(use_true_random=False))
def test_order_never_matters(name: str, chance: random.Random) -> None:
    event = EXAMPLES[name]()
    assert event_hash(shuffled(event, chance)) == event_hash(event)


@given(st.sampled_from(sorted(EXAMPLES)), st.integers(1, 10**9))
def test_time_always_matters(name: str, later: int) -> None:
    event = EXAMPLES[name]()
    moved = milliseconds(instant(event["eventTime"]) + timedelta(milliseconds=later))
    assert event_hash({**event, "eventTime": moved}) != event_hash(event)


def test_one_instant_with_two_offsets_gives_two_hashes() -> None:
    assert event_hash({**BASE, "eventTimeZoneOffset": "+00:00"}) != event_hash(BASE)

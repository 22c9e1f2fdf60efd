"""Our events: valid by the schema, canonical in bytes, and the same hash as in the golden files for ever."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import jsonschema_rs
import orjson
import pytest

from tests.events.events_of_a_treatment import EXAMPLES, START, collected, held, packed, withdrawn
from tsunagu.events import building
from tsunagu.events.building import Event
from tsunagu.events.checking import check_event
from tsunagu.events.event_hash import document_hashes, event_hash, pre_hash
from tsunagu.foundation.refusals import BadInput

GOLDEN = Path(__file__).parents[1] / "data" / "epcis"
SCHEMA = Path(__file__).parents[3] / "shared" / "data" / "epcis" / "schema" / "epcis-2.0.1.schema.json"


@pytest.mark.parametrize("name", EXAMPLES)
def test_golden_event(name: str) -> None:
    event = building.with_event_id(EXAMPLES[name]())
    now = {"event": event, "pre_hash": pre_hash(event), "hash": event_hash(event)}
    path = GOLDEN / f"{name}.json"
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n")
    assert now == json.loads(path.read_text())


@pytest.mark.parametrize("make", EXAMPLES.values(), ids=EXAMPLES)
def test_events_keep_the_rules(make: Callable[[], Event]) -> None:
    check_event(make())


@pytest.mark.skipif(not SCHEMA.exists(), reason="the EPCIS 2.0.1 schema is not beside this checkout")
@pytest.mark.parametrize("make", EXAMPLES.values(), ids=EXAMPLES)
def test_events_keep_the_schema(make: Callable[[], Event]) -> None:
    validator = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text()), validate_formats=True)
    event = building.with_event_id(make())
    document = building.document([event], datetime(2026, 5, 1, tzinfo=UTC))
    assert [str(error) for error in validator.iter_errors(document)] == []


@pytest.mark.skipif(not SCHEMA.exists(), reason="the EPCIS 2.0.1 schema is not beside this checkout")
def test_the_schema_does_see_mistakes() -> None:
    validator = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text()), validate_formats=True)
    wrong = {**packed(), "bizStep": "dancing"}
    assert not validator.is_valid(building.document([wrong], START))


@pytest.mark.parametrize("make", EXAMPLES.values(), ids=EXAMPLES)
def test_a_document_lifts_the_context_and_keeps_the_hash(make: Callable[[], Event]) -> None:
    event = make()
    assert document_hashes(building.document([event], START)) == [event_hash(event)]


def test_stored_bytes_are_canonical_and_hash_alike() -> None:
    event = building.with_event_id(packed())
    raw = building.canonical_bytes(event)
    again = orjson.loads(raw)
    assert building.canonical_bytes(again) == building.canonical_bytes(dict(reversed(again.items()))) == raw
    assert event_hash(again) == event["eventID"]


def test_what_json_cannot_carry_is_refused() -> None:
    with pytest.raises(BadInput):
        building.canonical_bytes({"type": "ObjectEvent", "tsunagu:thing": object()})
    with pytest.raises(BadInput):
        building.canonical_bytes({"type": "ObjectEvent", "tsunagu:number": 2**70})


def test_error_declaration_keeps_the_id_of_the_original() -> None:
    assert withdrawn()["eventID"] == building.with_event_id(held())["eventID"]
    assert building.is_error_declaration(withdrawn())
    assert not building.is_error_declaration(held())
    assert event_hash(withdrawn()) == event_hash(held())


def test_context_only_where_our_fields_are() -> None:
    assert collected()["@context"] == {"tsunagu": "https://ns.tsunagu.example/voc/"}
    assert "@context" not in packed()


def test_mistakes_of_programs_fail_loudly() -> None:
    with pytest.raises(ValueError, match="aware"):
        building.object_event(action="ADD", epcs=["urn:x:1"], event_time=datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(TypeError):
        building.object_event(action="ADD", epcs="urn:x:1", event_time=START)

"""How fast events are hashed, against the reference package, both in this run and on one core.

Both start from the same parsed JSON and end with the hash ids. The reference gets all events of a round in
one document, which is what it does fastest (it expands the JSON-LD once); ours hashes the same document.
Items differ from event to event, as they do in a ledger, so that no cache knows them beforehand.
"""

import copy
import json
import logging
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tsunagu.events import building, hash_values, uris, vocabulary
from tsunagu.events.building import Event, possessing
from tsunagu.events.event_hash import document_hashes
from tsunagu.events.parts import SensorElement, SensorReport

ROUNDS = 5
JOURNEYS = 150  # of seven events each
REPEATS = 5  # of ours within a round, so that both run for a while
VECTORS = Path(__file__).parents[2] / "shared" / "data" / "epcis" / "hash-vectors"
START = datetime(2026, 4, 1, tzinfo=UTC)
GLN = "https://id.gs1.org/414/4912345000026"
PARTIES = ["https://id.gs1.org/417/4912345000026", "https://id.gs1.org/417/4912345000033"]

Document = dict[str, Any]


def main() -> dict[str, dict[str, float | str]]:
    """Return the figures of bench ``hash``."""
    logging.disable(logging.CRITICAL)
    documents = [*_vectors(), building.document(list(_treatments()), START)]
    count = sum(len(document["epcisBody"]["eventList"]) for document in documents)
    pairs = [(_ours(documents, count), *_reference(documents, count)) for _ in range(ROUNDS)]
    ours, whole, bare = (sorted(column) for column in zip(*pairs, strict=True))
    ratios = sorted(mine / theirs for mine, theirs, _ in pairs)
    return {
        "events_per_s": _figure(statistics.median(ours), "1/s"),
        "ratio_to_reference": _figure(statistics.median(ratios), "1"),
        "events_per_s_lowest": _figure(ours[0], "1/s"),
        "events_per_s_highest": _figure(ours[-1], "1/s"),
        "ratio_to_reference_lowest": _figure(ratios[0], "1"),
        "ratio_to_reference_highest": _figure(ratios[-1], "1"),
        "ratio_without_expansion": _figure(statistics.median(m / b for m, _, b in pairs), "1"),
        "reference_events_per_s": _figure(statistics.median(whole), "1/s"),
        "reference_events_per_s_without_expansion": _figure(statistics.median(bare), "1/s"),
        "events": _figure(count, "1"),
    }


def _figure(value: float, unit: str) -> dict[str, float | str]:
    return {"value": round(value, 2), "unit": unit}


def _vectors() -> Iterator[Document]:
    for path in sorted(VECTORS.glob("*.jsonld")):
        yield json.loads(path.read_text())


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _ours(documents: list[Document], count: int) -> float:
    spent = 0.0
    for _ in range(REPEATS):
        uris.canonical_uri.cache_clear()
        hash_values.text_value.cache_clear()
        spent += _seconds(lambda: [document_hashes(document) for document in documents])
    return count * REPEATS / spent


def _reference(documents: list[Document], count: int) -> tuple[float, float]:
    """Return events a second from parsed JSON, and without its JSON-LD expansion (pre-hash and hash only)."""
    from epcis_event_hash_generator import hash_generator, json_to_py

    copies = copy.deepcopy(documents)  # it rewrites what it is given
    trees: list[Any] = []
    expanding = _seconds(
        lambda: trees.extend(json_to_py.event_list_from_epcis_document_json(document) for document in copies)
    )
    hashes: list[list[str]] = []
    hashing = _seconds(lambda: hashes.extend(hash_generator.epcis_hashes_from_events(tree) for tree in trees))
    if sum(map(len, hashes)) != count:
        raise RuntimeError("the reference left events out: no comparison")
    return count / (expanding + hashing), count / hashing


def _treatments() -> Iterator[Event]:
    for number in range(JOURNEYS):
        yield from _treatment(number)


def _treatment(number: int) -> Iterator[Event]:
    """Seven events of one journey: collected, packed, shipped, measured, received, made, administered."""
    din = f"https://ns.tsunagu.example/din/A999926{number:06d}"
    coi = f"https://ns.tsunagu.example/coi/CHA999926{number:06d}"
    shipment = f"urn:epc:id:sscc:4912345.0{number:09d}"
    bag = f"urn:epc:id:sgtin:4912345.067890.{number:05d}"
    case = building.Typed("https://ns.tsunagu.example/voc/btt/case", coi)
    day = START + timedelta(days=number)

    def seen(step: str, thing: str, hours: int, **more: Any) -> Event:
        moment = day + timedelta(hours=hours, seconds=number)
        return building.object_event(
            action="OBSERVE", epcs=[thing], event_time=moment, biz_step=step, read_point=GLN,
            extensions={"step": step.rpartition("/")[2], "journey": f"journey-{number}"}, **more,
        )  # fmt: skip

    yield building.object_event(
        action="ADD", epcs=[din], event_time=day, biz_step=vocabulary.COLLECTING, read_point=GLN,
        biz_transactions=[case], ilmd={"volume_ml": 180.5, "cells": 9_000_000_000 + number},
    )  # fmt: skip
    yield building.aggregation_event(
        action="ADD", parent=shipment, children=[din], event_time=day, biz_step=vocabulary.PACKING
    )
    yield seen(
        vocabulary.SHIPPING, shipment, 2, disposition=vocabulary.IN_TRANSIT,
        sources=[possessing(PARTIES[0])], destinations=[possessing(PARTIES[1])],
    )  # fmt: skip
    yield seen(vocabulary.SENSOR_REPORTING, shipment, 9, sensors=[_sensor(day, number)])
    yield seen(vocabulary.RECEIVING, shipment, 10, destinations=[possessing(PARTIES[1])])
    yield building.transformation_event(
        inputs=[din], outputs=[bag], event_time=day + timedelta(days=9), biz_step=vocabulary.FORMULATING
    )
    yield seen(vocabulary.INFUSING, bag, 300, biz_transactions=[case])


def _sensor(day: datetime, number: int) -> SensorElement:
    report = SensorReport(type="Temperature", minimum=2.1, maximum=7.9, mean=4 + number / 100, uom="CEL")
    device = f"urn:epc:id:giai:4912345.LOG{number % 9}"
    return SensorElement(reports=[report], start=day, end=day + timedelta(hours=8), device=device)


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))

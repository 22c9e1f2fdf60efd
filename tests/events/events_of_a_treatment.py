"""Events as one autologous treatment makes them; the golden files are made of these."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tsunagu.events import building, vocabulary
from tsunagu.events.building import Event, Typed, possessing
from tsunagu.events.parts import Quantity, SensorElement, SensorReport

START = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)
DIN = "https://ns.tsunagu.example/din/A999926000123"
COI = "https://ns.tsunagu.example/coi/CHA999926000148"
PRODUCT = "https://id.gs1.org/01/04912345678904/21/0001"
SHIPMENT = "https://id.gs1.org/00/349123450000000010"
DEWAR = "https://id.gs1.org/8003/04912345000016D7"
LOGGER = "https://id.gs1.org/8004/4912345LOG1"
HOSPITAL = "https://id.gs1.org/417/4912345000026"
COURIER = "https://id.gs1.org/417/4912345000033"
WARD = "https://id.gs1.org/414/4912345000026/254/WARD-7"
CASE = Typed("https://ns.tsunagu.example/voc/btt/case", COI)


def collected() -> Event:
    """Apheresis in the ward."""
    return building.object_event(
        action="ADD",
        epcs=[DIN],
        event_time=START,
        biz_step=vocabulary.COLLECTING,
        disposition=vocabulary.ACTIVE,
        read_point=WARD,
        biz_transactions=[CASE],
        ilmd={"volume_ml": Decimal("180.50"), "anticoagulant": "ACD-A", "cells": 12_000_000_000_000_000_003},
        extensions={"step": "collect", "operators": ["p-2", "p-1"], "site": {"room": "7", "licensed": True}},
    )


def packed() -> Event:
    """The bag goes into the dewar's shipment."""
    return building.aggregation_event(
        action="ADD",
        parent=SHIPMENT,
        children=[DIN],
        event_time=START + timedelta(hours=2),
        biz_step=vocabulary.PACKING,
        read_point=WARD,
    )


def shipped() -> Event:
    """The hospital hands over to the courier."""
    return building.object_event(
        action="OBSERVE",
        epcs=[SHIPMENT],
        event_time=START + timedelta(hours=3, microseconds=1500),
        biz_step=vocabulary.SHIPPING,
        disposition=vocabulary.IN_TRANSIT,
        read_point=WARD,
        sources=[possessing(HOSPITAL)],
        destinations=[possessing(COURIER)],
    )


def measured() -> Event:
    """The leg's temperature, as the logger has it."""
    return building.object_event(
        action="OBSERVE",
        epcs=[SHIPMENT],
        event_time=START + timedelta(hours=9),
        biz_step=vocabulary.SENSOR_REPORTING,
        read_point=WARD,
        sensors=[
            SensorElement(
                start=START + timedelta(hours=3),
                end=START + timedelta(hours=9),
                device=LOGGER,
                reports=[
                    SensorReport(
                        type="Temperature",
                        minimum=Decimal("2.10"),
                        maximum=7.9,
                        mean=4.75,
                        standard_deviation=0.125,
                        uom="CEL",
                    ),
                    SensorReport(type="Temperature", exception="ALARM_CONDITION", flag=False),
                ],
            )
        ],
    )


def attached() -> Event:
    """The logger stays with its dewar."""
    return building.association_event(
        action="ADD", parent=DEWAR, children=[LOGGER], event_time=START, biz_step=vocabulary.COMMISSIONING
    )


def made() -> Event:
    """The donation and a lot of medium became the product."""
    return building.transformation_event(
        inputs=[DIN],
        input_quantities=[Quantity("https://id.gs1.org/01/04901234567894/10/M-77", Decimal("250.0"), "MLT")],
        outputs=[PRODUCT],
        event_time=START + timedelta(days=9),
        biz_step=vocabulary.FORMULATING,
        disposition=vocabulary.AWAITING_RELEASE,
        ilmd={"expiry": START + timedelta(days=11)},
    )


def ordered() -> Event:
    """The product is bound to its case."""
    return building.transaction_event(
        action="ADD",
        biz_transactions=[CASE],
        epcs=[PRODUCT],
        event_time=START + timedelta(days=9, minutes=5),
        biz_step=vocabulary.ALLOCATING,
        disposition=vocabulary.RESERVED,
    )


def held() -> Event:
    """Quality puts the product on hold."""
    return building.object_event(
        action="OBSERVE",
        epcs=[PRODUCT],
        event_time=START + timedelta(days=9, minutes=9),
        biz_step=vocabulary.HOLDING,
        set_dispositions=[vocabulary.ON_HOLD],
        unset_dispositions=[vocabulary.AVAILABLE],
    )


def withdrawn() -> Event:
    """The hold was entered for the wrong item."""
    return building.error_declaration(
        held(),
        START + timedelta(days=9, minutes=20),
        vocabulary.DID_NOT_OCCUR,
        [building.event_id(shipped())],
    )


EXAMPLES = {
    make.__name__: make
    for make in (collected, packed, shipped, measured, attached, made, ordered, held, withdrawn)
}

"""A small sound route as plain data, to be broken in one place by each test."""

from copy import deepcopy
from typing import Any

NAME = {"ja": "試験", "en": "Test"}


def _step(key: str, action: str, stage: str, party: str, hours: float, **more: Any) -> dict[str, Any]:
    return {
        "key": key, "name": dict(NAME), "stage": stage, "action": action, "party": party,
        "capability": "infusion", "role": "physician", "duration_hours": hours, **more,
    }  # fmt: skip


_SOUND: dict[str, Any] = {
    "key": "small-route",
    "version": 1,
    "name": {"ja": "小さな工程", "en": "A small route"},
    "kind": "treatment",
    "setting": "trial",
    "source": "autologous",
    "parties": ["hospital", "courier_in", "manufacturer", "sponsor"],
    "consents": ["trial"],
    "products": [
        {"key": "blood", "kind": "donation", "name": NAME, "band": "cold", "shelf_life_hours": 48},
        {"key": "bag", "kind": "dose", "name": NAME, "band": "cold", "cells": 100_000_000},
    ],
    "panels": {
        "release": {
            "name": NAME,
            "version": 1,
            "characteristics": [
                {
                    "key": "viability", "name": NAME, "unit": "%", "weight": "release",
                    "method": "automated_count", "minimum": 70, "turnaround_hours": 2,
                }
            ],
        }
    },
    "steps": [
        _step("register", "register", "clinical", "hospital", 1),
        _step(
            "collect", "collect", "procurement", "hospital", 2,
            after=["register"], outputs=[{"product": "blood", "count": 1}],
        ),
        _step(
            "transport", "transport", "transport", "courier_in", 4,
            after=["collect"], band="cold", inputs=[{"product": "blood", "count": 1}],
        ),
        _step(
            "make", "process", "manufacturing", "manufacturer", 24, after=["transport"],
            windows=[{"after_step": "collect", "max_hours": 24, "name": NAME}],
            inputs=[{"product": "blood", "count": 1}], outputs=[{"product": "bag", "count": 2}],
        ),
        _step("test", "test", "evaluation", "manufacturer", 8, after=["make"], panel="release"),
        _step(
            "release", "release", "evaluation", "sponsor", 1, after=["test"], releases="sponsor",
            requires_panels=["release"], inputs=[{"product": "bag", "count": 2}],
        ),
        _step(
            "give", "administer", "clinical", "hospital", 1, after=["release"], needs_release=True,
            repeat={"count": 2, "every_hours": 48}, inputs=[{"product": "bag", "count": 1}],
        ),
        _step("follow", "follow_up", "clinical", "hospital", 240, after=["give"]),
    ],
}  # fmt: skip


def sound() -> dict[str, Any]:
    """Return a fresh copy of the sound route."""
    return deepcopy(_SOUND)


def step(data: dict[str, Any], key: str) -> dict[str, Any]:
    """Return one step of the data."""
    found: dict[str, Any] = next(one for one in data["steps"] if one["key"] == key)
    return found

"""A laboratory's control material 管理試料: what is registered, and one measurement of it as it was typed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn
from uuid import UUID

from tsunagu.evaluation.domain.rounds import read_readings
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text

MOST_READINGS = 12
LONGEST_NAME, LONGEST_LOT, LONGEST_KEY = 80, 40, 60
LONGEST_INSTRUMENT, LONGEST_VERSION, LONGEST_REAGENT, MOST_REAGENTS = 80, 20, 60, 10
KEEPERS = ("qc", "quality", "supervisor")
"""Roles that register controls, and assess what a chart found."""
FREEZERS = ("quality", "supervisor")
"""Roles that freeze limits: not those who measure."""


@dataclass(frozen=True, slots=True)
class PlannedControl:
    """A control as it is registered.

    Attributes
    ----------
    characteristic, method : keys, as a panel has them. unit : UCUM code. site : where it is measured.
    readings : single values in a measurement. assigned, assigned_sd : as the maker states them, in the unit.
    expires_on : the last day on which it may be measured.
    """

    name: str
    lot: str
    characteristic: str
    method: str
    unit: str
    site: UUID
    readings: int = 1
    assigned: float | None = None
    assigned_sd: float | None = None
    expires_on: date | None = None
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class TypedMeasurement:
    """One measurement as it was typed, and under which circumstances; ``reason`` says why it replaces another."""

    readings: tuple[str, ...]
    measured_at: datetime
    instrument: str = ""
    reagent_lots: tuple[str, ...] = ()
    method_version: str = ""
    replaces: UUID | None = None
    reason: str = ""


def check_control(plan: PlannedControl, today: date) -> None:
    """Refuse, at its field, what no control can be measured with."""
    if not 1 <= plan.readings <= MOST_READINGS:
        _bad(
            "readings",
            f"1回の測定値の数は1〜{MOST_READINGS}で入力してください。",
            f"Between 1 and {MOST_READINGS} readings.",
        )
    for field, value in (("assigned", plan.assigned), ("assigned_sd", plan.assigned_sd)):
        if value is not None and not (math.isfinite(value) and abs(value) <= 1e30):
            _bad(field, "数値を入力してください。", "Type a number.")
    if plan.assigned_sd is not None and plan.assigned_sd <= 0:
        _bad(
            "assigned_sd",
            "標準偏差は0より大きい値を入力してください。",
            "The standard deviation must be above 0.",
        )
    if plan.assigned_sd is not None and plan.assigned is None:
        _bad("assigned", "表示値を入力してください。", "Type the assigned value.")
    if plan.expires_on is not None and plan.expires_on < today:
        _bad("expires_on", "使用期限が過ぎています。", "It has expired.")


def read_measurement(
    typed: TypedMeasurement, readings: int, unit: str, expires_on: date | None, day: date, now: datetime
) -> tuple[Decimal, ...]:
    """Return the exact readings of a measurement that may be recorded.

    Parameters
    ----------
    readings, unit, expires_on : of the control. day : the day of the measurement in Tokyo.

    Refuses a time to come, a control that had expired by then, other than so many plain numbers.
    """
    if typed.measured_at > now:
        _bad("measured_at", "測定日時がいまより先です。", "The time of the measurement lies in the future.")
    if expires_on is not None and day > expires_on:
        raise Refused("control_expired", _EXPIRED, "measured_at")
    return read_readings(typed.readings, readings, unit)


def mean_of(numbers: Sequence[Decimal]) -> float:
    """Return the mean of a measurement's readings: what the chart plots."""
    return float(sum(numbers, Decimal(0)) / len(numbers))


def _bad(field: str, ja: str, en: str) -> NoReturn:
    raise BadInput(field, Text(ja, en), field)


_EXPIRED = Text(
    "測定日には管理試料の使用期限が過ぎています。新しいロットを登録してください。",
    "The control had expired by then. Register a new lot.",
)

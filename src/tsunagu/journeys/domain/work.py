"""What a person hands in for a step: things scanned, values typed, judgements made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Work:
    """One step's work as it was handed in.

    Attributes
    ----------
    items : what was scanned. outputs : measured quantities by product, in the product's unit.
    seconds : the second identifier read from each item's label.
    values : typed results by characteristic. wristband : what was read at the bedside.
    on_behalf : entered for the step's own organisation, which has no account; needs ``evidence``.
    line_clearance : the line was cleared and cleaned before this work; unsaid means it wasn't.
    happened_at : when it was done, if that is not now (late entry, with ``evidence``).
    """

    journey: UUID
    step: str
    items: tuple[UUID, ...] = ()
    materials: tuple[UUID, ...] = ()
    happened_at: datetime | None = None
    outputs: Mapping[str, float] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    judgement: str = "accepted"
    position: str = ""
    wristband: str = ""
    seconds: Mapping[UUID, str] = field(default_factory=dict)
    has_infection: bool | None = None
    is_prepared: bool = True
    line_clearance: bool = False
    verdict: str = "released"
    note: str = ""
    evidence: str = ""
    shown: str = ""
    on_behalf: bool = False

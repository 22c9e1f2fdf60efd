"""Facts about how things stand: condition, results, dose, the patient's readiness."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.dose import DosePlan, Weight


@dataclass(frozen=True, slots=True)
class ConditionFacts:
    """The condition verdict of one leg for one item, as `conditions` gave it."""

    uuid: UUID
    item: UUID
    label: Text
    state: Literal["within", "excursion_allowed", "breach", "missing_readings"]
    minutes_over: float = 0.0
    budget_minutes: float | None = None


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """How one required characteristic stands, as `evaluation` judged it."""

    panel: str
    key: str
    name: Text
    weight: Literal["release", "in_process", "information", "after_release"]
    state: Literal["passed", "failed", "pending", "missing"]
    shown: str = ""
    item: UUID | None = None
    uuid: UUID | None = None
    method_qualified: bool = True
    laboratory_qualified: bool = True


@dataclass(frozen=True, slots=True)
class RunningTests:
    """What shipping with tests still running asks for."""

    physician_acknowledged: bool
    positive_plan_ready: bool


@dataclass(frozen=True, slots=True)
class DoseFacts:
    """What is to be given: the plan of the route, the newest weight, the ordered amount, the components."""

    plan: DosePlan
    weight: Weight | None = None
    ordered_cells: Decimal | None = None
    component: str | None = None
    components_given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadinessFacts:
    """The patient's side: order, infection (None: not looked for), preparative treatment, product at hand."""

    order: UUID | None = None
    order_cancelled: bool = False
    infection: bool | None = None
    preparation_required: bool = False
    preparation_done_at: datetime | None = None
    preparation_valid_days: int | None = None
    product_released: bool = False
    product_received: bool = False

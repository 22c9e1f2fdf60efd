"""Facts about how things stand: condition, results, dose, the patient's readiness."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.dose import DosePlan, Weight


@dataclass(frozen=True, slots=True)
class ConditionFacts:
    """The condition verdict of one leg for one item, as `conditions` gave it.

    ``is_transport`` : its readings are required; of what was only kept or grown, a breach counts where a file is there.
    ``replaces_because`` : why the quality unit set earlier readings of the leg aside.
    """

    uuid: UUID
    item: UUID
    label: Text
    state: Literal["within", "excursion_allowed", "breach", "missing_readings"]
    minutes_over: float = 0.0
    budget_minutes: float | None = None
    is_transport: bool = True
    replaces_because: str = ""


@dataclass(frozen=True, slots=True)
class MethodGap:
    """That a method isn't qualified at a site: ``lapsed`` or ``withdrawn`` on a day, or ``never`` qualified there."""

    characteristic: str
    name: Text
    method: Text
    site: Text
    why: Literal["lapsed", "withdrawn", "never"]
    on: date | None = None

    @property
    def reason(self) -> Text:
        """Say which method lacks its qualification where, and since when."""
        on = "" if self.on is None else self.on.isoformat()
        ja, en = {
            "lapsed": (f"が{on}で切れています", f"ended on {on}"),
            "withdrawn": (f"は{on}に取り消されています", f"was withdrawn on {on}"),
            "never": ("が記録されていません", "is not on record"),
        }[self.why]
        return Text(
            f"{self.site.ja}での「{self.name.ja}（{self.method.ja}）」の試験法の適格性{ja}",
            f"The qualification of {self.method.en!r} for {self.name.en} at {self.site.en} {en}",
        )


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """How one required characteristic stands, as `evaluation` judged it.

    ``unverified``: it passed, and no second person of the laboratory has verified it yet.
    ``laboratory_qualified``: the site that tested could do such a test on the day (a missing result has no site).
    ``is_behind_release``: a release that this step needs rests on it. ``proposed`` is the value of a correction that
    awaits the quality unit; ``failed_before`` what failed before a correction that it confirmed. ``method_gap`` says
    why the method wasn't qualified at the site when it was used.
    """

    panel: str
    key: str
    name: Text
    weight: Literal["release", "in_process", "reference", "information", "after_release"]
    state: Literal["passed", "failed", "pending", "missing", "unverified"]
    shown: str = ""
    item: UUID | None = None
    uuid: UUID | None = None
    laboratory_qualified: bool = True
    is_behind_release: bool = False
    proposed: str = ""
    failed_before: str = ""
    method_gap: MethodGap | None = None


@dataclass(frozen=True, slots=True)
class DeviationFacts:
    """A departure from the procedure that nobody has assessed and closed yet."""

    uuid: UUID
    text: str


@dataclass(frozen=True, slots=True)
class RunningTests:
    """What shipping with tests still running asks for."""

    physician_acknowledged: bool
    positive_plan_ready: bool


@dataclass(frozen=True, slots=True)
class DoseFacts:
    """What is to be given: the route's plan, the newest weight, the ordered amount, components given already."""

    plan: DosePlan
    weight: Weight | None = None
    ordered_cells: Decimal | None = None
    components_given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadinessFacts:
    """The patient's side: order, infection (None: not looked for lately), preparative treatment, product."""

    order: UUID | None = None
    infection: bool | None = None
    preparation_required: bool = False
    preparation_done_at: datetime | None = None
    product_released: bool = False
    product_received: bool = False

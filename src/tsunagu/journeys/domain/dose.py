"""The dose from a dated weight: range, enough containers, order of components."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.wording import cells, day, kilograms

LIGHTEST_KILOGRAMS, HEAVIEST_KILOGRAMS = Decimal("0.3"), Decimal("400")


@dataclass(frozen=True, slots=True)
class DosePlan:
    """The dose as the route states it.

    ``tolerance_percent`` is how far an ordered or available amount may lie from the weight-based target (an
    assumption of the platform, editable per route). ``component_order``: what must be given before what.
    """

    per_kg_cells: Decimal | None = None
    min_cells: Decimal | None = None
    max_cells: Decimal | None = None
    weight_valid_days: int | None = None
    containers: int = 1
    tolerance_percent: Decimal = Decimal(10)
    component_order: tuple[str, ...] = ()

    @property
    def counts_cells(self) -> bool:
        """Whether the dose is stated in cells at all (a sheet's isn't)."""
        return any(value is not None for value in (self.per_kg_cells, self.min_cells, self.max_cells))

    @property
    def needs_weight(self) -> bool:
        """Whether a dated weight is part of the dose."""
        return self.per_kg_cells is not None or self.weight_valid_days is not None


@dataclass(frozen=True, slots=True)
class Weight:
    """A weight with the time at which the patient was weighed."""

    kilograms: Decimal
    weighed_at: datetime
    uuid: UUID | None = None


@dataclass(frozen=True, slots=True)
class DoseRange:
    """Lowest, intended and highest number of cells for this patient."""

    low: Decimal | None
    target: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class DoseProblem:
    """Why the dose can't be given as it stands; ``code`` is stable."""

    code: str
    reason: Text


def dose_range(plan: DosePlan, weight: Weight | None) -> DoseRange:
    """Return the range: the weight-based target with its tolerance, cut by the absolute limits."""
    if plan.per_kg_cells is None or weight is None:
        return DoseRange(plan.min_cells, None, plan.max_cells)
    target = plan.per_kg_cells * weight.kilograms
    if plan.max_cells is not None:
        target = min(target, plan.max_cells)
    slack = target * plan.tolerance_percent / 100
    low, high = target - slack, target + slack
    if plan.min_cells is not None:
        low = max(low, plan.min_cells)
    if plan.max_cells is not None:
        high = min(high, plan.max_cells)
    return DoseRange(low, target, high)


def weight_problem(plan: DosePlan, weight: Weight | None, now: datetime) -> DoseProblem | None:
    """Return why this weight can't carry a dose today: none, from the future, impossible, too old."""
    if not plan.needs_weight:
        return None
    if weight is None:
        return DoseProblem(
            "weight_missing",
            Text("用量の計算に使う体重が記録されていません", "No weight is on record for the dose"),
        )
    if weight.weighed_at > now:
        return DoseProblem(
            "weight_future",
            Text(
                f"体重の測定日（{day(weight.weighed_at)}）が現在より後になっています",
                f"The weight is dated {day(weight.weighed_at)}, later than now",
            ),
        )
    if not LIGHTEST_KILOGRAMS <= weight.kilograms <= HEAVIEST_KILOGRAMS:
        return DoseProblem(
            "weight_implausible",
            Text(
                f"体重{kilograms(weight.kilograms)}は範囲外の値です。測り直してください",
                f"A weight of {kilograms(weight.kilograms)} is not plausible; weigh again",
            ),
        )
    return _age_problem(plan, weight, now)


def _age_problem(plan: DosePlan, weight: Weight, now: datetime) -> DoseProblem | None:
    days = plan.weight_valid_days
    if days is None or now - weight.weighed_at <= timedelta(days=days):
        return None
    age = (now - weight.weighed_at).days
    return DoseProblem(
        "weight_old",
        Text(
            f"体重（{day(weight.weighed_at)}測定）は{age}日前のもので、有効な{days}日を過ぎています",
            f"The weight of {day(weight.weighed_at)} is {age} days old; it counts for {days} days",
        ),
    )


def amount_problem(
    plan: DosePlan,
    weight: Weight | None,
    ordered_cells: Decimal | None,
    quantities: tuple[Decimal | None, ...],
) -> DoseProblem | None:
    """Return why the amount can't be given: too few containers, unknown contents, outside the range, too little.

    ``quantities`` are the cells in each container at hand. Everything at hand is the dose, unless the physician
    ordered an amount: then that much of it is.
    """
    if len(quantities) < plan.containers:
        return DoseProblem(
            "too_few_containers",
            Text(
                f"必要な容器は{plan.containers}本ですが、{len(quantities)}本しかありません",
                f"{plan.containers} containers are needed and only {len(quantities)} are here",
            ),
        )
    if not plan.counts_cells:
        return None
    if any(quantity is None for quantity in quantities):
        return DoseProblem(
            "contents_unknown",
            Text(
                "細胞数が記録されていない容器があります",
                "The number of cells in a container is not on record",
            ),
        )
    at_hand = sum((quantity for quantity in quantities if quantity is not None), Decimal(0))
    allowed = dose_range(plan, weight)
    if ordered_cells is not None:
        return _range_problem(allowed, ordered_cells) or _supply_problem(plan, ordered_cells, at_hand)
    short = None if allowed.target is None else _supply_problem(plan, allowed.target, at_hand)
    return short or _range_problem(allowed, at_hand)


def _range_problem(allowed: DoseRange, given: Decimal) -> DoseProblem | None:
    if not given.is_finite() or given <= 0:
        return DoseProblem(
            "not_positive", Text("投与する細胞数が正しくありません", "The number of cells is not valid")
        )
    too_low = allowed.low is not None and given < allowed.low
    too_high = allowed.high is not None and given > allowed.high
    if not too_low and not too_high:
        return None
    low, high = cells(allowed.low), cells(allowed.high)
    return DoseProblem(
        "too_low" if too_low else "too_high",
        Text(
            f"用量{cells(given)}個は、この患者さんの範囲（{low}〜{high}個）の外です",
            f"A dose of {cells(given)} cells is outside the range for this patient ({low} to {high})",
        ),
    )


def _supply_problem(plan: DosePlan, given: Decimal, at_hand: Decimal) -> DoseProblem | None:
    if at_hand >= given * (1 - plan.tolerance_percent / 100):
        return None
    return DoseProblem(
        "too_little",
        Text(
            f"手元の{cells(at_hand)}個では、用量{cells(given)}個に足りません",
            f"The {cells(at_hand)} cells at hand are not enough for a dose of {cells(given)}",
        ),
    )


def order_problem(
    plan: DosePlan, components: tuple[str, ...], given: tuple[str, ...] = ()
) -> DoseProblem | None:
    """Return why these may not be given now, in this order: another comes first, or one isn't part of the dose."""
    for place, component in enumerate(components):
        if problem := _component_problem(plan, component, (*given, *components[:place])):
            return problem
    return None


def _component_problem(plan: DosePlan, component: str, given: tuple[str, ...]) -> DoseProblem | None:
    if not plan.component_order:
        return None
    if component not in plan.component_order:
        return DoseProblem(
            "component_unknown",
            Text(
                "この製品は、用量に定めた構成成分ではありません",
                "This product is not one of the components of the dose",
            ),
        )
    before = plan.component_order[: plan.component_order.index(component)]
    missing = [part for part in before if part not in given]
    if not missing:
        return None
    return DoseProblem(
        "component_order",
        Text(
            f"構成成分の順序が違います。先に {missing[0]} を投与してください",
            f"The components are out of order: {missing[0]} is given first",
        ),
    )

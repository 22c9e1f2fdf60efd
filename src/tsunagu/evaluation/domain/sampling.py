"""How much of a sample tests take, in words, for those who draw it and those who test it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tsunagu.evaluation.domain.catalogue import Measurement, SampleNeed
from tsunagu.evaluation.domain.shown import decimal_text
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Total:
    """What several tests take together in one unit."""

    amount: Decimal
    unit: str
    containers: int


def need_text(need: SampleNeed) -> Text:
    """Write how much is needed: ``10 mL × 2容器``, for each container where there are several."""
    unit, figure = shown_unit(need.unit), amount_text(need.amount)
    ja, en = f"{figure} {unit.ja}", f"{figure} {unit.en}"
    if need.containers == 1:
        return Text(ja, en)
    return Text(f"{ja} × {need.containers}容器", f"{en} × {need.containers} containers")


def amount_text(amount: Decimal) -> str:
    """Write an amount with all its figures and no needless zeros."""
    whole = amount == amount.to_integral_value() and amount.adjusted() < 6
    return decimal_text(amount.quantize(Decimal(1)) if whole else amount)


def totals(measurements: Iterable[Measurement]) -> list[Total]:
    """Return what tests take together, unit by unit: amounts of all containers added, and the containers counted.

    Tests that leave the sample whole take nothing from it.
    """
    found: dict[str, Total] = {}
    for one in measurements:
        if one.is_destructive:
            before = found.get(one.sample.unit, Total(Decimal(0), one.sample.unit, 0))
            found[one.sample.unit] = Total(
                before.amount + one.sample.amount * one.sample.containers,
                one.sample.unit,
                before.containers + one.sample.containers,
            )
    return list(found.values())


def total_text(total: Total) -> Text:
    """Write what tests take together: ``22.1 mL（5容器）``."""
    unit, figure = shown_unit(total.unit), amount_text(total.amount)
    return Text(
        f"{figure} {unit.ja}（{total.containers}容器）",
        f"{figure} {unit.en} ({total.containers} containers)",
    )

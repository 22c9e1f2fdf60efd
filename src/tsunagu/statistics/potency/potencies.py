"""A relative potency in the unit of the test preparation, and the scale that turns a ratio of doses into that unit."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tsunagu.statistics.checking import LARGEST, number
from tsunagu.statistics.estimates import Caution, Estimate, Interval, refuse
from tsunagu.statistics.potency.fieller import Fieller

Scales = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Potency:
    """The potency of one test preparation.

    Attributes
    ----------
    estimate : in the unit of the scale; the interval may reach from 0 to infinity.
    log_estimate : natural logarithm of the ratio times the scale, as runs are combined; None on the scale of ratios
        that may be negative (slope-ratio assays).
    fieller : the confidence set on the scale where it was made, without ``scale``; None for other methods.
    """

    preparation: str
    estimate: Estimate
    log_estimate: Estimate | None
    fieller: Fieller | None
    cautions: tuple[Caution, ...] = ()

    def relative_to(self, reference: float) -> Estimate:
        """Return the potency over a reference, such as the stated or assumed potency. Refuses one not above 0."""
        unit, span = potency_scale(reference), self.estimate.interval
        limits = Interval(span.lower / unit, span.upper / unit, span.level)
        return Estimate(self.estimate.value / unit, limits, self.estimate.degrees, self.estimate.method)


def potency_scale(
    standard_potency: float, standard_concentration: float = 1.0, test_concentration: float = 1.0
) -> float:
    """Return what a ratio of doses is multiplied by to become the potency of the test preparation.

    Assigned potency of the standard times its concentration in the stock solution (amount / volume), over the
    concentration of the test preparation (Ph. Eur. 5.3, 3.2.5 and the examples of 5.1). Refuses values not above 0.
    """
    potency, stock, test = (
        number(value, "標準品の力価と希釈前の濃度", "potency or concentration", above=0, code="scale")
        for value in (standard_potency, standard_concentration, test_concentration)
    )
    return number(potency / test * stock, "力価の換算係数", "scale of the potency", above=0, code="scale")


def from_log_ratio(
    name: str, found: Fieller, degrees: float | None, scale: float, cautions: tuple[Caution, ...] = ()
) -> Potency:
    """Return the potency from the confidence set of a natural log ratio of doses. Refuses a ratio beyond all bounds."""
    if abs(found.ratio) > math.log(LARGEST):
        refuse(
            "too_large",
            "力価の比が大きすぎて計算できません。傾きがほぼ0でないか、用量の単位が揃っているかを確認してください。",
            "The ratio is too large to calculate with: check for a slope near 0 and for doses in different units.",
        )
    log_scale, span = math.log(scale), found.interval
    logs = Interval(span.lower + log_scale, span.upper + log_scale, span.level)
    return Potency(
        name,
        Estimate(scale * math.exp(found.ratio), exponentiated(logs), degrees, "fieller"),
        Estimate(found.ratio + log_scale, logs, degrees, "fieller"),
        found,
        (*found.cautions, *cautions),
    )


def exponentiated(logs: Interval) -> Interval:
    """Return the interval of the values from that of their natural logarithms; what overflows is infinite."""
    return Interval(_exp(logs.lower), _exp(logs.upper), logs.level)


def scale_of(scales: Scales, name: str) -> float:
    """Return the scale of a preparation, 1 where none is given. Refuses one not above 0."""
    return potency_scale(scales.get(name, 1.0))


def _exp(value: float) -> float:
    return math.exp(value) if value < 709 else math.inf

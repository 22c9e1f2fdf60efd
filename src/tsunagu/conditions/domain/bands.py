"""Temperature bands and excursion rules, as data.

The bands are the platform's vocabulary. The figures of the rules are assumptions of the platform: a lane or a
product that has rules of its own passes them in.
"""

from dataclasses import dataclass

from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Band:
    """Lowest and highest temperature (degrees Celsius, both allowed; None: open end)."""

    key: str
    name: Text
    minimum_celsius: float | None
    maximum_celsius: float | None

    @property
    def is_frozen(self) -> bool:
        """Whether things in this band are frozen, so that mean kinetic temperature says nothing about them."""
        return self.maximum_celsius is not None and self.maximum_celsius < 0

    def holds(self, celsius: float) -> bool:
        """Return whether a temperature lies in the band."""
        low_ok = self.minimum_celsius is None or celsius >= self.minimum_celsius
        return low_ok and (self.maximum_celsius is None or celsius <= self.maximum_celsius)


@dataclass(frozen=True, slots=True)
class ExcursionRule:
    """How far outside the band is still allowed.

    Attributes
    ----------
    longest_minutes : one excursion may last this long.
    budget_minutes : all excursions together may last this long.
    hard_minimum_celsius, hard_maximum_celsius : never beyond, not for a moment.
    gap_minutes : longest time between two readings that still counts as read.
    """

    longest_minutes: float
    budget_minutes: float
    hard_minimum_celsius: float | None = None
    hard_maximum_celsius: float | None = None
    gap_minutes: float = 15.0


BANDS: dict[str, Band] = {
    band.key: band
    for band in (
        Band("vapour", Text("気相液体窒素（−150 ℃以下）", "Vapour phase (−150 °C or below)"), None, -150.0),
        Band("dry_ice", Text("ドライアイス（−60 ℃以下）", "Dry ice (−60 °C or below)"), None, -60.0),
        Band("cold", Text("冷蔵（2〜8 ℃）", "Cold (2–8 °C)"), 2.0, 8.0),
        Band("room", Text("室温（15〜25 ℃）", "Room (15–25 °C)"), 15.0, 25.0),
        Band("skin", Text("組織（10〜25 ℃）", "Tissue (10–25 °C)"), 10.0, 25.0),
        Band("body", Text("体温（36〜38 ℃）", "Body (36–38 °C)"), 36.0, 38.0),
    )
}
RULES: dict[str, ExcursionRule] = {
    "vapour": ExcursionRule(5.0, 15.0, hard_maximum_celsius=-120.0),
    "dry_ice": ExcursionRule(5.0, 15.0, hard_maximum_celsius=-40.0),
    "cold": ExcursionRule(30.0, 60.0, hard_minimum_celsius=0.0, hard_maximum_celsius=20.0),
    "room": ExcursionRule(60.0, 120.0, hard_minimum_celsius=5.0, hard_maximum_celsius=35.0),
    "skin": ExcursionRule(60.0, 120.0, hard_minimum_celsius=2.0, hard_maximum_celsius=35.0),
    "body": ExcursionRule(15.0, 30.0, hard_minimum_celsius=20.0, hard_maximum_celsius=39.0),
}

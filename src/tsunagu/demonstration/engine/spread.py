"""Where synthetic readings differ: known components of variance, so that an analysis can be held against the truth."""

import math
import random
from collections.abc import Mapping

from tsunagu.therapies.domain.route import Characteristic

SPREAD: Mapping[str, float] = {
    "donor": 0.16,
    "site": 0.10,
    "operator": 0.07,
    "instrument": 0.06,
    "reagent_lot": 0.07,
    "day": 0.06,
}
"""Standard deviation of each factor's effect, as a share of the room between the usual value and its nearest limit."""
SAMPLE, READING = 0.08, 0.05
"""The same for what differs from sample to sample, and from reading to reading of one sample."""
NEAREST = 0.97
"""No effect carries a value nearer to its limit than this share of the room, so that only the script fails tests."""


def usual(one: Characteristic) -> tuple[float, float]:
    """Return the usual value of a characteristic and the room to its nearest limit."""
    low, high = one.minimum, one.maximum
    if low is not None and high is None:
        high = 100.0 if one.unit == "%" else low * 2.2 + 1
    if low is not None and high is not None:
        return low + 0.45 * (high - low), 0.45 * (high - low)
    if high is not None:
        return 0.27 * high, 0.27 * high
    middle = 5e7 if "cell" in one.unit else 5.0
    return middle, 0.8 * middle


def effect(factor: str, level: str, salt: str) -> float:
    """Return the effect of one level, the same each time, in shares of the room."""
    return random.Random(f"{salt}/{factor}/{level}").gauss(0, SPREAD[factor])  # noqa: S311 - synthetic


def drawn(levels: Mapping[str, str], salt: str, sample: str, count: int) -> list[float]:
    """Return readings of one sample as shares of the room from the usual value: effects, sample, repetition."""
    chance = random.Random(f"{salt}/{sample}")  # noqa: S311 - synthetic
    middle = sum(effect(factor, level, salt) for factor, level in levels.items()) + chance.gauss(0, SAMPLE)
    return [middle + chance.gauss(0, READING) for _ in range(count)]


def spread_readings(one: Characteristic, levels: Mapping[str, str], sample: str, count: int) -> list[str]:
    """Return what is read of a sample of one characteristic, inside its limits."""
    middle, room = usual(one)
    shares = (max(-NEAREST, min(NEAREST, share)) for share in drawn(levels, one.key, sample, count))
    return [_written(middle + share * room, room) for share in shares]


def _written(value: float, room: float) -> str:
    if abs(value) >= 1e5:
        return f"{value:.4g}"
    return f"{value:.{max(1, math.ceil(2 - math.log10(room)))}f}"

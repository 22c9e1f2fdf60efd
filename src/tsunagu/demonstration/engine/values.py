"""Synthetic results: plausible values within (or, where the script says so, outside) the limits."""

import random
from collections.abc import Mapping

from tsunagu.demonstration.engine.spread import spread_readings, usual
from tsunagu.therapies.domain.route import Characteristic, Panel

REPEATED = frozenset({"automated_count", "flow_cytometry", "elisa", "qpcr", "digital_pcr"})
"""Methods that are read three times."""


def typed_values(panel: Panel, seed: str, failing: frozenset[str] = frozenset()) -> Mapping[str, str]:
    """Return what an analyst types for each characteristic of a panel."""
    chance = random.Random(seed)  # noqa: S311 - synthetic results
    return {one.key: _typed(one, chance, one.key in failing) for one in panel.characteristics}


def readings(
    one: Characteristic, seed: str, fails: bool = False, levels: Mapping[str, str] | None = None
) -> list[str]:
    """Return what is read of one characteristic: three readings near each other, or one word.

    ``levels`` say who reads it where and with what; a value that doesn't fail carries their known effects.
    """
    chance, count = random.Random(seed), 3 if one.method in REPEATED else 1  # noqa: S311 - synthetic results
    if levels is not None and one.expected is None and not fails and usual(one)[1] > 0:
        return spread_readings(one, levels, seed, count)
    middle = _typed(one, chance, fails)
    if one.expected is not None or count == 1:
        return [middle]
    decimals = len(middle.partition(".")[2]) if "e" not in middle else 0
    value = float(middle)
    if "e" in middle or abs(value) >= 1e5:
        return [f"{value * chance.uniform(0.985, 1.015):.3g}" for _ in range(3)]
    found = [value * chance.uniform(0.99, 1.01) for _ in range(3)]
    top = one.maximum if one.maximum is not None and not fails else None
    return [f"{min(each, top or each):.{decimals}f}" for each in found]


def _typed(one: Characteristic, chance: random.Random, fails: bool) -> str:
    if one.expected is not None:
        return _OPPOSITE.get(one.expected, "positive") if fails else one.expected
    low, high = one.minimum, one.maximum
    share = chance.uniform(0.2, 0.7)
    if low is None and high is None:
        least, most = _USUAL.get(one.unit, (1, 9))
        return f"{chance.uniform(least, most):.1f}" + ("e7" if "cell" in one.unit else "")
    if low is not None and high is not None:
        value = low - 0.1 * (high - low) if fails else low + share * (high - low)
    elif low is not None:
        top = 100.0 if one.unit == "%" else low * 2.2 + 1
        value = low * 0.94 if fails else low + share * (top - low)
    else:
        value = (high or 0) * 1.6 if fails else (high or 0) * share * 0.6
    return f"{value:.3g}" if abs(value) >= 1e5 or abs(value) < 0.1 else f"{value:.1f}"


_USUAL = {"%": (85, 98), "h": (24, 40)}
"""What is read where nothing limits it, by unit."""
_OPPOSITE = {"negative": "positive", "positive": "negative", "conforming": "not conforming"}

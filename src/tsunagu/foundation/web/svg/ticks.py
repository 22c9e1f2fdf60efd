"""Which numbers an axis shows: steps of 1, 2 or 5, powers of ten on a log axis, all written alike."""

import math
from collections.abc import Sequence
from itertools import pairwise

from tsunagu.foundation.web.numbers import MINUS, number

_STEPS = (1.0, 2.0, 5.0, 10.0)
_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def nice_ticks(low: float, high: float, most: int) -> list[float]:
    """Return at most ``most`` round numbers from ``low`` to ``high``, steps of 1, 2 or 5 times a power of ten."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return []
    rough = (high - low) / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    for step in (factor * power for factor in (*_STEPS, 20.0, 50.0)):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= most:
            return [round(i * step, 12 - math.floor(math.log10(step))) for i in range(first, last + 1)]
    return []


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Return powers of ten from ``low`` to ``high``; less than two of them bring 2 and 5 times the powers along."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    powers = [10.0**i for i in range(first, last + 1)]
    whole = [p for p in powers if low * (1 - 1e-9) <= p <= high * (1 + 1e-9)]
    if len(whole) > most:
        return whole[:: math.ceil(len(whole) / max(most, 1))]
    fine = [m * p for p in powers for m in (1.0, 2.0, 5.0) if low * (1 - 1e-9) <= m * p <= high * (1 + 1e-9)]
    if len(whole) < 3 and len(fine) <= most:
        return fine if len(fine) > 1 else nice_ticks(low, high, most)
    return whole if len(whole) > 1 else nice_ticks(low, high, most)


def tick_texts(ticks: Sequence[float]) -> list[str]:
    """Write the numbers of one axis, all with as many decimals as the finest needs."""
    sizes = [abs(tick) for tick in ticks if tick]
    if not sizes:
        return ["0" for _ in ticks]
    if len(sizes) > 1 and max(sizes) / min(sizes) > 999 and all(_is_power(size) for size in sizes):
        return [_power(tick) for tick in ticks]
    if len(ticks) > 1 and not _is_even(ticks):
        return [number(tick) for tick in ticks]
    if max(sizes) < 1_000_000 and max(sizes) >= 0.001:
        return [_plain(tick, _decimals(ticks)) for tick in ticks]
    exponent = math.floor(math.log10(max(sizes)) + 1e-9)
    parts = [tick / 10.0**exponent for tick in ticks]
    power = f"×10{str(exponent).translate(_SUPERSCRIPT)}"
    return [_plain(part, _decimals(parts)) + power if part else "0" for part in parts]


def _plain(value: float, digits: int) -> str:
    return f"{value + 0.0:,.{digits}f}".replace("-", MINUS)


def _decimals(values: Sequence[float]) -> int:
    steps = [abs(after - before) for before, after in pairwise(values)]
    finest = 1e-3 * min(steps) if steps else 1e-9 * max(abs(value) for value in values)
    return next((n for n in range(15) if all(abs(v - round(v, n)) <= finest for v in values)), 15)


def _is_even(ticks: Sequence[float]) -> bool:
    return abs((ticks[1] - ticks[0]) - (ticks[-1] - ticks[-2])) < 1e-3 * abs(ticks[1] - ticks[0])


def _is_power(size: float) -> bool:
    return abs(math.log10(size) - round(math.log10(size))) < 1e-9


def _power(tick: float) -> str:
    exponent = round(math.log10(tick))
    return {0: "1", 1: "10"}.get(exponent, f"10{str(exponent).translate(_SUPERSCRIPT)}")

"""Percentiles of times, and figures as a benchmark returns them."""

import math
import statistics
from collections.abc import Mapping, Sequence

Figure = dict[str, float | str]


def figure(value: float, unit: str) -> Figure:
    """Return a figure."""
    return {"value": round(value, 2), "unit": unit}


def percentile(times: Sequence[float], share: float) -> float:
    """Return the smallest time that at least ``share`` of the times don't exceed."""
    ordered = sorted(times)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def latencies(rounds: Sequence[Sequence[float]], label: str) -> dict[str, Figure]:
    """Return p50 and p95 over all rounds, and the lowest and highest p95 of a round; seconds become ms."""
    together = [one for times in rounds for one in times]
    each = [percentile(times, 0.95) * 1000 for times in rounds]
    return {
        f"p50_ms_{label}": figure(statistics.median(together) * 1000, "ms"),
        f"p95_ms_{label}": figure(percentile(together, 0.95) * 1000, "ms"),
        f"p95_ms_{label}_lowest": figure(min(each), "ms"),
        f"p95_ms_{label}_highest": figure(max(each), "ms"),
    }


def ratio(figures: Mapping[str, Figure], over: str, under: str) -> Figure:
    """Return how many times one figure is the other."""
    return figure(float(figures[over]["value"]) / float(figures[under]["value"]), "1")

"""Roots on the positive axis, found from a start by widening geometrically, then by Brent's method."""

from collections.abc import Callable

from scipy.optimize import brentq

from tsunagu.statistics.estimates import refuse

STEPS = 900


def crossing(function: Callable[[float], float], start: float, factor: float) -> float:
    """Return where the function changes its sign, going from ``start`` (above 0) by powers of ``factor``.

    Refuses where the sign never changes within the range of numbers.
    """
    inner, sign = start, function(start) > 0
    for _ in range(STEPS):
        outer = inner * factor
        if not 1e-290 < outer < 1e290:
            break
        if (function(outer) > 0) != sign:
            return float(brentq(function, min(inner, outer), max(inner, outer), xtol=1e-300, rtol=1e-13))
        inner = outer
    return refuse("no_root", "推定値が収束しませんでした。", "The estimate did not converge.")


def falling_root(function: Callable[[float], float], start: float) -> float:
    """Return the root of a function that falls from plus to minus on the positive axis."""
    return crossing(function, start, 2.0 if function(start) > 0 else 0.5)

"""Shares and means of a few observations, drawn towards what is known of the whole: partial pooling.

A share has a beta prior with the mean of what lies above it (site: the network; network: the assumption) and a strength
of so many observations; the strength of the network is estimated from how much more sites differ than chance lets them
(moments of the beta-binomial: Kleinman 1973, J Am Stat Assoc 68:46). The mean of an exponential lateness has the
conjugate gamma prior on its rate. Intervals are equal-tailed posterior ones, 95 %. What lies above is itself
estimated: its variance is added to the prior's (``tempered``), without which intervals of sites that are alike are
too short.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from scipy import special

from tsunagu.statistics.estimates import LEVEL, Estimate, Interval

TAIL = (1 - LEVEL) / 2
WEAKEST, STRONGEST = 2.0, 400.0
"""Bounds of an estimated strength, in observations: sites that differ wildly, sites that don't differ at all."""
FEWEST_GROUPS = 3
LEAST_SHARE = 1e-4
"""A prior share of exactly 0 or 1 would outlast any observation."""


@dataclass(frozen=True, slots=True)
class Counted:
    """So many of so many."""

    hits: int
    among: int


@dataclass(frozen=True, slots=True)
class Lasted:
    """So many events that lasted so many hours together; what still runs adds hours, but no event."""

    events: int
    hours: float


def pooled_share(found: Counted, prior: float, strength: float) -> Estimate:
    """Return the posterior mean of a share and its interval: Beta(k p + x, k (1 - p) + n - x)."""
    share = min(max(prior, LEAST_SHARE), 1 - LEAST_SHARE)
    first, second = strength * share + found.hits, strength * (1 - share) + found.among - found.hits
    low, high = (float(special.betaincinv(first, second, tail)) for tail in (TAIL, 1 - TAIL))
    return Estimate(first / (first + second), Interval(low, high), method="beta_binomial")


def strength_of(groups: Sequence[Counted], otherwise: float) -> float:
    """Return how many observations the common share of the groups is worth for one of them.

    The intraclass correlation from moments, rho = (S / (p q) - (m - 1)) / (N - sum n^2 / N - (m - 1)) with
    S = sum n (share - p)^2, gives k = 1 / rho - 1. Fewer than ``FEWEST_GROUPS`` groups, or a common share of 0 or 1,
    tell nothing: ``otherwise``.
    """
    used = [one for one in groups if one.among]
    among = np.array([one.among for one in used], dtype=float)
    hits = np.array([one.hits for one in used], dtype=float)
    total = float(among.sum())
    common = float(hits.sum()) / total if total else 0.0
    if len(used) < FEWEST_GROUPS or not 0 < common < 1:
        return otherwise
    spread = float(np.sum(among * (hits / among - common) ** 2)) / (common * (1 - common))
    room = total - float(np.sum(among**2)) / total - (len(used) - 1)
    excess = spread - (len(used) - 1)
    if room <= 0:
        return otherwise
    correlation = excess / room
    return STRONGEST if correlation <= 0 else float(np.clip(1 / correlation - 1, WEAKEST, STRONGEST))


def tempered(strength: float, among: float) -> float:
    """Return a strength whose prior also holds the uncertainty of its mean, seen ``among`` times: 1 / (1/k + 1/N)."""
    return 1 / (1 / strength + 1 / among)


def pooled_mean(found: Lasted, prior: float, strength: float) -> Estimate:
    """Return the mean of exponential times and its interval: the rate is Gamma(k + n) over k m + total hours."""
    events, hours = strength + found.events, strength * prior + found.hours
    low, high = (hours / float(special.gammaincinv(events, tail)) for tail in (1 - TAIL, TAIL))
    return Estimate(hours / events, Interval(low, high), method="gamma_exponential")


def median_of(ended: Sequence[float], running: Sequence[float] = ()) -> Estimate | None:
    """Return the median of times of which some still run (Kaplan & Meier 1958) with its interval.

    The interval holds the times at which the log-log interval of the curve holds one half (Brookmeyer & Crowley 1982);
    an end that the curve doesn't reach is infinite. None where fewer than half have ended.
    """
    if len(ended) < 2:
        return None
    data = scipy.stats.CensoredData(uncensored=list(ended), right=list(running))
    curve = scipy.stats.ecdf(data).sf
    middle = _first(curve.quantiles, curve.probabilities)
    if middle is None:
        return None
    with (
        np.errstate(all="ignore"),
        warnings.catch_warnings(action="ignore"),
    ):  # the curve's ends have no interval
        band = curve.confidence_interval(LEVEL, method="log-log")
    low = _first(curve.quantiles, np.nan_to_num(band.low.probabilities, nan=0.0))
    high = _first(curve.quantiles, np.nan_to_num(band.high.probabilities, nan=1.0))
    lower = middle if low is None else min(low, middle)
    return Estimate(
        middle, Interval(lower, np.inf if high is None else max(high, middle)), method="kaplan_meier"
    )


def _first(times: "np.ndarray[tuple[int], np.dtype[np.float64]]", share: object) -> float | None:
    below = np.flatnonzero(np.asarray(share) <= 0.5)
    return float(times[below[0]]) if len(below) else None

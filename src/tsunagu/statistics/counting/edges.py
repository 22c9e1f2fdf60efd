"""Outcomes at the edge (nothing or everything found), where only one limit exists: how much chance it leaves out."""

import math

import scipy

from tsunagu.statistics.counting.checking import unknown

EDGES = ("one_sided", "two_sided", "likelihood_ratio")


def edge_tail(edge: str, alpha: float) -> float:
    """Return the probability of the outcome at its limit, for error ``alpha``.

    Parameters
    ----------
    edge : ``one_sided`` (all of alpha; Ridout 1994, Hu & Smyth 2009), ``two_sided`` (half of it; Jarvis, Wilrich &
        Wilrich 2010) or ``likelihood_ratio`` (where twice the log likelihood drops by chi-squared with 1 degree).
    """
    if edge not in EDGES:
        unknown("端の扱い", "edge", edge, EDGES)
    if edge == "likelihood_ratio":
        return math.exp(-float(scipy.stats.chi2.isf(alpha, 1)) / 2)
    return alpha if edge == "one_sided" else alpha / 2

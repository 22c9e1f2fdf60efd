"""Sigmoid shapes of response on log dose: the share of the way from the response at dose 0 to that at endless dose."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from tsunagu.statistics.checking import Vector

Family = Literal["logistic", "gottschalk_dunn", "richards"]


@dataclass(frozen=True, slots=True)
class Rise:
    """The share of the way, shape (n,), and how it changes with ln slope, ln asymmetry and the location."""

    share: Vector
    by_slope: Vector
    by_asymmetry: Vector
    by_location: Vector


def rise(x: Vector, slope: float, asymmetry: float, location: Vector, family: Family) -> Rise:
    """Return the share of the way at natural log doses ``x``; minus infinity is dose 0.

    With t = slope (x - location) and u = 1 / (1 + exp(-t)): ``logistic`` is u (four parameters; Ph. Eur. 5.3, 3.4),
    ``gottschalk_dunn`` is 1 - (1 - u)^asymmetry (five parameters; Gottschalk and Dunn 2005), ``richards`` is
    u^asymmetry (Richards 1959), its mirror image.
    """
    dosed = np.isfinite(x)
    t = slope * (np.where(dosed, x, 0.0) - location)
    up, down = special.log_expit(t), special.log_expit(-t)
    if family == "logistic":
        share, by_t, by_asymmetry = np.exp(up), np.exp(up + down), np.zeros_like(t)
    elif family == "gottschalk_dunn":
        share, by_t = -np.expm1(asymmetry * down), asymmetry * np.exp(asymmetry * down + up)
        by_asymmetry = -asymmetry * down * np.exp(asymmetry * down)
    else:
        share, by_t = np.exp(asymmetry * up), asymmetry * np.exp(asymmetry * up + down)
        by_asymmetry = asymmetry * up * np.exp(asymmetry * up)
    return Rise(share * dosed, by_t * t * dosed, by_asymmetry * dosed, -slope * by_t * dosed)


def standing(share: float, asymmetry: float, family: Family) -> float:
    """Return t = slope (x - location) at which the given share of the way is gone (one half for the EC50)."""
    if family == "logistic":
        return float(special.logit(share))
    if family == "gottschalk_dunn":
        return float(np.log(np.expm1(-np.log1p(-share) / asymmetry)))
    return float(-np.log(np.expm1(-np.log(share) / asymmetry)))


def standing_by_asymmetry(share: float, asymmetry: float, family: Family) -> float:
    """Return how that t changes with ln asymmetry."""
    if family == "logistic":
        return 0.0
    power = -np.log1p(-share) if family == "gottschalk_dunn" else -np.log(share)
    change = -power / asymmetry / -np.expm1(-power / asymmetry)
    return float(change if family == "gottschalk_dunn" else -change)

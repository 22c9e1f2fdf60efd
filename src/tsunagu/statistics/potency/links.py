"""The shapes that a share of responding units may take against log dose: probit, logit, gompit and angle."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy
from scipy import special

from tsunagu.statistics.checking import Vector
from tsunagu.statistics.potency.choices import check_choice

Link = Literal["probit", "logit", "gompit", "cloglog", "loglog", "angit"]
_EDGE = np.pi / 2 - 1e-6  # the angle has no share beyond a right angle


@dataclass(frozen=True, slots=True)
class Shape:
    """A distribution: the share below, its density, and the value at a share."""

    share: Callable[[Vector], Vector]
    density: Callable[[Vector], Vector]
    value: Callable[[Vector], Vector]


def shape(link: Link) -> Shape:
    """Return the shape of a link (Ph. Eur. 5.3, 4.2 to 4.4). Refuses one that isn't known."""
    check_choice("link", link, _SHAPES)
    return _SHAPES[link]


def _within(values: Vector) -> Vector:
    return np.clip(values, -_EDGE, _EDGE)


def _gompit() -> Shape:
    return Shape(
        lambda x: -np.expm1(-np.exp(np.minimum(x, 50))),
        lambda x: np.exp(np.clip(x, -700, 50) - np.exp(np.clip(x, -700, 50))),
        lambda p: np.log(-np.log1p(-p)),
    )


_SHAPES: dict[str, Shape] = {
    "probit": Shape(
        lambda eta: scipy.stats.norm.cdf(eta),  # noqa: PLW0108 - loaded when asked
        lambda eta: scipy.stats.norm.pdf(eta),  # noqa: PLW0108 - loaded when asked
        lambda share: scipy.stats.norm.ppf(share),  # noqa: PLW0108 - loaded when asked
    ),
    "logit": Shape(special.expit, lambda x: special.expit(x) * special.expit(-x), special.logit),
    "gompit": _gompit(),
    "cloglog": _gompit(),  # the name of the gompit outside the pharmacopoeia
    "loglog": Shape(
        lambda x: np.exp(-np.exp(np.minimum(-x, 50))),
        lambda x: np.exp(np.clip(-x, -700, 50) - np.exp(np.clip(-x, -700, 50))),
        lambda p: -np.log(-np.log(p)),
    ),
    "angit": Shape(
        lambda x: (1 + np.sin(_within(x))) / 2,
        lambda x: np.cos(_within(x)) / 2,
        lambda p: np.arcsin(2 * p - 1),
    ),
}

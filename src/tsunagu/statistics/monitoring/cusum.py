"""Tabular cumulative sums: lasting shifts of a known size, and how many points they take to be seen."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from tsunagu.statistics.checking import choice, number, one, whole
from tsunagu.statistics.estimates import refuse
from tsunagu.statistics.monitoring.charts import Evaluation
from tsunagu.statistics.monitoring.ewma import check_location

FARTHEST = 1000.0  # standard deviations; no chart reaches further
MOST_STATES = 4000


@dataclass(frozen=True, slots=True)
class CusumPoint:
    """Sums after a point, in standard deviations; ``run_up`` and ``run_down`` count points since each was 0."""

    number: int
    up: float
    down: float
    run_up: int
    run_down: int


@dataclass(frozen=True, slots=True)
class Cusum:
    """A CUSUM chart.

    Attributes
    ----------
    reference, decision : k and h in standard deviations of what is plotted.
    signalled : numbers of the points with a sum above h.
    began : number of the point at which the shift of the first signal seems to have begun; None without a signal.
    """

    version: str
    reference: float
    decision: float
    head_start: float
    points: tuple[CusumPoint, ...]
    signalled: tuple[int, ...]
    began: int | None

    @property
    def stable(self) -> bool:
        """Return whether neither sum passes h."""
        return not self.signalled


def cusum(
    evaluation: Evaluation, *, reference: float = 0.5, decision: float = 5.0, head_start: float = 0.0
) -> Cusum:
    """Sum what points exceed the center by, upwards and downwards.

    Parameters
    ----------
    evaluation : the points held against frozen limits.
    reference : k, half the shift to be seen, in standard deviations of what is plotted.
    decision : h, the sum that signals.
    head_start : share of h from which both sums start; 0.5 is the fast initial response.

    C+ = max(0, C+ + z - k), C- = max(0, C- - z - k). The sums go on after a signal. Sources: Page (Biometrika 1954;
    41:100-115); Lucas and Crosier (Technometrics 1982; 24:199-205) for the head start; ISO 7870-4:2021.
    """
    check_location(evaluation)
    _check(reference, decision, head_start)
    up = down = head_start * decision
    run_up = run_down = 0
    points = []
    for point in evaluation.points:
        up, down = max(0.0, up + point.z - reference), max(0.0, down - point.z - reference)
        run_up, run_down = run_up + 1 if up > 0 else 0, run_down + 1 if down > 0 else 0
        points.append(CusumPoint(point.number, up, down, run_up, run_down))
    above = [index for index, point in enumerate(points) if max(point.up, point.down) > decision]
    began = None
    if above:
        first = points[above[0]]
        run = first.run_up if first.up > decision else first.run_down
        began = points[above[0] - run + 1].number
    numbers = tuple(points[index].number for index in above)
    return Cusum(evaluation.limits.version, reference, decision, head_start, tuple(points), numbers, began)


def average_run_length(
    *,
    reference: float,
    decision: float,
    shift: float = 0.0,
    head_start: float = 0.0,
    sides: int = 2,
    method: Literal["markov", "siegmund"] = "markov",
    states: int = 400,
) -> float:
    """Return the mean number of points until a signal, where the mean has shifted by ``shift`` standard deviations.

    Parameters
    ----------
    reference, decision, head_start : of the chart, as in ``cusum``.
    sides : 1 (upwards only) or 2.
    method : ``markov`` (Brook and Evans, Biometrika 1972; 59:539-549, with ``states`` states) or ``siegmund``
        (Siegmund 1985: (exp(-2 d b) + 2 d b - 1)/(2 d^2), d = shift - k, b = h + 1.166; no head start).

    Both sides combine exactly without a head start (1/ARL = 1/ARL+ + 1/ARL-, van Dobben de Bruyn 1968), with one by
    Lucas and Crosier (1982): the sides never both run above 0 for long where k > 0.
    """
    _check(reference, decision, head_start)
    number(shift, "平均のずれ", "shift of the mean", least=-FARTHEST, most=FARTHEST)
    choice(method, ("markov", "siegmund"), "平均連長の求め方", "method of the run length")
    if one(sides) not in (1, 2):
        refuse("sides", "片側（1）または両側（2）を指定してください。", "The sides must be 1 or 2.")
    if method == "siegmund":
        if head_start:
            refuse(
                "siegmund_head_start",
                "Siegmundの近似は初期値0の場合にだけ使えます。",
                "Siegmund's approximation knows no head start; use the Markov chain.",
            )
        runs = [_siegmund(sign * shift - reference, decision + 1.166) for sign in (1, -1)]
        return runs[0] if sides == 1 else 1 / (1 / runs[0] + 1 / runs[1])
    states = whole(states, "状態の数", "number of states", 2, MOST_STATES)
    zero_up, start_up = _markov(shift - reference, decision, head_start, states)
    if sides == 1:
        return start_up
    zero_down, start_down = _markov(-shift - reference, decision, head_start, states)
    return (start_up * zero_down + start_down * zero_up - zero_up * zero_down) / (zero_up + zero_down)


def _siegmund(drift: float, barrier: float) -> float:
    if abs(drift) < 1e-6:
        return barrier * barrier
    return (math.expm1(-2 * drift * barrier) + 2 * drift * barrier) / (2 * drift * drift)


def _markov(drift: float, decision: float, head_start: float, states: int) -> tuple[float, float]:
    """Mean run of one side from 0 and from the head start, with the sum in ``states`` cells from 0 to h."""
    width = 2 * decision / (2 * states - 1)
    here = np.arange(states) * width
    upper = here[None, :] - here[:, None] + width / 2 - drift
    step = special.ndtr(upper) - special.ndtr(upper - width)
    step[:, 0] = special.ndtr(upper[:, 0])
    runs = np.linalg.solve(np.eye(states) - step, np.ones(states))
    return float(runs[0]), float(np.interp(head_start * decision, here, runs))


def _check(reference: float, decision: float, head_start: float) -> None:
    k, h, start = one(reference), one(decision), one(head_start)
    if not (0 <= k <= FARTHEST and 0 < h <= FARTHEST and 0 <= start < 1):
        refuse(
            "cusum_settings",
            "kは0以上、hは正の数、初期値はhの0以上1未満の割合で指定してください。",
            "k must not be negative, h be positive, and the head start a share of h from 0 to below 1.",
        )

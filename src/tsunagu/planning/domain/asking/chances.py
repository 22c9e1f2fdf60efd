"""How sure a date is: the chain carried out many times with durations that vary and steps that fail.

The figures are assumptions until a network has its own (failed and out-of-specification lots of published CAR-T
products: 4 to 19 %); they are shown as assumptions.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tsunagu.planning.domain.problem import Option
from tsunagu.planning.domain.solution import Assignment


@dataclass(frozen=True, slots=True)
class Spread:
    """How a kind of step varies: it takes longer in ``late_share`` of all cases, by ``late_hours`` on average
    (exponential), and fails in ``failure`` of them.
    """

    late_share: float = 0.0
    late_hours: float = 0.0
    failure: float = 0.0


ASSUMED: Mapping[str, Spread] = {
    "collect": Spread(0.02, 24.0, 0.01),
    "transport": Spread(0.03, 12.0, 0.001),
    "process": Spread(0.05, 6.0, 0.01),
    "tend": Spread(0.10, 24.0, 0.02),
    "test": Spread(0.05, 24.0, 0.01),
    "release": Spread(0.05, 24.0),
    "accept": Spread(0.02, 6.0, 0.002),
    "prepare": Spread(0.02, 24.0, 0.005),
}


@dataclass(frozen=True)
class Chances:
    """What many runs gave: delay of the goal in hours, run by run; infinite where a step failed."""

    delays: NDArray[np.float64]

    def within(self, hours: float) -> float:
        """Return the share of runs in which the goal begins at most so many hours after its planned time."""
        return float(np.mean(self.delays <= hours))

    @property
    def failing(self) -> float:
        """Return the share of runs in which a step failed."""
        return float(np.mean(np.isinf(self.delays)))

    def hours_for(self, share: float) -> float | None:
        """Return by how much the date must be later to be kept in that share of runs; None where it never is."""
        if 1 - self.failing < share:
            return None
        return float(np.quantile(self.delays, share, method="higher"))


def chances(
    option: Option,
    assignment: Assignment,
    goal: str,
    actions: Mapping[str, str],
    runs: int = 2000,
    seed: int = 0,
    spreads: Mapping[str, Spread] = ASSUMED,
) -> Chances:
    """Carry a planned chain out ``runs`` times: each task begins as planned, or later where what precedes it is late.

    Delays eat into the waiting times of the plan first; a delay that outlasts them moves what follows. A window that
    is broken counts as failed.
    """
    chance = np.random.default_rng(seed)
    count = len(option.tasks)
    starts = np.repeat(np.array(assignment.starts, dtype=float)[:, None], runs, axis=1)
    ends = np.zeros((count, runs))
    broken = np.zeros(runs, dtype=np.bool_)
    for number, task in enumerate(option.tasks):
        for lag in option.lags:
            if lag.second == task.key:
                np.maximum(starts[number], ends[option.index[lag.first]] + lag.at_least, out=starts[number])
        for lag in option.lags:
            if lag.second == task.key and lag.at_most is not None:
                broken |= starts[number] - ends[option.index[lag.first]] > lag.at_most
        spread = spreads.get(actions.get(task.key, ""), Spread())
        late = chance.random(runs) < spread.late_share
        extra = np.where(late, chance.exponential(max(spread.late_hours, 1e-9), runs), 0.0)
        ends[number] = starts[number] + (assignment.ends[number] - assignment.starts[number]) + extra
        is_before_goal = number < option.index[goal]
        broken |= is_before_goal & (chance.random(runs) < spread.failure)
    place = option.index[goal]
    delays = starts[place] - assignment.starts[place]
    return Chances(np.where(broken, np.inf, delays))

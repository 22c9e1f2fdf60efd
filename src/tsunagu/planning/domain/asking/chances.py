"""How sure a date is: the chain carried out many times with durations that vary and steps that fail.

How each step varies comes from what is in force for its site or lane: an accepted estimate, else an assumption.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tsunagu.planning.domain.estimates.assumptions import Spread
from tsunagu.planning.domain.problem import Option
from tsunagu.planning.domain.solution import Assignment

DAY = 24
RUNS = 2000
LEAST_GAIN = 0.005
"""Below so much a gain is noise of the runs."""


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

    def hours_if_none_fails(self, share: float) -> float:
        """Return the same among the runs in which no step failed; 0 where there are none."""
        sound = self.delays[np.isfinite(self.delays)]
        return float(np.quantile(sound, share, method="higher")) if len(sound) else 0.0

    def hours_for(self, share: float) -> float | None:
        """Return by how much the date must be later to be kept in that share of runs; None where it never is."""
        if 1 - self.failing < share:
            return None
        return float(np.quantile(self.delays, share, method="higher"))


@dataclass(frozen=True, slots=True)
class Help:
    """The step after which a day of slack helps most: the chance that the goal is on its day would be ``chance``."""

    step: str
    chance: float


def chances(
    option: Option,
    assignment: Assignment,
    goal: str,
    spreads: Mapping[str, Spread],
    runs: int = RUNS,
    seed: int = 0,
) -> Chances:
    """Carry a planned chain out ``runs`` times: each task begins as planned, or later where what precedes it is late.

    Delays eat into the waiting times of the plan first; a delay that outlasts them moves what follows. A window that
    is broken counts as failed. ``spreads`` are by task; a task without one is always on time.
    """
    return Rehearsal(option, goal, spreads, runs, seed).carried(assignment)


def where_slack_helps(
    option: Option, assignment: Assignment, goal: str, spreads: Mapping[str, Spread], seed: int = 0
) -> Help | None:
    """Return after which task another day of slack would raise the chance of the goal's day most; None if after none.

    The same runs again, with up to ``DAY`` hours of one task's own delay absorbed.
    """
    runs = Rehearsal(option, goal, spreads, seed=seed)
    room = DAY - 1 - assignment.starts[option.index[goal]] % DAY
    best: Help | None = None
    before = runs.carried(assignment).within(room)
    for number, task in enumerate(option.tasks):
        if number >= option.index[goal] or not runs.extra[number].any():
            continue
        chance = runs.carried(assignment, number).within(room)
        if chance > max(before + LEAST_GAIN, best.chance if best else 0.0):
            best = Help(task.key, chance)
    return best


class Rehearsal:
    """What chance does to each task in each run, drawn once, so that assignments are compared by the same luck."""

    def __init__(
        self, option: Option, goal: str, spreads: Mapping[str, Spread], runs: int = RUNS, seed: int = 0
    ) -> None:
        chance = np.random.default_rng(seed)
        self.option, self.goal, self.runs = option, goal, runs
        self.extra = np.zeros((len(option.tasks), runs))
        self.failed = np.zeros(runs, dtype=np.bool_)
        self.lags = [[lag for lag in option.lags if lag.second == task.key] for task in option.tasks]
        for number, task in enumerate(option.tasks):
            spread = spreads.get(task.key, Spread())
            late = chance.random(runs) < spread.late_share
            self.extra[number] = np.where(late, chance.exponential(max(spread.late_hours, 1e-9), runs), 0.0)
            self.failed |= (number < option.index[goal]) & (chance.random(runs) < spread.failure)

    def carried(self, assignment: Assignment, spared: int | None = None) -> Chances:
        """Carry the plan out; of the delay of the task ``spared`` a day is absorbed."""
        option, broken = self.option, self.failed.copy()
        starts = np.repeat(np.array(assignment.starts, dtype=float)[:, None], self.runs, axis=1)
        ends = np.zeros_like(starts)
        for number in range(len(option.tasks)):
            for lag in self.lags[number]:
                np.maximum(starts[number], ends[option.index[lag.first]] + lag.at_least, out=starts[number])
            for lag in self.lags[number]:
                if lag.at_most is not None:
                    broken |= starts[number] - ends[option.index[lag.first]] > lag.at_most
            own = self.extra[number]
            delay = np.maximum(own - DAY, 0.0) if number == spared else own
            ends[number] = starts[number] + (assignment.ends[number] - assignment.starts[number]) + delay
        place = option.index[self.goal]
        return Chances(np.where(broken, np.inf, starts[place] - assignment.starts[place]))

"""A linear program with whole-numbered columns, put together row by row for HiGHS."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import highspy
import numpy as np

INFINITE = highspy.kHighsInf


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search: rounds and nodes decide (the same on every machine); seconds end what would never end.

    ``rounds`` are of changing a plan step by step, before the program is solved.
    """

    rounds: int = 60
    nodes: int = 2_000
    seconds: float = 60.0
    gap: float = 1e-6


@dataclass(frozen=True, slots=True)
class Found:
    """The best values found for all columns, their cost and the proven bound; values None where there are none."""

    values: list[float] | None
    cost: float
    bound: float


class Program:
    """Grows by columns and rows; minimises."""

    def __init__(self) -> None:
        self._cost: list[float] = []
        self._low: list[float] = []
        self._high: list[float] = []
        self._whole: list[bool] = []
        self._row_low: list[float] = []
        self._row_high: list[float] = []
        self._begins: list[int] = [0]
        self._places: list[int] = []
        self._factors: list[float] = []

    def column(
        self, cost: float = 0.0, low: float = 0.0, high: float = INFINITE, *, is_whole: bool = False
    ) -> int:
        """Add a column and return its number."""
        self._cost.append(cost)
        self._low.append(low)
        self._high.append(high)
        self._whole.append(is_whole)
        return len(self._cost) - 1

    def row(self, low: float, high: float, terms: Iterable[tuple[int, float]]) -> None:
        """Add a row: the terms (column, factor) add up to something between low and high."""
        for place, factor in terms:
            if factor:
                self._places.append(place)
                self._factors.append(factor)
        self._begins.append(len(self._places))
        self._row_low.append(low)
        self._row_high.append(high)

    def solve(self, effort: Effort, hint: Mapping[int, float] | None = None) -> Found:
        """Search from a hint (values of some columns), if any."""
        highs = highspy.Highs()
        for name, value in (
            ("output_flag", False), ("threads", 1), ("random_seed", 1), ("mip_rel_gap", effort.gap),
            ("mip_max_nodes", effort.nodes), ("time_limit", effort.seconds),
        ):  # fmt: skip
            highs.setOptionValue(name, value)
        highs.passModel(self._model())
        if hint:
            highs.setSolution(
                len(hint),
                np.array(list(hint), dtype=np.int32),
                np.array(list(hint.values()), dtype=np.float64),
            )
        highs.run()
        info = highs.getInfo()
        has_values = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = list(highs.getSolution().col_value) if has_values else None
        bound = info.mip_dual_bound if any(self._whole) else info.objective_function_value
        return Found(values, info.objective_function_value, bound)

    def _model(self) -> highspy.HighsLp:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self._cost), len(self._row_low)
        model.col_cost_ = np.array(self._cost)
        model.col_lower_, model.col_upper_ = np.array(self._low), np.array(self._high)
        model.row_lower_, model.row_upper_ = np.array(self._row_low), np.array(self._row_high)
        matrix = model.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.array(self._begins, dtype=np.int32)
        matrix.index_ = np.array(self._places, dtype=np.int32)
        matrix.value_ = np.array(self._factors)
        kinds = highspy.HighsVarType
        model.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in self._whole]
        return model

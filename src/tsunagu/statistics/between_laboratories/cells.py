"""The cells of a round: each laboratory's replicates on one material, counted and averaged once for all methods."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tsunagu.statistics.basics.summary import centre
from tsunagu.statistics.checking import Vector, is_constant, vector
from tsunagu.statistics.estimates import refuse

Cells = Mapping[str, ArrayLike] | Sequence[ArrayLike]
"""Replicates by name of the laboratory, or in a sequence (named ``1``, ``2``, ...); cells may differ in size."""

Weights = Literal["results", "laboratories"]
"""Whether a general mean weighs laboratories by their number of results, or all the same."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What all methods need of a round; arrays of shape (p,) in the order of the laboratories.

    Attributes
    ----------
    names : of the p laboratories.
    counts : number of replicates n_i.
    centre : a value near all others, that was taken off first, so that leading digits cost no precision.
    offsets : cell means minus ``centre``.
    squares : sums of squares within the cells, exactly 0 where replicates are equal.
    """

    names: tuple[str, ...]
    counts: NDArray[np.int64]
    centre: float
    offsets: Vector
    squares: Vector

    @property
    def laboratories(self) -> int:
        """Number of laboratories p."""
        return len(self.names)

    @property
    def total(self) -> int:
        """Number of all results N."""
        return int(self.counts.sum())

    @property
    def degrees(self) -> NDArray[np.int64]:
        """Degrees of freedom within each cell."""
        return self.counts - 1

    @property
    def means(self) -> Vector:
        """Cell means."""
        return self.centre + self.offsets

    @property
    def harmonic(self) -> float:
        """Harmonic mean of the numbers of replicates."""
        return self.laboratories / math.fsum(1 / self.counts)

    @property
    def within(self) -> float:
        """Pooled variance within cells; 0 where no cell has replicates (see ``replicated``)."""
        degrees = self.total - self.laboratories
        return math.fsum(self.squares) / degrees if degrees else 0.0

    @property
    def replicated(self) -> bool:
        """Whether any cell has two results or more."""
        return self.total > self.laboratories


def layout(cells: Cells, laboratories: int = 2) -> Layout:
    """Read the cells of at least ``laboratories`` laboratories.

    Refuses empty cells, values that are no finite numbers, and fewer laboratories.
    """
    names, found = columns_of(cells)
    if len(found) < laboratories:
        refuse(
            "too_few_laboratories",
            f"施設が{len(found)}か所しかありません。{laboratories}か所以上が必要です。",
            f"There are only {len(found)} laboratories; at least {laboratories} are needed.",
        )
    return _reduced(names, found)


def columns_of(cells: Cells) -> tuple[tuple[str, ...], list[Vector]]:
    """Return the laboratories' names and each one's results; refuses what isn't a list of cells of numbers."""
    if isinstance(cells, Mapping):
        names, found = tuple(map(str, cells)), list(cells.values())
    elif isinstance(cells, str) or not isinstance(cells, Iterable):
        refuse(
            "not_cells",
            "施設ごとの値の一覧を指定してください。",
            "The results of each laboratory are needed.",
        )
    else:
        found = list(cells)
        names = tuple(str(number) for number in range(1, len(found) + 1))
    return names, [vector(cell) for cell in found]


def _reduced(names: tuple[str, ...], columns: list[Vector]) -> Layout:
    counts = np.array([column.size for column in columns], dtype=np.int64)
    values = np.concatenate(columns)
    middle, deviations = centre(values)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    offsets = np.add.reduceat(deviations, starts) / counts
    inner = deviations - np.repeat(offsets, counts)
    # a second centring gives back what the rounding of the means took
    correction = np.add.reduceat(inner, starts) / counts
    inner = inner - np.repeat(correction, counts)
    squares = np.add.reduceat(inner * inner, starts)
    squares[np.maximum.reduceat(values, starts) == np.minimum.reduceat(values, starts)] = 0.0
    offsets = offsets + correction
    # sums in another order may differ in their last digit: that is no difference between laboratories
    if np.ptp(offsets) <= 4 * np.finfo(np.float64).eps * np.max(np.abs(deviations)):
        offsets = np.zeros(counts.size)
    return Layout(names, counts, middle, offsets, squares)


def refuse_constant(of: Layout) -> None:
    """Refuse a round in which every result of every laboratory is the same."""
    if not np.any(of.squares) and is_constant(of.means):
        refuse(
            "no_variation",
            "すべての施設のすべての値が同じため、精度を評価できません。測定値の桁数をご確認ください。",
            "All results of all laboratories are equal, so that nothing can be said of precision; "
            "check how finely they were read.",
        )


def refuse_unreplicated(of: Layout) -> None:
    """Refuse a round in which no laboratory measured twice."""
    if not of.replicated:
        refuse(
            "no_replicates",
            "どの施設も1回しか測定していないため、併行精度を求められません。2回以上の測定が必要です。",
            "Every laboratory measured once only, so that repeatability is unknown; two results or more are needed.",
        )

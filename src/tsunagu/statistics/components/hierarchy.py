"""Sums of squares of nested factors and what they are expected to be, balanced or not."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tsunagu.statistics.components.levels import Codes, checked, coded, within
from tsunagu.statistics.estimates import refuse

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Squares:
    """Mean squares of all stages, from the top factor to the error (Q of them), and what they are expected to be.

    Attributes
    ----------
    sums, mean_squares : shape (..., Q), in squared units of the data.
    degrees : shape (Q,).
    expected : shape (Q, Q), row: mean square, column: variance component; upper triangular.
    """

    sums: Array
    mean_squares: Array
    degrees: Array
    expected: Array

    @property
    def weights(self) -> Array:
        """Rows of weights that make each component from the mean squares, shape (Q, Q)."""
        return np.asarray(np.linalg.inv(self.expected), dtype=np.float64)

    @property
    def components(self) -> Array:
        """The components, of any sign, shape (..., Q)."""
        found: Array = self.mean_squares @ self.weights.T
        return found


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Which result lies in which group at each stage; stage 0 holds all results, the last stage each result alone.

    Attributes
    ----------
    names : the factors, the outermost first.
    groups : for each stage the group of every result, shape (n,).
    counts : for each stage the number of results in each group.
    parents : for each stage but the first the group of the stage above that each group lies in.
    """

    names: tuple[str, ...]
    groups: tuple[Codes, ...]
    counts: tuple[Array, ...]
    parents: tuple[Codes, ...]

    @property
    def degrees(self) -> Array:
        """Degrees of freedom of each stage below the first, the error's last."""
        return np.diff([float(len(count)) for count in self.counts])

    @property
    def is_balanced(self) -> bool:
        """Whether all groups of a stage hold equally many groups and results."""
        return all(len(np.unique(count)) == 1 for count in self.counts) and all(
            len(np.unique(np.bincount(parent))) == 1 for parent in self.parents
        )

    def type_1(self, values: Array) -> Squares:
        """Return the sequential (type I) analysis of variance of values of shape (..., n).

        Expected mean squares by Gaylor & Hartwell (1969) and Searle, Casella & McCulloch (1992), appendix F, as in
        SAS PROC NESTED and PROC VARCOMP METHOD=TYPE1.
        """
        means = [
            _totals(values, group) / count for group, count in zip(self.groups, self.counts, strict=True)
        ]
        steps = zip(means[1:], means, self.parents, self.counts[1:], strict=False)
        sums = np.stack(
            [np.sum(count * (low - high[..., parent]) ** 2, axis=-1) for low, high, parent, count in steps],
            axis=-1,
        )
        concentration = np.array([self._concentration(stage) for stage in range(len(self.counts))])
        expected = np.triu(np.diff(concentration, axis=0)) / self.degrees[:, None]
        return Squares(sums, sums / self.degrees, self.degrees, expected)

    def _concentration(self, stage: int) -> list[float]:
        """Return, for the component of every stage below the first, the sum of n_h squared over n of its group."""
        found = []
        for lower in range(1, len(self.counts)):
            member = np.empty(len(self.counts[lower]), dtype=np.intp)
            member[self.groups[lower]] = self.groups[stage]
            found.append(float(np.sum(self.counts[lower] ** 2 / self.counts[stage][member])))
        return found

    def unweighted(self, values: Array) -> tuple[Array, Squares]:
        """Return the unweighted mean (...,) and unweighted mean squares of values of shape (..., n).

        Each stage compares plain means of the means of the stage below, so that in unbalanced data too the squares
        are nearly chi-squared and independent (Thomas & Hultquist 1978; Hernandez, Burdick & Birch 1992; Burdick &
        Graybill 1992, sections 4.3 and 5.4).
        """
        means, held = _totals(values, self.groups[-1]), np.zeros((values.shape[-1], len(self.parents)))
        held[:, -1] = 1.0
        sums, expected = [], []
        for stage in range(len(self.parents) - 1, -1, -1):
            parent = self.parents[stage]
            size = np.bincount(parent).astype(np.float64)
            above = _totals(means, parent) / size
            sums.append(np.sum((means - above[..., parent]) ** 2, axis=-1))
            expected.append(np.sum((1 - 1 / size[parent])[:, None] * held, axis=0) / self.degrees[stage])
            held = np.stack([np.bincount(parent, column) for column in held.T], axis=-1) / size[:, None] ** 2
            if stage:
                held[:, stage - 1] += 1.0
            means = above
        together = np.stack(sums[::-1], axis=-1)
        return means[..., 0], Squares(
            together, together / self.degrees, self.degrees, np.array(expected[::-1])
        )


def hierarchy(factors: Mapping[str, Sequence[Hashable]], count: int) -> Hierarchy:
    """Return how ``count`` results are nested in the factors, the outermost factor first.

    Labels may repeat between outer levels (day 1 of two sites are two days). Refuses a factor that has no more
    groups than the one around it, and data without repetition within the innermost factor.
    """
    columns = checked(factors, count)
    groups = [np.zeros(count, dtype=np.intp)]
    for labels in columns.values():
        groups.append(within(groups[-1], coded(labels)[0]))
    groups.append(within(groups[-1], np.arange(count, dtype=np.intp)))
    counts = [np.bincount(group).astype(np.float64) for group in groups]
    names = tuple(columns)
    _estimable(names, counts)
    parents = []
    for outer, inner, held in zip(groups, groups[1:], counts[1:], strict=False):
        parent = np.empty(len(held), dtype=np.intp)
        parent[inner] = outer
        parents.append(parent)
    return Hierarchy(names, tuple(groups), tuple(counts), tuple(parents))


def _estimable(names: tuple[str, ...], counts: list[Array]) -> None:
    for name, outer, inner in zip(names, counts, counts[1:], strict=False):
        if len(inner) == len(outer):
            place = (
                "1つしか水準がありません" if len(outer) == 1 else "外側の要因ごとに水準が1つしかありません"
            )
            refuse(
                "one_level",
                f"要因「{name}」は{place}。この要因を外すか、水準を増やしてください。",
                f"Factor {name!r} has only one level in each level around it; leave it out, or measure more levels.",
            )
    if len(counts[-1]) == len(counts[-2]):
        refuse(
            "no_repetition",
            f"要因「{names[-1]}」の水準ごとに値が1つしかなく、繰り返しのばらつきと区別できません。この要因を外してください。",
            f"Each level of {names[-1]!r} has one value only, so it can't be told from repetition; leave it out.",
        )


def _totals(values: Array, groups: Codes) -> Array:
    """Return the sums of values of shape (..., n) over groups, shape (..., groups)."""
    flat = values.reshape(-1, values.shape[-1])
    totals: Array = np.stack([np.bincount(groups, row) for row in flat]).astype(np.float64)
    return totals.reshape(*values.shape[:-1], totals.shape[-1])

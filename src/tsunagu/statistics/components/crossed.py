"""Random factors that cross or nest, as the cross-products that a mixed model needs; no n x n matrix is made."""

import itertools
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tsunagu.statistics import checking
from tsunagu.statistics.components.levels import Codes, checked, coded
from tsunagu.statistics.estimates import refuse

Array = NDArray[np.float64]
MOST_LEVELS = 5000  # of all factors together: memory of a q x q matrix and the time of its factorisation


@dataclass(frozen=True, slots=True)
class Factor:
    """A random factor: the level of each result, shape (n,), and the levels' labels."""

    name: str
    codes: Codes
    labels: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Crossed:
    """Cross-products of the levels Z (n x q), after the fixed effects X (n x p) were projected out (M).

    Attributes
    ----------
    blocks : for each factor where its levels lie among the q.
    basis : orthonormal basis of the fixed effects, shape (n, p); ``upper`` the triangle (p, p) with X = basis upper.
    units : by which the columns of X were divided, shape (p,).
    gram : Z'MZ, shape (q, q).
    held : basis'Z, shape (p, q).
    """

    factors: tuple[Factor, ...]
    fixed: tuple[str, ...]
    blocks: tuple[slice, ...]
    basis: Array
    upper: Array
    units: Array
    gram: Array
    held: Array

    @property
    def free(self) -> int:
        """Number of results less fixed effects."""
        return int(self.basis.shape[0] - self.basis.shape[1])

    def right(self, residuals: Array) -> Array:
        """Return Z' times residuals of shape (n,); shape (q,)."""
        return np.concatenate(
            [np.bincount(one.codes, residuals, len(one.labels)) for one in self.factors]
        ).astype(np.float64)


def crossed(
    factors: Mapping[str, Sequence[Hashable]],
    count: int,
    nested_in: Mapping[str, str] | None = None,
    interactions: Sequence[tuple[str, ...]] = (),
    covariates: Mapping[str, ArrayLike] | None = None,
) -> Crossed:
    """Return the cross-products of ``count`` results; parameters as in ``reml.reml``.

    Refuses factors with one level, a factor with a level for each result, unknown names, covariates that are constant
    or depend on others, and more than 5 000 levels in all.
    """
    for given in (nested_in, covariates):
        if given is not None and not isinstance(given, Mapping):
            refuse(
                "settings",
                "枝分かれと共変量は要因名ごとに指定してください。",
                "Nesting and covariates go by name.",
            )
    every = _factors(checked(factors, count), nested_in or {}, interactions)
    for factor in every:
        _usable(factor, count)
    sizes = [len(factor.labels) for factor in every]
    if sum(sizes) > MOST_LEVELS:
        refuse(
            "too_many_levels",
            f"要因の水準が合計{sum(sizes)}個あり、上限{MOST_LEVELS}個を超えています。",
            f"The factors have {sum(sizes)} levels in all; at most {MOST_LEVELS} can be analysed.",
        )
    ends = np.cumsum([0, *sizes]).tolist()
    fixed, basis, upper, units = _fixed(covariates or {}, count)
    held = np.vstack([_counted(every, column) for column in basis.T])
    gram = _gram(every) - held.T @ held
    blocks = tuple(slice(start, end) for start, end in itertools.pairwise(ends))
    return Crossed(every, fixed, blocks, basis, upper, units, gram, held)


def _factors(
    columns: dict[str, list[Hashable]],
    nested_in: Mapping[str, str],
    interactions: Sequence[tuple[str, ...]],
) -> tuple[Factor, ...]:
    """Return the factors with the fewest levels first, which is outer before inner where they nest."""
    for name in [*nested_in, *nested_in.values(), *(name for pair in interactions for name in pair)]:
        if name not in columns:
            refuse("unknown_factor", f"要因「{name}」がありません。", f"There is no factor {name!r}.")
    chains = {name: _chain(name, nested_in) for name in columns}
    chains.update({":".join(names): names for names in interactions})
    found = [_joined(name, [columns[part] for part in chain]) for name, chain in chains.items()]
    return tuple(sorted(found, key=lambda factor: len(factor.labels)))


def _chain(name: str, nested_in: Mapping[str, str]) -> tuple[str, ...]:
    """Return a factor with all the factors around it, outermost first."""
    chain = [name]
    while chain[0] in nested_in:
        outer = nested_in[chain[0]]
        if outer in chain:
            refuse(
                "nested_in_itself",
                f"要因「{name}」が自分自身に含まれています。",
                f"{name!r} nests in itself.",
            )
        chain.insert(0, outer)
    return tuple(chain)


def _joined(name: str, columns: list[list[Hashable]]) -> Factor:
    labels: list[Hashable] = columns[0] if len(columns) == 1 else list(zip(*columns, strict=True))
    codes, levels = coded(labels)
    return Factor(name, codes, tuple(levels))


def _usable(factor: Factor, count: int) -> None:
    if len(factor.labels) < 2:
        refuse(
            "one_level",
            f"要因「{factor.name}」には水準が1つしかありません。この要因を外すか、水準を増やしてください。",
            f"Factor {factor.name!r} has one level only; leave it out, or measure more levels.",
        )
    if len(factor.labels) == count:
        refuse(
            "no_repetition",
            f"要因「{factor.name}」の水準ごとに値が1つしかなく、繰り返しのばらつきと区別できません。この要因を外してください。",
            f"Each level of {factor.name!r} has one value only, so it can't be told from repetition; leave it out.",
        )


def _fixed(covariates: Mapping[str, ArrayLike], count: int) -> tuple[tuple[str, ...], Array, Array, Array]:
    """Return names, orthonormal basis, triangle and units of the mean and the covariates."""
    columns, units = [np.ones(count)], [1.0]
    for name, values in covariates.items():
        column = checking.vector(values, 2)
        checking.same_length(columns[0], column)
        if checking.is_constant(column):
            refuse("constant_covariate", f"共変量「{name}」が一定です。", f"Covariate {name!r} is constant.")
        units.append(float(np.max(np.abs(column - column[0]))))  # squares of any unit stay within range
        rough = (column - column[0]) / units[-1]
        columns.append(rough - np.mean(rough))
    basis, upper = np.linalg.qr(np.column_stack(columns))
    sizes = np.array([np.linalg.norm(column) for column in columns])
    if len(columns) >= count or bool(np.any(np.abs(np.diag(upper)) < 1e-9 * sizes)):
        refuse(
            "dependent_covariates",
            "共変量が互いに従属しているか、多すぎます。",
            "The covariates depend on each other, or are too many.",
        )
    return ("mean", *covariates), basis, upper, np.array(units)


def _counted(factors: tuple[Factor, ...], column: Array) -> Array:
    return np.concatenate([np.bincount(one.codes, column, len(one.labels)) for one in factors]).astype(
        np.float64
    )


def _gram(factors: tuple[Factor, ...]) -> Array:
    """Return Z'Z: how many results each pair of levels shares."""
    rows = []
    for one in factors:
        height = len(one.labels)
        pairs = [
            np.bincount(
                one.codes * len(other.labels) + other.codes, minlength=height * len(other.labels)
            ).reshape(height, -1)
            for other in factors
        ]
        rows.append(np.hstack(pairs))
    return np.vstack(rows).astype(np.float64)

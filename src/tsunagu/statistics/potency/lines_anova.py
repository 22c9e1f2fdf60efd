"""The analysis of variance of a parallel-line assay, and which of its rows stand for the error."""

import math
from typing import Literal

import numpy as np

from tsunagu.statistics.checking import Vector
from tsunagu.statistics.estimates import refuse
from tsunagu.statistics.potency.anova import Anova, Sums, added, choose_error, table
from tsunagu.statistics.potency.choices import check_choice
from tsunagu.statistics.potency.designs import Assay
from tsunagu.statistics.potency.linear import Matrix, indicators, sequential

Convention = Literal["pure", "within", "lines", "model"]
_POOLED: dict[Convention, tuple[str, ...]] = {
    "pure": (),
    "within": (),
    "lines": ("non_linearity",),
    "model": ("non_linearity", "non_parallelism"),
}


def analysis(assay: Assay, response: Vector, convention: Convention, known_variance: float | None) -> Anova:
    """Return the table: groups, preparations, regression, non-parallelism, non-linearity, residual, total.

    The groups (``block``, ``row``, ``column``) come first and are also summed as ``blocks``; ``treatments`` is the sum
    of the four after them. Non-linearity is also split by preparation (``non_linearity:T``) and into
    ``quadratic_curvature`` (one common curvature) and ``lack_of_quadratic_fit``. Where cells of group and treatment
    hold replicates, ``interaction`` and ``within`` split the residual. Source: Ph. Eur. 5.3, 3.2.3,
    sequential where the design isn't balanced. ``response`` is the transformed one.

    Refuses what ``parallel_lines`` refuses.
    """
    check_choice("convention", convention, _POOLED)
    _check(assay)
    sums = _sums(assay, response)
    start = "within" if convention == "within" else "residual"
    parts = (start, *_POOLED[convention])
    weighted = response * np.sqrt(assay.weight)
    error = choose_error(sums, parts, weighted, convention, known_variance)
    return table(sums, error, frozenset(_POOLED[convention]))


def correlation(anova: Anova) -> float:
    """Return |r|: the square root of the share of the total that groups and parallel lines explain."""
    missed = [row.ss for row in anova.rows if row.source in ("non_parallelism", "non_linearity", "residual")]
    return math.sqrt(max(0.0, 1 - sum(missed) / anova["total"].ss))


def _sums(assay: Assay, response: Vector) -> Sums:
    groups = {name: indicators(labels) for name, labels in assay.groups.items()}
    each = indicators(assay.preparation)
    logs = np.log(assay.dose)
    x = (logs - logs.mean())[:, None]
    lines = {"preparations": each, "regression": x, "non_parallelism": each * x}
    first = sequential(
        groups | lines | {"non_linearity": indicators(assay.treatment)}, response, assay.weight
    )
    residual, total = first.pop("residual"), first.pop("total")
    if assay.replaced:
        residual, total = (residual[0], residual[1] - assay.replaced), (total[0], total[1] - assay.replaced)
    found: Sums = {name: first[name] for name in groups}
    if groups:
        found["blocks"] = added([first[name] for name in groups])
    found |= {name: first[name] for name in (*lines, "non_linearity")}
    found |= _curvature(assay, response, groups | lines, x)
    found["treatments"] = added([first[name] for name in (*lines, "non_linearity")])
    found["residual"] = residual
    return found | _split_residual(assay, response, groups | lines) | {"total": total}


def _curvature(assay: Assay, response: Vector, before: dict[str, Matrix], x: Matrix) -> Sums:
    every = indicators(assay.treatment)
    found: Sums = {}
    for place, name in enumerate(assay.names):
        own = every * (assay.preparation == place)[:, None]
        found[f"non_linearity:{name}"] = sequential(before | {"own": own}, response, assay.weight)["own"]
    bent = sequential(before | {"common": x**2, "lack": every}, response, assay.weight)
    found["quadratic_curvature"], found["lack_of_quadratic_fit"] = bent["common"], bent["lack"]
    return {name: (ss, df) for name, (ss, df) in found.items() if df}


def _split_residual(assay: Assay, response: Vector, before: dict[str, Matrix]) -> Sums:
    if not assay.groups:
        return {}
    labels = np.column_stack([assay.treatment, *assay.groups.values()])
    cells = np.unique(labels, axis=0, return_inverse=True)[1].reshape(-1)
    if len(set(cells.tolist())) == len(cells):
        return {}
    terms = before | {"treatments": indicators(assay.treatment), "interaction": indicators(cells)}
    split = sequential(terms, response, assay.weight)
    return {"interaction": split["interaction"], "within": split["residual"]}


def _check(assay: Assay) -> None:
    if len(assay.names) < 2:
        refuse(
            "one_preparation",
            "標準品と試験品の両方の測定値が必要です。",
            "Responses of both a standard and a test preparation are needed.",
        )
    if np.any(assay.dose == 0):
        refuse(
            "dose_of_zero",
            "用量0（ブランク）は対数をとれません。除くか、勾配比検定法を使ってください。",
            "A dose of 0 has no logarithm: leave blanks out, or use the slope-ratio model.",
        )
    if all(len(set(assay.of(name).dose.tolist())) < 2 for name in assay.names):
        refuse(
            "one_dose",
            "用量が1つしかないため、傾きを推定できません。2用量以上が必要です。",
            "With a single dose there is no slope: at least two doses are needed.",
        )

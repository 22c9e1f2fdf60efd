"""Twin cross-over assays: each unit is given both preparations on two days, one at the high dose and one at the low."""

from dataclasses import dataclass

import numpy as np

from tsunagu.statistics.checking import Vector, level
from tsunagu.statistics.estimates import LEVEL, refuse
from tsunagu.statistics.potency.anova import Anova, Row, Sums, choose_error, table
from tsunagu.statistics.potency.designs import Assay
from tsunagu.statistics.potency.fieller import fieller
from tsunagu.statistics.potency.linear import effects, indicators, sequential
from tsunagu.statistics.potency.potencies import Potency, from_log_ratio, scale_of
from tsunagu.statistics.potency.transforms import Transform, transformed

BETWEEN = ("non_parallelism", "days_x_preparations", "days_x_regression")
WITHIN = ("preparations", "regression", "days", "days_x_non_parallelism")


@dataclass(frozen=True, slots=True)
class CrossOver:
    """What a twin cross-over says.

    Attributes
    ----------
    between : non-parallelism and the interactions of days, tested against ``residual`` between units.
    within : preparations, regression, days and their interaction, tested against ``residual`` within units.
    potency : of the test preparation, from the differences within units.
    """

    between: Anova
    within: Anova
    potency: Potency


def twin_cross_over(
    assay: Assay, transform: Transform = "none", scale: float = 1.0, confidence: float = LEVEL
) -> CrossOver:
    """Analyse a twin cross-over (Ph. Eur. 5.3, 3.2.2.4 and the table of example 5.1.5).

    The groups of the assay must be ``unit`` and ``day``. Refuses other designs than two preparations, two doses of
    each and two days with each unit seen on both.
    """
    level(confidence)
    _check(assay)
    response = transformed(assay.response, transform)
    days, units = _sign(assay.groups["day"]), indicators(assay.groups["unit"])
    preparations, doses = _sign(assay.preparation), _dose_sign(assay)
    first = {
        "non_parallelism": preparations * doses,
        "days_x_preparations": days * preparations,
        "days_x_regression": days * doses,
        "units": units,
    }
    second = {
        "preparations": preparations,
        "regression": doses,
        "days": days,
        "days_x_non_parallelism": days * preparations * doses,
    }
    sums = sequential(first | second, response, assay.weight)
    weighted = response * np.sqrt(assay.weight)
    within = _part({name: sums[name] for name in WITHIN}, sums["residual"], sums["total"], weighted)
    between = _part({name: sums[name] for name in BETWEEN}, sums["units"], sums["total"], weighted)
    return CrossOver(between, within, _potency(assay, response, within, scale, confidence))


def _part(rows: Sums, residual: tuple[float, int], total: tuple[float, int], weighted: Vector) -> Anova:
    sums = rows | {"residual": residual, "total": total}
    found = table(sums, choose_error(sums, ("residual",), weighted, "pure", None))
    kept: tuple[Row, ...] = found.rows[:-1]
    return Anova(kept, found.error)


def _potency(assay: Assay, response: Vector, within: Anova, scale: float, confidence: float) -> Potency:
    logs = np.log(assay.dose)
    columns = np.column_stack([assay.preparation.astype(np.float64), logs - logs.mean()])
    beside = [indicators(labels) for labels in assay.groups.values()]
    found = effects(columns, beside, response, assay.weight)
    spread, (distance, slope) = found.covariance * within.error.ms, found.coefficients
    ratio = fieller(
        float(distance),
        float(slope),
        float(spread[0, 0]),
        float(spread[1, 1]),
        float(spread[0, 1]),
        within.error.df,
        confidence,
    )
    name = assay.names[1]
    return from_log_ratio(name, ratio, within.error.df, scale_of({name: scale}, name))


def _sign(labels: np.ndarray) -> Vector:
    return np.where(labels == labels.min(), -1.0, 1.0)[:, None]


def _dose_sign(assay: Assay) -> Vector:
    signs = np.ones(len(assay.dose))
    for place in range(2):
        own = assay.preparation == place
        signs[own & (assay.dose == assay.dose[own].min())] = -1.0
    return signs[:, None]


def _check(assay: Assay) -> None:
    doses = [len(set(assay.of(name).dose.tolist())) for name in assay.names]
    groups = set(assay.groups) == {"unit", "day"}
    if not groups or doses != [2, 2] or assay.dose.min() <= 0 or not _balanced(assay):
        refuse(
            "not_cross_over",
            "クロスオーバー配置ではありません。2製剤・各2用量を、各個体に2日とも（製剤と用量を入れ替えて）割り付けてください。",
            "This is no twin cross-over: two preparations at two doses, each unit on both days with both exchanged.",
        )


def _balanced(assay: Assay) -> bool:
    units, days = assay.groups["unit"], assay.groups["day"]
    if len(set(days.tolist())) != 2:
        return False
    signs = np.column_stack([_sign(assay.preparation), _dose_sign(assay), _sign(days)])
    return all(
        int((units == unit).sum()) == 2 and not signs[units == unit].sum(axis=0).any()
        for unit in set(units.tolist())
    )

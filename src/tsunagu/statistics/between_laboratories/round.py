"""Everything about one round in one call: assigned value, precision, consistency, outliers and scores."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from tsunagu.statistics.between_laboratories import consistency, outliers
from tsunagu.statistics.between_laboratories.cells import Cells, Layout, Weights, layout
from tsunagu.statistics.between_laboratories.medians import median_made, median_niqr
from tsunagu.statistics.between_laboratories.precision import LIMIT_FACTOR, Precision
from tsunagu.statistics.between_laboratories.precision import of_layout as precision_of
from tsunagu.statistics.between_laboratories.proficiency import Scores, z_prime_scores, z_scores
from tsunagu.statistics.between_laboratories.q_hampel import hampel
from tsunagu.statistics.between_laboratories.robust import RobustValue, algorithm_a
from tsunagu.statistics.checking import Vector, choice, level, number
from tsunagu.statistics.estimates import LEVEL, Caution, Interval, StatisticsRefused, refuse

METHODS: Mapping[str, Callable[..., RobustValue]] = {
    "algorithm_a": algorithm_a,
    "hampel": hampel,
    "median_made": median_made,
    "median_niqr": median_niqr,
}
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Conventions:
    """How a round is to be analysed.

    Attributes
    ----------
    method : of the robust value (ISO 13528 Annex C): ``algorithm_a``, ``hampel``, ``median_made``, ``median_niqr``.
    assigned, assigned_uncertainty : assigned value from elsewhere and its standard uncertainty; by default the
        robust mean and its own.
    sigma_pt : standard deviation for proficiency assessment; by default the robust standard deviation.
    limit_factor, mean_weights : of the precision (see ``precision.precision``).
    """

    method: str = "algorithm_a"
    assigned: float | None = None
    assigned_uncertainty: float | None = None
    sigma_pt: float | None = None
    limit_factor: float = LIMIT_FACTOR
    mean_weights: Weights = "results"
    confidence: float = LEVEL


@dataclass(frozen=True, slots=True)
class RoundResult:
    """Everything about one characteristic in one round.

    A part is None where it has no honest answer; ``cautions`` then say why, with the part's name before the code
    (``precision:no_replicates``).

    Attributes
    ----------
    names, counts, means : of the laboratories: name, number of results, mean.
    robust : robust mean and standard deviation of the laboratories' means.
    h, k : Mandel's statistics by laboratory.
    z, z_prime : scores by laboratory against the assigned value.
    """

    names: tuple[str, ...]
    counts: tuple[int, ...]
    means: tuple[float, ...]
    robust: RobustValue | None
    assigned: float | None
    assigned_uncertainty: float | None
    sigma_pt: float | None
    precision: Precision | None
    h: consistency.Indicators | None
    k: consistency.Indicators | None
    cochran: outliers.OutlierTest | None
    grubbs: outliers.OutlierTest | None
    two_largest: outliers.OutlierTest | None
    two_smallest: outliers.OutlierTest | None
    z: Scores | None
    z_prime: Scores | None
    cautions: tuple[Caution, ...]


def analyse(cells: Cells, conventions: Conventions | None = None) -> RoundResult:
    """Analyse one characteristic of a round (ISO 5725-2 and ISO 13528; each part cites its clause).

    Parameters
    ----------
    cells : replicates by laboratory, unequal numbers allowed.

    Refuses what can't be read: fewer than two laboratories, empty cells, values that are no finite numbers, a
    method that doesn't exist. Anything else that has no answer is left out with a caution.
    """
    return _analyse(layout(cells), conventions or Conventions())


def analyse_many(
    rounds: Mapping[str, Cells], conventions: Mapping[str, Conventions] | Conventions | None = None
) -> dict[str, RoundResult | StatisticsRefused]:
    """Analyse many characteristics, each by its name; one that is refused doesn't hold up the others.

    Parameters
    ----------
    conventions : one for all, or by name of the characteristic (those without a name get the default).
    """
    found: dict[str, RoundResult | StatisticsRefused] = {}
    for name, cells in rounds.items():
        own = conventions.get(name) if isinstance(conventions, Mapping) else conventions
        try:
            found[name] = analyse(cells, own)
        except StatisticsRefused as refused:
            found[name] = refused
    return found


class _Parts:
    """Asks for one part after the other and keeps why one was refused."""

    def __init__(self) -> None:
        self.cautions: list[Caution] = []

    def ask(self, name: str, calculate: Callable[[], Part]) -> Part | None:
        try:
            return calculate()
        except StatisticsRefused as refused:
            self.cautions.append(Caution(f"{name}:{refused.code}", refused.ja, refused.en))
            return None


def _analyse(of: Layout, chosen: Conventions) -> RoundResult:
    if chosen.method not in METHODS:
        known = ", ".join(METHODS)
        refuse(
            "method",
            f"方法「{chosen.method}」はありません。{known} から選んでください。",
            f"There is no method {chosen.method!r}; choose one of {known}.",
        )
    _check(chosen)
    parts, offsets = _Parts(), of.offsets  # from a value near all: means of many leading digits keep them
    robust = parts.ask("robust", lambda: METHODS[chosen.method](offsets, confidence=chosen.confidence))
    found = parts.ask(
        "precision",
        lambda: precision_of(of, chosen.confidence, chosen.limit_factor, chosen.mean_weights),
    )
    assigned, uncertainty, sigma = _criteria(robust, chosen)
    z, z_prime = _scores(
        parts, offsets if chosen.assigned is None else of.means, assigned, uncertainty, sigma
    )
    tests = _tests(parts, of)
    return RoundResult(
        names=of.names,
        counts=tuple(of.counts.tolist()),
        means=tuple(of.means.tolist()),
        robust=None if robust is None else _moved(robust, of.centre),
        assigned=None if assigned is None else _stated(assigned, chosen, of.centre),
        assigned_uncertainty=uncertainty,
        sigma_pt=sigma,
        precision=found,
        h=parts.ask("h", lambda: consistency.h_of_layout(of, chosen.mean_weights)),
        k=parts.ask("k", lambda: consistency.k_of_layout(of)),
        cochran=tests[0],
        grubbs=tests[1],
        two_largest=tests[2],
        two_smallest=tests[3],
        z=z,
        z_prime=z_prime,
        cautions=(*(found.cautions if found else ()), *(z.cautions if z else ()), *parts.cautions),
    )


def _tests(parts: _Parts, of: Layout) -> list[outliers.OutlierTest | None]:
    """The outlier tests of ISO 5725-2 on variances and on cell means."""
    means = of.offsets
    return [
        parts.ask("cochran", lambda: outliers.cochran_of_layout(of)),
        parts.ask("grubbs", lambda: outliers.grubbs(means)),
        parts.ask("two_largest", lambda: outliers.double_grubbs(means, "largest")),
        parts.ask("two_smallest", lambda: outliers.double_grubbs(means, "smallest")),
    ]


def _criteria(
    robust: RobustValue | None, chosen: Conventions
) -> tuple[float | None, float | None, float | None]:
    """Assigned value, its standard uncertainty and sigma_pt: as given, else from the robust value."""
    sigma = chosen.sigma_pt if chosen.sigma_pt is not None else (robust.sd.value if robust else None)
    if chosen.assigned is not None:
        return chosen.assigned, chosen.assigned_uncertainty or 0.0, sigma
    if robust is None:
        return None, None, sigma
    uncertainty = chosen.assigned_uncertainty
    return robust.mean.value, robust.standard_uncertainty if uncertainty is None else uncertainty, sigma


def _stated(offset: float, chosen: Conventions, centre: float) -> float:
    return centre + offset if chosen.assigned is None else chosen.assigned


def _moved(robust: RobustValue, centre: float) -> RobustValue:
    """The robust value with ``centre`` given back."""
    ends = robust.mean.interval
    interval = Interval(centre + ends.lower, centre + ends.upper, ends.level)
    return replace(robust, mean=replace(robust.mean, value=centre + robust.mean.value, interval=interval))


def _check(chosen: Conventions) -> None:
    """Refuse what can't be a criterion."""
    level(chosen.confidence)
    number(chosen.limit_factor, "限界の係数", "factor of the limits", above=0)
    choice(chosen.mean_weights, ("results", "laboratories"), "総平均の重み", "weights of the general mean")
    if chosen.assigned is not None:
        number(chosen.assigned, "付与値", "assigned value", code="assigned")
    if chosen.assigned_uncertainty is not None:
        number(chosen.assigned_uncertainty, "付与値の不確かさ", "uncertainty", least=0, code="uncertainty")
    if chosen.sigma_pt is not None:
        number(chosen.sigma_pt, "技能評価のための標準偏差", "sigma_pt", above=0, code="sigma_pt")


def _scores(
    parts: _Parts, means: Vector, assigned: float | None, uncertainty: float | None, sigma: float | None
) -> tuple[Scores | None, Scores | None]:
    if assigned is None or uncertainty is None or sigma is None:
        return None, None
    return (
        parts.ask("z", lambda: z_scores(means, assigned, sigma, uncertainty)),
        parts.ask("z_prime", lambda: z_prime_scores(means, assigned, sigma, uncertainty)),
    )

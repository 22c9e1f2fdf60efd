"""What varies ばらつきの要因: results of a characteristic split by donor, site, operator and so on, with intervals."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from tsunagu.evaluation.domain.varies_told import ERROR, FACTORS, WITHIN, Factor, named, unrecorded, why_not
from tsunagu.foundation.text import Text
from tsunagu.statistics.basics.summary import sd_estimate, variance
from tsunagu.statistics.components.confounding import confounded
from tsunagu.statistics.components.nested import nested
from tsunagu.statistics.components.reml import Reml, reml
from tsunagu.statistics.components.results import Component
from tsunagu.statistics.estimates import Caution, Estimate, Interval, StatisticsRefused

NOT_RECORDED = ""
"""The level of a result for which nobody wrote the factor down."""
LEAST_RESULTS = 3


@dataclass(frozen=True, slots=True)
class Observation:
    """One reading of one result: ``item`` names the result, so that its repeated readings are told from others.

    ``levels`` holds opaque keys by factor; a factor that is not recorded is left out or ``NOT_RECORDED``.
    """

    value: float
    item: str
    levels: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Part:
    """What one factor contributes: share of the variance (0-1), standard deviation, both with 95 % intervals."""

    factor: Factor
    levels: int
    share: Estimate
    sd: Estimate


@dataclass(frozen=True, slots=True)
class Level:
    """How far one level reads from the mean of all, shrunk towards it, with the results behind it."""

    key: str
    count: int
    effect: Estimate


@dataclass(frozen=True, slots=True)
class Variation:
    """The split of one characteristic.

    Standard deviations and effects are in the unit of the values; where ``is_log`` they are per cent of a value
    (geometric coefficient of variation, ``exp(effect) - 1``).

    Attributes
    ----------
    results, readings : how many results, and single readings behind them.
    factors : every factor with its number of levels; ``left_out`` says why one can't be estimated.
    parts : estimated factors in the order of ``FACTORS``, then what is left (sample, repetition and all not named).
    repeatability : standard deviation of readings of one result; none where results have one reading each.
    levels : who reads high or low, by factor, the highest first.
    method : ``nested`` (analysis of variance) or ``reml``; empty where nothing could be estimated, see ``refusal``.
    """

    results: int
    readings: int
    is_log: bool
    factors: tuple[Factor, ...]
    left_out: Mapping[str, Text]
    parts: tuple[Part, ...] = ()
    total: Estimate | None = None
    mean: Estimate | None = None
    repeatability: Estimate | None = None
    levels: Mapping[str, tuple[Level, ...]] = field(default_factory=dict)
    cautions: tuple[Text, ...] = ()
    method: str = ""
    refusal: Text | None = None


@dataclass(frozen=True, slots=True)
class _Table:
    """One value for each result (the mean of its readings) and its level of each factor."""

    values: list[float]
    columns: dict[str, list[str]]
    readings: list[list[float]]


def what_varies(
    observations: Iterable[Observation], factors: Sequence[str] = tuple(FACTORS), is_log: bool = False
) -> Variation:
    """Split the results by the factors that these data can tell apart, and say which they can't.

    The mean of a result's readings is one value (all weighed alike); the readings themselves give the repeatability.
    Restricted maximum likelihood with MLS intervals (``statistics.components.reml``); where the factors nest in each
    other, the nested analysis of variance (``components.nested``). Levels are best linear unbiased predictions,
    shrunk towards the mean (Henderson 1975; Robinson 1991), so that few results at a site don't look like a large
    effect.

    Parameters
    ----------
    is_log : the values are counts or concentrations whose spread grows with them; values at or below 0 are refused.
    """
    found = list(observations)
    if is_log and any(one.value <= 0 for one in found):
        return Variation(len({one.item for one in found}), len(found), True, (), {}, refusal=_NOT_POSITIVE)
    table = _table(found, factors, is_log)
    known = tuple(Factor(key, FACTORS[key], len(set(table.columns[key]) - {NOT_RECORDED})) for key in factors)
    left_out = {
        one.key: reason for one in known if (reason := why_not(one, table.columns[one.key])) is not None
    }
    usable = [key for key in factors if key not in left_out]
    blank = Variation(
        len(table.values), len(found), is_log, known, left_out, repeatability=_repeatability(table, is_log)
    )
    return _fitted(blank, table, usable, left_out)


def _table(found: Sequence[Observation], factors: Sequence[str], is_log: bool) -> _Table:
    groups: dict[str, list[Observation]] = {}
    for one in found:
        groups.setdefault(one.item, []).append(one)
    values = [[math.log(one.value) if is_log else one.value for one in group] for group in groups.values()]
    columns = {key: [group[0].levels.get(key, NOT_RECORDED) for group in groups.values()] for key in factors}
    return _Table([math.fsum(group) / len(group) for group in values], columns, values)


def _repeatability(table: _Table, is_log: bool) -> Estimate | None:
    """Return the pooled standard deviation of readings of one result (ISO 5725-2:2019, 7.4), chi-square interval."""
    repeated = [group for group in table.readings if len(group) > 1]
    degrees = sum(len(group) - 1 for group in repeated)
    if not degrees:
        return None
    squares = math.fsum(variance(group) * (len(group) - 1) for group in repeated)
    return _in_unit(sd_estimate(math.sqrt(squares / degrees), degrees), is_log)


def _fitted(blank: Variation, table: _Table, usable: list[str], left_out: dict[str, Text]) -> Variation:
    """Fit the factors; where the data can't tell some apart leave the last one out, and say so."""
    if len(table.values) < LEAST_RESULTS or not usable:
        return blank
    links = _links({key: table.columns[key] for key in usable})
    for key in _aliases(usable, table):
        left_out[key] = _ALIASED
        usable.remove(key)
    refusal: Text | None = None
    while usable:
        try:
            return _split(blank, table, usable, links)
        except StatisticsRefused as refused:
            refusal = named(Caution(refused.code, refused.ja, refused.en))
            if refused.code == "no_variation":
                break
            left_out[usable.pop()] = refusal
    return _changed(blank, refusal=refusal)


def _links(columns: Mapping[str, Sequence[str]]) -> list[Caution]:
    """Return what to know of each pair of factors; that what lies within a site does not link sites is meant so."""
    found: list[Caution] = []
    for one, other in combinations(columns, 2):
        said = confounded({one: columns[one], other: columns[other]}, WITHIN)
        is_meant = one in WITHIN or other in WITHIN
        found += [caution for caution in said if not (is_meant and caution.code == "disconnected")]
    return found


def _aliases(usable: Sequence[str], table: _Table) -> list[str]:
    """Return the factors whose levels are those of an earlier one."""
    seen: dict[tuple[int, ...], str] = {}
    found = []
    for key in usable:
        first: dict[str, int] = {}
        pattern = tuple(first.setdefault(level, len(first)) for level in table.columns[key])
        if pattern in seen:
            found.append(key)
        seen.setdefault(pattern, key)
    return found


def _split(blank: Variation, table: _Table, usable: Sequence[str], links: Sequence[Caution]) -> Variation:
    columns = {key: table.columns[key] for key in usable}
    fit = reml(table.values, columns)
    chain = _nesting(columns)
    whole = nested(table.values, {key: columns[key] for key in chain}) if chain else None
    behind = fit if whole is None else whole
    known = {one.key: one for one in blank.factors}
    parts = [_part(behind.component(key), known[key], blank.is_log) for key in usable]
    rest = _part(behind.component("error"), Factor("error", ERROR, 0), blank.is_log)
    missing = [text for key in usable if (text := unrecorded(known[key], columns[key])) is not None]
    said = [*(one for one in behind.cautions if one.code not in _SAID_IN_LINKS), *links]
    return _changed(
        blank,
        parts=(*parts, rest),
        total=_in_unit(behind.total.sd, blank.is_log),
        mean=_mean(fit.mean, blank.is_log),
        levels={key: _levels(fit, key, blank.is_log) for key in usable},
        cautions=(*missing, *(named(one) for one in said)),
        method="reml" if whole is None else "nested",
    )


def _nesting(columns: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the factors from the outermost to the innermost where each lies within the one before; else none."""
    order = sorted(columns, key=lambda key: len(set(columns[key])))
    for outer, inner in pairwise(order):
        pairs = set(zip(columns[outer], columns[inner], strict=True))
        if len(pairs) != len(set(columns[inner])) or len(set(columns[inner])) == len(set(columns[outer])):
            return []
    return order


def _part(component: Component, factor: Factor, is_log: bool) -> Part:
    return Part(factor, factor.levels, component.share, _in_unit(component.sd, is_log))


def _levels(fit: Reml, key: str, is_log: bool) -> tuple[Level, ...]:
    def change(value: float) -> float:
        return 100 * math.expm1(min(value, 50.0)) if is_log else value

    return tuple(Level(str(one.label), one.count, _each(one.value, change)) for one in fit.levels(key))


def _in_unit(sd: Estimate, is_log: bool) -> Estimate:
    """Return a standard deviation; of logarithms as geometric coefficient of variation in per cent."""

    def change(value: float) -> float:
        return 100 * math.sqrt(math.expm1(min(value * value, 50.0)))

    return _each(sd, change) if is_log else sd


def _mean(mean: Estimate, is_log: bool) -> Estimate:
    return _each(mean, lambda value: math.exp(min(value, 700.0))) if is_log else mean


def _each(estimate: Estimate, change: Callable[[float], float]) -> Estimate:
    ends = Interval(change(estimate.interval.lower), change(estimate.interval.upper), estimate.interval.level)
    return Estimate(change(estimate.value), ends, estimate.degrees, estimate.method)


def _changed(blank: Variation, **changes: object) -> Variation:
    fields = {name: getattr(blank, name) for name in Variation.__dataclass_fields__}
    return Variation(**(fields | changes))


_SAID_IN_LINKS = frozenset({"confounded", "aliased", "disconnected"})
_ALIASED = Text(
    "ほかの要因と水準が完全に一致しており、どちらの影響か区別できません。",
    "Its levels are those of another factor: whose effect it is can't be told.",
)
_NOT_POSITIVE = Text(
    "0以下の値があるため、対数では解析できません。「値のまま」を選んでください。",
    "Some values are 0 or below, so logarithms can't be used; choose “as they are”.",
)

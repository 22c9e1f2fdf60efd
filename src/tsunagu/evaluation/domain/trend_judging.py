"""Points held against the limits that were in force when they were measured: which rules are broken at which point."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from tsunagu.evaluation.domain.trend_rules import SHEWHART, WESTGARD, WITHIN_RUN, calls_someone
from tsunagu.evaluation.domain.trends import Limits, TrendPoint, in_force, in_order
from tsunagu.statistics.monitoring.charts import Evaluation, evaluate
from tsunagu.statistics.monitoring.limits import FrozenLimits, Lines
from tsunagu.statistics.monitoring.rules import BEYOND_LIMITS
from tsunagu.statistics.monitoring.westgard import westgard


@dataclass(frozen=True, slots=True)
class Judged:
    """A point, numbered from 1 in the order of measurement, as it stands against its limits.

    Attributes
    ----------
    limits : those in force when it was measured; None before the first were frozen: it isn't judged then.
    z : distance from the center in standard deviations.
    rules : the rules that hold at this point, warnings among them.
    """

    number: int
    point: TrendPoint
    limits: Limits | None
    z: float | None = None
    rules: tuple[str, ...] = ()

    @property
    def alarms(self) -> tuple[str, ...]:
        """The rules broken at this point that call someone."""
        return tuple(rule for rule in self.rules if calls_someone(rule))


def judge(points: Sequence[TrendPoint], versions: Sequence[Limits]) -> list[Judged]:
    """Judge points in the order of measurement; runs begin anew with each version of the limits."""
    found: list[Judged] = []
    held = [(one, in_force(versions, one.at)) for one in in_order(points)]
    for _, group in groupby(held, key=lambda pair: 0 if pair[1] is None else pair[1].version):
        members = list(group)
        limits = members[0][1]
        own = [one for one, _ in members]
        if limits is None:
            found += [Judged(len(found) + place, one, None) for place, one in enumerate(own, start=1)]
        else:
            found += _judged(own, limits, len(found))
    return found


def newly_broken(judged: Sequence[Judged], known: frozenset[tuple[UUID, str]]) -> list[tuple[Judged, str]]:
    """Return each point and rule that calls someone, and hasn't yet: the same never calls twice."""
    return [(one, rule) for one in judged for rule in one.alarms if (one.point.uuid, rule) not in known]


def rules_at(points: Sequence[TrendPoint], limits: Limits) -> list[tuple[str, ...]]:
    """Return the rules that hold at each point, by one set of limits."""
    return _westgard(points, limits) if limits.rules == "westgard" else _shewhart(points, limits)


def lines_of(limits: Limits) -> Lines:
    """Return center, limits and standard deviation of what is plotted."""
    return limits.frozen.at(1)


def evaluation_of(points: Sequence[TrendPoint], limits: Limits) -> Evaluation:
    """Return points against one set of limits as the statistics take them, for EWMA, CUSUM and capability."""
    rules = SHEWHART.get(limits.rules, BEYOND_LIMITS)
    return evaluate(limits.frozen, [one.value for one in points], rules=rules)


def ranges_of(points: Sequence[TrendPoint], limits: Limits) -> Evaluation:
    """Return the moving ranges of neighbouring points against the limits that follow from the same sigma."""
    frozen = limits.frozen
    spread = FrozenLimits(
        frozen.version, frozen.frozen_on, "moving_range", frozen.center, frozen.sigma, frozen.width,
        frozen.used, (), 2, frozen.cautions,
    )  # fmt: skip
    return evaluate(spread, [one.value for one in points])


def _judged(points: Sequence[TrendPoint], limits: Limits, before: int) -> list[Judged]:
    lines, broken = lines_of(limits), rules_at(points, limits)
    return [
        Judged(before + place, one, limits, (one.value - lines.center) / lines.sd, rules)
        for place, (one, rules) in enumerate(zip(points, broken, strict=True), start=1)
    ]


def _shewhart(points: Sequence[TrendPoint], limits: Limits) -> list[tuple[str, ...]]:
    found: list[list[str]] = [[] for _ in points]
    for violation in evaluation_of(points, limits).violations:
        found[violation.point - 1].append(violation.rule)
    return [tuple(rules) for rules in found]


def _westgard(points: Sequence[TrendPoint], limits: Limits) -> list[tuple[str, ...]]:
    """Rules over runs by their means; R_4s by the single readings within a run."""
    lines = lines_of(limits)
    found: list[list[str]] = [[] for _ in points]
    for hit in westgard([(one.value - lines.center) / lines.sd for one in points], rules=WESTGARD).hits:
        found[hit.run - 1].append(hit.rule)
    if limits.reading_sd is not None:
        for place, one in enumerate(points):
            if len(one.readings) > 1 and _is_torn(one, lines.center, limits.reading_sd):
                found[place].append("R_4s")
    return [tuple(rules) for rules in found]


def _is_torn(point: TrendPoint, center: float, sd: float) -> bool:
    z = [(value - center) / sd for value in point.readings]
    return bool(westgard([z], rules=WITHIN_RUN).hits)

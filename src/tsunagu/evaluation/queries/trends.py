"""Reads of trends: frozen limits by version, alarms with their assessments, and the series that members watch."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from tsunagu.evaluation.domain.trends import Limits, limits_from
from tsunagu.evaluation.models import Alarm, AlarmAssessment, Trend, TrendLimits
from tsunagu.evaluation.queries.controls import own_controls


@dataclass(frozen=True, slots=True)
class LimitsView:
    """A version of frozen limits, and who froze it."""

    uuid: UUID
    limits: Limits
    frozen_by: UUID


@dataclass(frozen=True, slots=True)
class AlarmView:
    """A rule that a point broke, and, once someone assessed it, the cause and what was done."""

    chain: UUID
    uuid: UUID
    point: UUID
    at: datetime
    value: float
    rule: str
    version: int
    raised_at: datetime
    cause: str = ""
    action: str = ""
    assessed_by: UUID | None = None
    assessed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has assessed it yet."""
        return self.assessed_at is None


@dataclass(frozen=True, slots=True)
class Series:
    """A series of results of a product that a member froze limits for."""

    chain: UUID
    member: UUID
    product: str
    panel: str
    characteristic: str


_ALARM = ("chain", "uuid", "point", "at", "value", "rule", "version", "raised_at")
_ASSESSMENT = ("uuid", "cause", "action", "assessed_by", "assessed_at")


def trend_chain(member: UUID, product: str, panel: str, characteristic: str) -> UUID:
    """Return the chain of a member's series, whether anything stands in it yet or not."""
    return uuid5(member, f"trend/{product}/{panel}/{characteristic}")


def limits_of(chains: Iterable[UUID]) -> dict[UUID, list[LimitsView]]:
    """Return the versions of frozen limits of opened chains, the oldest first."""
    rows = TrendLimits.objects.filter(chain__in=list(chains)).order_by("version")
    found: dict[UUID, list[LimitsView]] = defaultdict(list)
    for row in rows:
        limits = limits_from(row.version, row.rules, row.frozen_at, row.data)
        found[row.chain].append(LimitsView(row.uuid, limits, row.frozen_by))
    return found


def alarms_of(chains: Iterable[UUID]) -> dict[UUID, list[AlarmView]]:
    """Return the alarms of opened chains, those assessed among them, the newest first."""
    wanted = list(chains)
    assessed = {
        values[0]: values[1:]
        for values in AlarmAssessment.objects.filter(chain__in=wanted).values_list(*_ASSESSMENT)
    }
    found: dict[UUID, list[AlarmView]] = defaultdict(list)
    for values in Alarm.objects.filter(chain__in=wanted).order_by("-at", "rule").values_list(*_ALARM):
        found[values[0]].append(AlarmView(*values, *assessed.get(values[1], ())))
    return found


def open_rules_by_method(member: UUID) -> dict[str, list[str]]:
    """Return the rules that a member's own controls broke and nobody has assessed, by the method of the control."""
    methods = {one.chain: one.method for one in own_controls(member)}
    found: dict[str, list[str]] = defaultdict(list)
    for chain, alarms in alarms_of(methods).items():
        rules = [one.rule for one in alarms if one.is_open]
        found[methods[chain]] += [rule for rule in dict.fromkeys(rules) if rule not in found[methods[chain]]]
    return {method: rules for method, rules in found.items() if rules}


def series_watched(product: str, panel: str, characteristic: str) -> list[Series]:
    """Return who froze limits for a series, as far as the scope reaches: all of them, in a worker's."""
    rows = Trend.objects.filter(product=product, panel=panel, characteristic=characteristic)
    return [Series(*values) for values in rows.values_list(*Series.__dataclass_fields__)]

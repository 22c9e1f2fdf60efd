"""One chart as its page shows it, whether of a control or of a product: points, limits by version, alarms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from tsunagu.evaluation.domain.trend_judging import Judged, judge, rules_at
from tsunagu.evaluation.domain.trend_rules import Family, calls_someone
from tsunagu.evaluation.domain.trends import Limits, TrendPoint, in_order, trial
from tsunagu.evaluation.queries.trends import AlarmView, LimitsView
from tsunagu.foundation.text import Text


@dataclass(frozen=True)
class Chart:
    """What a chart is made of.

    Attributes
    ----------
    labels : what stands under each point. subjects : the case or lot of each point, where there is one.
    in_use : what was in use at each point (a reagent lot). cells : more cells of each point's line in the table.
    makers : who measured or tested each point, those replaced among them. families : of rules that may be chosen.
    specification : lower and upper limit, where there is one.
    """

    chain: UUID
    name: Text
    unit: str
    points: Sequence[TrendPoint]
    versions: Sequence[LimitsView]
    alarms: Sequence[AlarmView]
    families: tuple[Family, ...]
    now: datetime
    labels: Mapping[UUID, str]
    subjects: Mapping[UUID, str] = field(default_factory=dict)
    in_use: Mapping[UUID, str] = field(default_factory=dict)
    heads: Sequence[str] = ()
    cells: Mapping[UUID, Sequence[str]] = field(default_factory=dict)
    makers: Mapping[UUID, UUID] = field(default_factory=dict)
    specification: tuple[float | None, float | None] = (None, None)

    @cached_property
    def ordered(self) -> list[TrendPoint]:
        """The points in the order of their measurement."""
        return in_order(self.points)

    @cached_property
    def judged(self) -> list[Judged]:
        """Each point by the limits that were in force when it was measured."""
        return judge(self.points, [one.limits for one in self.versions])

    @cached_property
    def limits(self) -> Limits | None:
        """The limits in force now; trial ones where none were frozen, None where none follow from the points."""
        if self.versions:
            return self.versions[-1].limits
        return trial(self.ordered, self.families[0], self.now)

    @property
    def is_trial(self) -> bool:
        """Whether nobody has frozen limits yet."""
        return not self.versions

    @cached_property
    def trial_rules(self) -> dict[UUID, tuple[str, ...]]:
        """The rules that hold by trial limits, while nobody has frozen any: shown, and nobody is called."""
        limits = self.limits
        if limits is None or not limits.is_trial:
            return {}
        return {
            one.uuid: rules for one, rules in zip(self.ordered, rules_at(self.ordered, limits), strict=True)
        }

    @cached_property
    def present(self) -> list[TrendPoint]:
        """The points that the limits now in force rest on, and those judged by them."""
        limits = self.limits
        if limits is None or limits.is_trial:
            return self.ordered
        used = set(limits.used)
        held = {one.point.uuid for one in self.judged if one.limits is limits}
        return [one for one in self.ordered if one.uuid in used | held]

    @property
    def calls(self) -> bool:
        """Whether a rule that calls someone is broken among the present points."""
        limits = self.limits
        if limits is None:
            return False
        return any(calls_someone(rule) for rules in rules_at(self.present, limits) for rule in rules)

    @property
    def open_alarms(self) -> list[AlarmView]:
        """The alarms that wait for somebody, the newest first."""
        return [one for one in self.alarms if one.is_open]

"""Raise alarms: each point and rule that calls someone, once, and a duty in the inbox of who answers for it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from tsunagu.evaluation.domain.trend_judging import Judged, judge, newly_broken
from tsunagu.evaluation.domain.trends import Limits, TrendPoint
from tsunagu.evaluation.models import Alarm

KIND = "chart_alarm"
ANSWERING = ("qc", "quality")
"""Roles that are called: who measures, and who may say what follows."""
WITHIN = timedelta(days=1)
"""How soon somebody is asked to look into an alarm."""


def alarm_uuid(chain: UUID, point: UUID, rule: str) -> UUID:
    """Return the key of an alarm: the same point and rule of the same chart are one."""
    return uuid5(chain, f"alarm/{point}/{rule}")


def raise_alarms(
    chain: UUID, points: Sequence[TrendPoint], versions: Sequence[Limits], now: datetime
) -> dict[UUID, list[tuple[Judged, str]]]:
    """Write down what broke a rule and hasn't before; return it by point, for those who tell people of it."""
    known = frozenset(Alarm.objects.filter(chain=chain).values_list("point", "rule"))
    fresh = newly_broken(judge(points, versions), known)
    rows = [
        Alarm(
            chain=chain, uuid=alarm_uuid(chain, one.point.uuid, rule), point=one.point.uuid,
            at=one.point.at, value=one.point.value, rule=rule, version=one.limits.version if one.limits else 0,
            raised_at=now,
        )
        for one, rule in fresh
    ]  # fmt: skip
    Alarm.objects.bulk_create(rows, ignore_conflicts=True)
    found: dict[UUID, list[tuple[Judged, str]]] = {}
    for one, rule in fresh:
        found.setdefault(one.point.uuid, []).append((one, rule))
    return found

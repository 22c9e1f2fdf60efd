"""Points over time and the limits that a person froze from them, with a version: which was in force when."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn, cast
from uuid import UUID

import numpy as np

from tsunagu.evaluation.domain.trend_rules import FAMILIES, Family
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.statistics.estimates import Caution, Estimate, Interval, StatisticsRefused
from tsunagu.statistics.monitoring.limits import Exclusion, FrozenLimits
from tsunagu.statistics.monitoring.phase_one import freeze_individuals
from tsunagu.statistics.monitoring.sigma import IndividualSigma, deviation

LEAST = 20
"""Points that limits rest on, unless a person accepts fewer (ISO 7870-2 asks for 20 to 25)."""
LONGEST_REASON = 200
TRIAL = 0
"""The version of limits that nobody has frozen."""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One plotted value with its time; ``readings`` are the single values behind a control's mean."""

    uuid: UUID
    at: datetime
    value: float
    readings: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits as a person froze them.

    Attributes
    ----------
    rules : the family of rules that goes with them. frozen_at : from when on points are judged by them.
    frozen : center and standard deviation with their intervals, and cautions.
    reading_sd : standard deviation of single readings, where a run has several of them; for Westgard's R_4s.
    used, excluded : the points that they rest on, and those left out with the reason.
    """

    version: int
    rules: Family
    frozen_at: datetime
    frozen: FrozenLimits
    reading_sd: float | None
    used: tuple[UUID, ...]
    excluded: Mapping[UUID, str]

    @property
    def is_trial(self) -> bool:
        """Whether nobody has frozen them."""
        return self.version == TRIAL

    def as_data(self) -> dict[str, Any]:
        """Return them as JSON, all but the version, the family and the time, which have columns of their own."""
        sigma = self.frozen.sigma
        return {
            "center": _estimate_data(self.frozen.center),
            "sigma": None if sigma is None else _estimate_data(sigma),
            "reading_sd": self.reading_sd,
            "used": [str(one) for one in self.used],
            "excluded": {str(one): reason for one, reason in self.excluded.items()},
            "cautions": [{"code": one.code, "ja": one.ja, "en": one.en} for one in self.frozen.cautions],
        }


def limits_from(version: int, rules: str, frozen_at: datetime, data: Mapping[str, Any]) -> Limits:
    """Return limits as they were kept."""
    frozen = FrozenLimits(
        str(version), frozen_at.date(), "individuals", _estimate(data["center"]),
        _estimate(data["sigma"]) if data["sigma"] else None, 3.0,
        tuple(range(1, len(data["used"]) + 1)), (), 1, tuple(Caution(**one) for one in data["cautions"]),
    )  # fmt: skip
    return Limits(
        version, cast(Family, rules), frozen_at, frozen, data["reading_sd"],
        tuple(UUID(one) for one in data["used"]),
        {UUID(one): reason for one, reason in data["excluded"].items()},
    )  # fmt: skip


def freeze(
    points: Sequence[TrendPoint],
    rules: str,
    version: int,
    now: datetime,
    excluded: Mapping[UUID, str] | None = None,
    accepts_few: bool = False,
) -> Limits:
    """Calculate limits from points known to be good, to be frozen.

    Westgard's rules take the mean and the standard deviation of the points (Levey and Jennings 1950); the others the
    mean moving range (I-MR, ISO 7870-2).

    Refuses (``BadInput``) fewer than 20 points unless a person accepts that, too few or constant ones always, an
    exclusion without a reason, and a family that isn't known.
    """
    if rules not in FAMILIES:
        _bad("rules", "ルールの種類を選んでください。", "Choose the family of rules.")
    left_out = _checked_reasons(dict(excluded or {}))
    used = [one for one in points if one.uuid not in left_out]
    if len(used) < LEAST and not accepts_few and version != TRIAL:
        _bad(
            "last",
            f"管理限界の計算に使う点が{len(used)}点です。{LEAST}点以上の範囲を選ぶか、"
            "「20点未満で確定する」を選んでください。",
            f"The limits would rest on {len(used)} points. Choose a range of {LEAST} or more, or accept fewer.",
        )
    frozen = _frozen(points, left_out, rules, version, now)
    reading_sd, uuids = _reading_sd(used), tuple(one.uuid for one in used)
    return Limits(version, cast(Family, rules), now, frozen, reading_sd, uuids, left_out)


def _frozen(
    points: Sequence[TrendPoint], left_out: Mapping[UUID, str], rules: str, version: int, now: datetime
) -> FrozenLimits:
    places = {one.uuid: place for place, one in enumerate(points, start=1)}
    exclusions = tuple(Exclusion(places[uuid], reason) for uuid, reason in left_out.items() if uuid in places)
    sigma: IndividualSigma = "sd" if rules == "westgard" else "mean_moving_range"
    values = [one.value for one in points]
    try:
        return freeze_individuals(
            values, version=str(version), frozen_on=now.date(), excluded=exclusions, sigma=sigma
        )
    except StatisticsRefused as refused:
        raise BadInput(refused.code, Text(refused.ja, refused.en), "last") from refused


def trial(points: Sequence[TrendPoint], rules: Family, now: datetime) -> Limits | None:
    """Return limits of all points so far, which nobody has frozen; None where none follow from them."""
    try:
        return freeze(points, rules, TRIAL, now, accepts_few=True)
    except BadInput:
        return None


def in_force(versions: Sequence[Limits], at: datetime) -> Limits | None:
    """Return the limits that were in force at a time: the newest frozen by then."""
    return max((one for one in versions if one.frozen_at <= at), key=lambda one: one.version, default=None)


def in_order(points: Sequence[TrendPoint]) -> list[TrendPoint]:
    """Return points in the order of their measurement, one that was entered late at its place."""
    return sorted(points, key=lambda one: (one.at, str(one.uuid)))


def _checked_reasons(excluded: dict[UUID, str]) -> dict[UUID, str]:
    for reason in excluded.values():
        if not reason.strip() or len(reason) > LONGEST_REASON:
            _bad(
                "excluded",
                f"除外する点の理由を1〜{LONGEST_REASON}文字で入力してください。",
                f"Give the reason of each exclusion in 1 to {LONGEST_REASON} characters.",
            )
    return {one: reason.strip() for one, reason in excluded.items()}


def _reading_sd(points: Sequence[TrendPoint]) -> float | None:
    """Standard deviation of all single readings, between runs and within; None where runs have one each."""
    readings = [value for one in points for value in one.readings]
    if len(readings) <= len(points) or len(readings) < 2:
        return None
    found = deviation(np.asarray(readings, dtype=np.float64))
    return found if found > 0 else None


def _estimate_data(one: Estimate) -> dict[str, Any]:
    degrees = one.degrees
    return {
        "value": one.value, "low": one.interval.lower, "high": one.interval.upper, "level": one.interval.level,
        "degrees": None if degrees is None or math.isinf(degrees) else degrees, "method": one.method,
    }  # fmt: skip


def _estimate(data: Mapping[str, Any]) -> Estimate:
    return Estimate(
        data["value"], Interval(data["low"], data["high"], data["level"]), data["degrees"], data["method"]
    )


def _bad(field: str, ja: str, en: str) -> NoReturn:
    raise BadInput(field, Text(ja, en), field)

"""Needs and proposals as plain data and back, with times instead of hours since a midnight."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tsunagu.planning.domain.asking.need import CONFIDENCE, Need
from tsunagu.planning.domain.asking.proposing import Proposal

TOKYO = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True, slots=True)
class Held:
    """A resource (site/key) that a proposal needs from one time until another, for a step."""

    resource: str
    step: str
    start: datetime
    end: datetime
    amount: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A proposal as it was made: its steps with start and end, what it holds, how sure it is, and why not earlier.

    ``reasons`` are (kind, resource, hours); ``sites`` the site (key) of each party; ``lags`` (first step, second, least
    and most hours between). ``sure_by`` is the time by which the goal begins with the ``confidence`` asked for, None
    where too many fail for that, ``sure_if_none_fails`` the same where no step fails. ``helps``: the step after which
    another day of slack helps most, and the chance with it. ``observed`` are the steps whose chances were observed,
    with how often; ``varying`` is how many steps vary at all.
    """

    goal: datetime
    sites: Mapping[str, str]
    steps: tuple[tuple[str, datetime, datetime], ...]
    held: tuple[Held, ...]
    chance: float
    failing: float
    reasons: tuple[tuple[str, str, int], ...]
    lags: tuple[tuple[str, str, int, int | None], ...]
    confidence: float
    sure_by: datetime | None
    sure_if_none_fails: datetime
    helps: tuple[str, float] | None
    observed: tuple[tuple[str, int], ...]
    varying: int

    def start_of(self, step: str) -> datetime | None:
        """Return when a step starts; None where the proposal has none of that key."""
        return next((start for key, start, _ in self.steps if key == step), None)


def moment(start: date, hour: int) -> datetime:
    """Return the time of an hour since midnight (Asia/Tokyo) of the first day."""
    return datetime(start.year, start.month, start.day, tzinfo=TOKYO) + timedelta(hours=hour)


def hour_of(start: date, at: datetime) -> int:
    """Return the whole hour since midnight (Asia/Tokyo) of the first day."""
    return int((at - moment(start, 0)).total_seconds() // 3600)


def proposal_data(proposal: Proposal, start: date) -> dict[str, Any]:
    """Return a proposal as plain data."""
    option, times = proposal.option, proposal.assignment
    return {
        "goal": moment(start, proposal.goal).isoformat(),
        "sites": dict(option.choices),
        "steps": [
            [task.key, moment(start, times.starts[place]).isoformat(), moment(start, times.ends[place]).isoformat()]
            for place, task in enumerate(option.tasks)
        ],
        "held": [
            [
                use.resource, use.first, moment(start, times.starts[option.index[use.first]]).isoformat(),
                moment(start, times.ends[option.index[use.last]] + use.after).isoformat(), use.amount,
            ]
            for use in option.uses
        ],
        "chance": round(proposal.chance, 4),
        "failing": round(proposal.failing, 4),
        "reasons": [[each.kind, each.resource, each.hours] for each in proposal.reasons],
        "lags": [[lag.first, lag.second, lag.at_least, lag.at_most] for lag in option.lags],
        **_certainty_data(proposal, start),
    }  # fmt: skip


def _certainty_data(proposal: Proposal, start: date) -> dict[str, Any]:
    helps, sure = proposal.slack_helps, proposal.sure_by
    return {
        "confidence": proposal.confidence,
        "sure_by": None if sure is None else moment(start, sure).isoformat(),
        "sure_if_none_fails": moment(start, proposal.sure_if_none_fails).isoformat(),
        "helps": None if helps is None else [helps.step, round(helps.chance, 4)],
        "observed": [[key, given.n] for key, given in proposal.varies.items() if given.n],
        "varying": len(proposal.varies),
    }


def kept(data: Mapping[str, Any]) -> Kept:
    """Return a proposal from plain data."""
    at = datetime.fromisoformat
    return Kept(
        goal=at(data["goal"]),
        sites=data["sites"],
        steps=tuple((key, at(start), at(end)) for key, start, end in data["steps"]),
        held=tuple(
            Held(key, step, at(start), at(end), amount) for key, step, start, end, amount in data["held"]
        ),
        chance=data["chance"],
        failing=data["failing"],
        reasons=tuple((kind, resource, hours) for kind, resource, hours in data["reasons"]),
        lags=tuple((first, second, least, most) for first, second, least, most in data.get("lags", ())),
        confidence=data.get("confidence", CONFIDENCE),
        sure_by=at(data["sure_by"]) if data.get("sure_by") else None,
        sure_if_none_fails=at(data.get("sure_if_none_fails", data["goal"])),
        helps=(data["helps"][0], data["helps"][1]) if data.get("helps") else None,
        observed=tuple((key, n) for key, n in data.get("observed", ())),
        varying=data.get("varying", 0),
    )


def need_data(need: Need) -> dict[str, Any]:
    """Return a need as plain data."""
    return {
        "therapy": need.therapy,
        "ready_from": need.ready_from.isoformat(),
        "latest": need.latest.isoformat() if need.latest else None,
        "collect_by": need.collect_by.isoformat() if need.collect_by else None,
        "weekdays_off": sorted(need.weekdays_off),
        "absent": [[first.isoformat(), last.isoformat()] for first, last in need.absent],
        "preferred": sorted(need.preferred),
        "urgency": need.urgency,
        "confidence": need.confidence,
    }


def need_of(data: Mapping[str, Any]) -> Need:
    """Return a need from plain data."""
    day = date.fromisoformat
    return Need(
        therapy=data["therapy"],
        ready_from=day(data["ready_from"]),
        latest=day(data["latest"]) if data["latest"] else None,
        collect_by=day(data["collect_by"]) if data["collect_by"] else None,
        weekdays_off=frozenset(data["weekdays_off"]),
        absent=tuple((day(first), day(last)) for first, last in data["absent"]),
        preferred=frozenset(data["preferred"]),
        urgency=data["urgency"],
        confidence=data.get("confidence", CONFIDENCE),
    )

"""Policies and results as plain data and back."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from tsunagu.planning.domain.fairness.inputs import Inputs, Served
from tsunagu.planning.domain.fairness.overriding import Override
from tsunagu.planning.domain.fairness.policy import CRITERIA, Grade, Policy
from tsunagu.planning.domain.fairness.scoring import Score, Share


def policy_data(policy: Policy) -> dict[str, Any]:
    """Return the terms of a policy; key and version stand beside them."""
    return {
        "weights": {key: policy.weights.get(key, 0) for key in CRITERIA},
        "full_weeks": policy.full_weeks,
        "shape": policy.shape,
        "urgency": {str(key): value for key, value in policy.urgency.items()},
        "grades": [[one.therapy, one.name, one.percent] for one in policy.grades],
        "full_deficit": policy.full_deficit,
        "floor": policy.floor,
        "guard_weeks": policy.guard_weeks,
        "tie": policy.tie,
        "method": policy.method,
    }


def policy_of(key: str, version: int, data: Mapping[str, Any]) -> Policy:
    """Return a policy from its terms."""
    return Policy(
        key=key,
        version=version,
        weights={name: data["weights"][name] for name in CRITERIA},
        full_weeks=data["full_weeks"],
        shape=data["shape"],
        urgency={int(name): value for name, value in data["urgency"].items()},
        grades=tuple(Grade(therapy, name, percent) for therapy, name, percent in data["grades"]),
        full_deficit=data["full_deficit"],
        floor=data["floor"],
        guard_weeks=data["guard_weeks"],
        tie=data["tie"],
        method=data["method"],
    )


def score_data(score: Score) -> list[list[Any]]:
    """Return the shares of a score."""
    return [[one.criterion, one.points, one.most] for one in score.shares]


def score_of(data: list[list[Any]]) -> Score:
    """Return a score from its shares."""
    return Score(tuple(Share(criterion, points, most) for criterion, points, most in data))


def history_data(history: Mapping[str, Served]) -> dict[str, list[int]]:
    """Return how places were served."""
    return {place: [one.asked, one.given] for place, one in sorted(history.items())}


def history_of(data: Mapping[str, list[int]]) -> dict[str, Served]:
    """Return how places were served, from data."""
    return {place: Served(asked, given) for place, (asked, given) in data.items()}


def inputs_of(data: Mapping[str, Any]) -> Inputs:
    """Return the inputs of a request as they were frozen."""
    return Inputs(
        key=data["key"],
        place=data["place"],
        asked_at=datetime.fromisoformat(data["asked_at"]),
        waiting_since=date.fromisoformat(data["waiting_since"]),
        therapy=data["therapy"],
        urgency=data["urgency"],
        benefit=data["benefit"],
    )


def overrides_of(data: Iterable[Mapping[str, Any]]) -> tuple[Override, ...]:
    """Return overrides as they were frozen."""
    return tuple(
        Override(one["key"], one["kind"], date.fromisoformat(one["until"]), one["is_agreed"]) for one in data
    )

"""The order that a policy gives: overrides, then who has waited far too long, then the points, then the lot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from statistics import median
from typing import Literal

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.fairness.inputs import Inputs, Served
from tsunagu.planning.domain.fairness.overriding import Override
from tsunagu.planning.domain.fairness.policy import Policy
from tsunagu.planning.domain.fairness.scoring import WEEK, Score, score

Why = Literal["override", "guard", "points", "later"]
WHYS: Mapping[str, Text] = {
    "override": Text("個別の判断により先に", "First, by an override"),
    "guard": Text("待機が中央値を大きく超えるため先に", "First, for the wait is far beyond the median"),
    "points": Text("点数の順", "By points"),
    "floor": Text("地域ごとの最低枠により繰上げ", "Moved up for the floor of its place"),
    "later": Text("個別の判断によりこの回では割り当てない", "Not in this round, by an override"),
}
_PLACE = {"override": 0, "guard": 1, "points": 2, "later": 3}


@dataclass(frozen=True, slots=True)
class Ranked:
    """A request in its place of the order; ``lot`` is what ended a tie."""

    key: str
    why: Why
    score: Score
    lot: str


def ranking(
    policy: Policy,
    requests: Sequence[Inputs],
    on: date,
    history: Mapping[str, Served],
    overrides: Iterable[Override] = (),
    seed: str = "",
) -> tuple[Ranked, ...]:
    """Return the requests in the order of the policy; the same inputs and seed give the same order."""
    kinds = {one.key: one.kind for one in overrides if one.counts(on)}
    late = beyond(policy, requests, on)
    found = []
    for one in requests:
        kind = kinds.get(one.key)
        why: Why = (
            "override"
            if kind == "first"
            else "later"
            if kind == "later"
            else "guard"
            if one.key in late
            else "points"
        )
        ranked = Ranked(one.key, why, score(policy, one, on, history), tie_of(policy, one, seed))
        waited = -one.days_waited(on) if why == "guard" else 0
        found.append((_PLACE[why], waited, -ranked.score.points, ranked.lot, one.key, ranked))
    return tuple(row[-1] for row in sorted(found, key=lambda row: row[:-1]))


def beyond(policy: Policy, requests: Sequence[Inputs], on: date) -> frozenset[str]:
    """Return who has waited longer than the median by more than the policy's guard."""
    if policy.guard_weeks is None or not requests:
        return frozenset()
    limit = median(one.days_waited(on) for one in requests) + policy.guard_weeks * WEEK
    return frozenset(one.key for one in requests if one.days_waited(on) > limit)


def tie_of(policy: Policy, request: Inputs, seed: str) -> str:
    """Return what ends a tie: the lot that anyone can draw again from the published seed, or the time of asking."""
    if policy.tie == "asked":
        return request.asked_at.isoformat()
    return sha256(f"{seed}/{request.key}".encode()).hexdigest()

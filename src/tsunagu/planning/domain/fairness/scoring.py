"""The score of a request: each criterion's share of it, from declared inputs alone, so that it can be explained."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.fairness.inputs import Inputs, Served, deficit
from tsunagu.planning.domain.fairness.policy import CRITERIA, URGENCIES, Criterion, Policy

FULL = 10_000
"""All points of a score, in hundredths: shown as 100."""
WEEK = 7


@dataclass(frozen=True, slots=True)
class Share:
    """What one criterion adds to a score, out of ``most``; both in hundredths of a point."""

    criterion: Criterion
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a request with its shares, in the order in which criteria are declared."""

    shares: tuple[Share, ...]

    @property
    def points(self) -> int:
        """All points, in hundredths."""
        return sum(one.points for one in self.shares)


def score(policy: Policy, inputs: Inputs, on: date, history: Mapping[str, Served]) -> Score:
    """Return the score on a day; exact, so that equal inputs tie on every machine."""
    shares = []
    for criterion in CRITERIA:
        weight = policy.weights.get(criterion, 0)
        if weight:
            value = min(Fraction(1), max(Fraction(0), VALUES[criterion](policy, inputs, on, history)))
            part = Fraction(weight, policy.total) * FULL
            shares.append(Share(criterion, int(part * value), int(part)))
    return Score(tuple(shares))


def weight_of(points: int) -> int:
    """Return the weight of a journey in the planning problem: 1 for no points, 101 for all."""
    return 1 + points // 100


def explained(score: Score, inputs: Inputs, on: date) -> Text:
    """Say in one line where the points come from."""
    told = [(one, _said(one.criterion, inputs, on)) for one in score.shares]
    ja = "、".join(
        f"{CRITERIA[one.criterion].ja}{said.ja} {_of(one.points)}／{_of(one.most)}" for one, said in told
    )
    en = ", ".join(
        f"{CRITERIA[one.criterion].en.lower()}{said.en} {_of(one.points)}/{_of(one.most)}"
        for one, said in told
    )
    return Text(f"{_of(score.points)}点：{ja}", f"{_of(score.points)} points: {en}")


def _of(points: int) -> str:
    return f"{points / 100:.1f}"


def _said(criterion: Criterion, inputs: Inputs, on: date) -> Text:
    if criterion == "waited":
        days = inputs.days_waited(on)
        return Text(f"（{days}日）", f" ({days} d)")
    if criterion == "urgency":
        name = URGENCIES[inputs.urgency]
        return Text(f"（{name.ja}）", f" ({name.en.lower()})")
    if criterion == "benefit":
        return Text(f"（{inputs.benefit or '未記入'}）", f" ({inputs.benefit or 'not stated'})")
    return Text(f"（{inputs.place}）", f" ({inputs.place})")


def _waited(policy: Policy, inputs: Inputs, on: date, _history: Mapping[str, Served]) -> Fraction:
    share = min(Fraction(1), Fraction(inputs.days_waited(on), policy.full_weeks * WEEK))
    return share * share if policy.shape == "late" else share


def _urgency(policy: Policy, inputs: Inputs, _on: date, _history: Mapping[str, Served]) -> Fraction:
    return Fraction(policy.urgency[inputs.urgency], 100)


def _benefit(policy: Policy, inputs: Inputs, _on: date, _history: Mapping[str, Served]) -> Fraction:
    """Return the share of the grade stated; one that isn't stated counts nothing."""
    percents = (one.percent for one in policy.scale_of(inputs.therapy) if one.name == inputs.benefit)
    return Fraction(next(percents, 0), 100)


def _equity(policy: Policy, inputs: Inputs, _on: date, history: Mapping[str, Served]) -> Fraction:
    return Fraction(deficit(inputs.place, history)).limit_denominator(10_000) * 100 / policy.full_deficit


Value = Callable[[Policy, Inputs, date, Mapping[str, Served]], Fraction]
VALUES: Mapping[Criterion, Value] = {
    "waited": _waited, "urgency": _urgency, "benefit": _benefit, "equity": _equity,
}  # fmt: skip

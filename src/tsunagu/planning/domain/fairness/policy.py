"""A policy as data: which criteria count, by which function and how much; floors, guards and the way ties end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

Criterion = Literal["waited", "urgency", "benefit", "equity"]
CRITERIA: Mapping[Criterion, Text] = {
    "waited": Text("待機期間", "Time waited"),
    "urgency": Text("緊急度", "Urgency"),
    "benefit": Text("期待される効果", "Expected benefit"),
    "equity": Text("地域間の公平", "Equity between places"),
}
"""All that may count. Nothing else of a patient, a hospital or a payer reaches the scores."""
URGENCIES: Mapping[int, Text] = {
    1: Text("通常", "Ordinary"),
    2: Text("早め", "Soon"),
    4: Text("至急", "Urgent"),
}
SHAPES: Mapping[str, Text] = {
    "even": Text("一定の割合で増える", "rises evenly"),
    "late": Text("はじめは緩やか、後ほど急に増える", "rises slowly at first, then faster"),
}
TIES: Mapping[str, Text] = {
    "lot": Text("公表した種による抽選", "by lot with a published seed"),
    "asked": Text("相談の受付順", "by the time of asking"),
}
METHODS: Mapping[str, Text] = {
    "order": Text(
        "順位どおりに、残った枠の最も早い日程を割り当てる", "each in turn takes the earliest that is left"
    ),
    "weights": Text(
        "点数を重みとして、全体の待機が最も短くなるように計画する", "the points are weights of one joint plan"
    ),
}
MOST_WEIGHT, MOST_WEEKS, MOST_FLOOR, MOST_SCALES = 100, 104, 50, 60
ANY = "*"


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade of expected benefit for a therapy (``*``: any without a scale of its own), worth ``percent`` of full."""

    therapy: str
    name: str
    percent: int


@dataclass(frozen=True, slots=True)
class Policy:
    """A declared policy; the weights say how much each criterion can add, a criterion without one doesn't count.

    Parameters
    ----------
    full_weeks, shape : weeks of waiting that give all points for it, and how they rise until then.
    urgency : percent of the points for each class of urgency; rises with the class.
    grades : the scales of expected benefit, therapy by therapy.
    full_deficit : percentage points by which a place was served less than the network that give all points for equity.
    floor : slots of the period that each place gets at least, as far as it asks for them; 0 for none.
    guard_weeks : who has waited so much longer than the median goes first; None for no guard.
    """

    key: str
    version: int
    weights: Mapping[Criterion, int]
    full_weeks: int = 26
    shape: str = "even"
    urgency: Mapping[int, int] = field(default_factory=lambda: {1: 0, 2: 50, 4: 100})
    grades: tuple[Grade, ...] = ()
    full_deficit: int = 30
    floor: int = 0
    guard_weeks: int | None = None
    tie: str = "lot"
    method: str = "order"

    @property
    def total(self) -> int:
        """The sum of the weights."""
        return sum(self.weights.values())

    def scale_of(self, therapy: str) -> tuple[Grade, ...]:
        """Return the grades for a therapy, the best first; those for any where it has none of its own."""
        own = tuple(one for one in self.grades if one.therapy == therapy)
        return own or tuple(one for one in self.grades if one.therapy == ANY)


def check_policy(policy: Policy) -> None:
    """Refuse a policy that counts nothing, contradicts itself or names what there isn't."""
    _check_weights(policy)
    _within(policy.full_weeks, 1, MOST_WEEKS, "full_weeks")
    _within(policy.full_deficit, 1, 100, "full_deficit")
    _within(policy.floor, 0, MOST_FLOOR, "floor")
    if policy.guard_weeks is not None:
        _within(policy.guard_weeks, 0, MOST_WEEKS, "guard_weeks")
    for name, percent in policy.urgency.items():
        _within(percent, 0, 100, f"urgency_{name}")
    known = policy.shape in SHAPES and policy.tie in TIES and policy.method in METHODS
    if not known or set(policy.urgency) != set(URGENCIES):
        refuse(
            "policy",
            "方針の項目に、登録されていない語があります。",
            "The policy uses a word that isn't known.",
        )
    classes = [policy.urgency[one] for one in sorted(policy.urgency)]
    if classes != sorted(classes):
        refuse(
            "urgency_4",
            "緊急度が高いほど点数が高くなるようにしてください。",
            "More urgent can't give fewer points.",
        )
    if policy.weights.get("benefit") and not policy.scale_of(ANY):
        refuse(
            "grades",
            "期待される効果を使うには、すべての治療に共通の段階（* の行）が必要です。",
            "To count expected benefit, a scale for any therapy (lines with *) is needed.",
        )


def _check_weights(policy: Policy) -> None:
    if set(policy.weights) - set(CRITERIA):
        refuse("weights", "公表できない基準は使えません。", "Only declared criteria may count.")
    for criterion, weight in policy.weights.items():
        _within(weight, 0, MOST_WEIGHT, f"weight_{criterion}")
    if policy.total == 0:
        refuse(
            "weight_waited",
            "少なくとも一つの基準に重みを付けてください。",
            "Give at least one criterion a weight.",
        )


def _within(value: int, least: int, most: int, at: str) -> None:
    if not least <= value <= most:
        refuse(
            at,
            f"{least} から {most} までの整数を入力してください。",
            f"Type a whole number from {least} to {most}.",
        )


def refuse(at: str, ja: str, en: str) -> None:
    """Refuse what was typed into a field."""
    raise BadInput(f"policy.{at}", Text(ja, en), at)

"""A comparability study 同等性評価: what is planned before data are seen, and the states that it goes through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NoReturn

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text

Side = Literal["before", "after"]
Design = Literal["pairs", "independent", "mixed"]
Scale = Literal["plain", "log"]
Acceptance = Literal["equivalence", "quality_range", "informative"]

SIDES: Mapping[str, Text] = {"before": Text("変更前", "Before"), "after": Text("変更後", "After")}
DESIGNS: Mapping[str, Text] = {
    "pairs": Text("分割ドナー（同じドナーから変更前後）", "Split donors (before and after from one donor)"),
    "independent": Text("独立したロット", "Independent lots"),
    "mixed": Text("混合（一部のドナーだけ前後がそろう）", "Mixed (some donors on both sides)"),
}
SCALES: Mapping[str, Text] = {
    "plain": Text("そのまま（差）", "Plain (difference)"),
    "log": Text("対数（比）", "Logarithmic (ratio)"),
}
ACCEPTANCE: Mapping[str, Text] = {
    "equivalence": Text("同等性（TOST、90%信頼区間）", "Equivalence (TOST, 90% interval)"),
    "quality_range": Text("品質範囲（平均 ± k·SD）", "Quality range (mean ± k·SD)"),
    "informative": Text("参考", "For information"),
}
STATES: Mapping[str, Text] = {
    "planned": Text("計画済み", "Planned"),
    "measuring": Text("測定中", "Measuring"),
    "analysed": Text("署名待ち", "To sign"),
    "concluded": Text("結論済み", "Concluded"),
    "withdrawn": Text("取下げ", "Withdrawn"),
}
TRANSITIONS: Mapping[str, frozenset[str]] = {
    "planned": frozenset({"measuring", "withdrawn"}),
    "measuring": frozenset({"analysed", "withdrawn"}),
    "analysed": frozenset({"measuring", "concluded", "withdrawn"}),
    "concluded": frozenset({"withdrawn"}),
    "withdrawn": frozenset(),
}
"""New values or a new plan lead back from ``analysed``; nothing leads back from a conclusion but its withdrawal."""
OUTCOMES: Mapping[str, Text] = {
    "passed": Text("同等性を確認", "Comparability shown"),
    "not_passed": Text("同等性は未確認", "Comparability not shown"),
}
MOST_LOTS, MOST_CRITERIA, MOST_LEAST = 200, 20, 100
LARGEST = Decimal("1e30")
WITH_BLOCKS = frozenset({"pairs", "mixed"})


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot of the study; ``block`` is the code of the donor behind it, empty where the design needs none."""

    label: str
    side: Side
    block: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One characteristic and what is asked of it.

    Attributes
    ----------
    lower, upper : equivalence margins of after - before in ``unit``, or of after / before on the scale ``log``.
    factor, share : k of mean +- k SD of the lots before, and the share (0-1) of lots after that must lie within.
    sd : expected spread for the power: of lots (of differences within donors for pairs) in ``unit``; on the scale
        ``log`` a coefficient of variation (0.2 for 20 %).
    is_primary : the study passes only if it is met; what is informative never is.
    """

    key: str
    name: Text
    unit: str
    scale: Scale
    acceptance: Acceptance
    lower: Decimal | None = None
    upper: Decimal | None = None
    factor: Decimal | None = None
    share: Decimal | None = None
    sd: Decimal | None = None
    is_primary: bool = True

    @property
    def decides(self) -> bool:
        """Whether the study can't pass without it."""
        return self.is_primary and self.acceptance != "informative"


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """What is laid down before the lots after the change are looked at; ``therapies`` are keys of routes."""

    title: str
    therapies: tuple[str, ...]
    changed: str
    before: str
    after: str
    design: Design
    least_before: int
    least_after: int
    criteria: tuple[Criterion, ...]
    is_synthetic: bool = False

    def criterion(self, key: str) -> Criterion | None:
        """Return the criterion of a characteristic, if the plan has one."""
        return next((one for one in self.criteria if one.key == key), None)


def check_plan(plan: StudyPlan) -> None:
    """Refuse, at its field, what no study can be carried out or judged with."""
    if not plan.therapies:
        _bad("therapies", "対象の製品を選んでください。", "Choose the products that it is about.")
    if plan.design not in DESIGNS:
        _bad("design", "デザインを選んでください。", "Choose the design.")
    for field, count in (("least_before", plan.least_before), ("least_after", plan.least_after)):
        if not 2 <= count <= MOST_LEAST:
            _bad(field, f"最少ロット数は2〜{MOST_LEAST}です。", f"Between 2 and {MOST_LEAST} lots.")
    if not 1 <= len(plan.criteria) <= MOST_CRITERIA:
        _bad(
            "criteria",
            f"評価する特性を1〜{MOST_CRITERIA}項目選んでください。",
            f"Choose between 1 and {MOST_CRITERIA} characteristics.",
        )
    if len({one.key for one in plan.criteria}) < len(plan.criteria):
        _bad("criteria", "同じ特性が2回選ばれています。", "A characteristic is chosen twice.")
    if not any(one.decides for one in plan.criteria):
        _bad(
            "criteria",
            "合否を決める特性（主要項目）が1つ以上必要です。",
            "At least one characteristic must decide (a primary one).",
        )
    for one in plan.criteria:
        _check_criterion(one, plan)


def _check_criterion(one: Criterion, plan: StudyPlan) -> None:
    name = one.name
    if one.scale not in SCALES or one.acceptance not in ACCEPTANCE:
        _bad(one.key, f"{name.ja}：判定方法を選んでください。", f"{name.en}: choose how it is judged.")
    if one.sd is not None and not 0 < one.sd <= LARGEST:
        _bad(
            one.key,
            f"{name.ja}：見込むばらつきは0より大きい値で入力してください。",
            f"{name.en}: the expected spread must be above 0.",
        )
    if one.acceptance == "equivalence":
        _check_margins(one)
    if one.acceptance == "quality_range":
        _check_range(one, plan)


def _check_margins(one: Criterion) -> None:
    none = Decimal(1) if one.scale == "log" else Decimal(0)
    lower, upper = one.lower, one.upper
    is_sound = lower is not None and upper is not None and -LARGEST <= lower < none < upper <= LARGEST
    if is_sound and (one.scale == "plain" or (lower is not None and lower > 0)):
        return
    ja, en = _RATIO if one.scale == "log" else _DIFFERENCE
    _bad(one.key, f"{one.name.ja}：{ja}", f"{one.name.en}: {en}")


def _check_range(one: Criterion, plan: StudyPlan) -> None:
    if one.factor is None or not 0 < one.factor <= 10:
        _bad(
            one.key,
            f"{one.name.ja}：品質範囲の係数kは0より大きく10以下で入力してください。",
            f"{one.name.en}: k of the quality range lies above 0 and up to 10.",
        )
    if one.share is None or not 0 < one.share <= 1:
        _bad(
            one.key,
            f"{one.name.ja}：範囲内に必要なロットの割合は0%より大きく100%以下で入力してください。",
            f"{one.name.en}: the share of lots within lies above 0% and up to 100%.",
        )
    if plan.least_before < 3:
        _bad(
            "least_before",
            "品質範囲を決めるには、変更前のロットが3以上必要です。",
            "A quality range needs three or more lots before the change.",
        )


def check_lots(lots: Sequence[Lot], design: str, known: Sequence[Lot] = ()) -> None:
    """Refuse lots that can't be told apart or that lack the donor which the design compares within."""
    if len(lots) + len(known) > MOST_LOTS:
        _bad("lots", f"ロットは{MOST_LOTS}件までです。", f"At most {MOST_LOTS} lots.")
    seen = {one.label for one in known}
    for one in lots:
        shown = one.label[:40]
        if one.label in seen:
            _bad("lots", f"ロット「{shown}」が重複しています。", f"Lot {shown!r} stands twice.")
        seen.add(one.label)
        if design in WITH_BLOCKS and not one.block:
            _bad(
                "lots",
                f"ロット「{shown}」のドナーを入力してください。このデザインではドナーごとに比べます。",
                f"Lot {shown!r} needs its donor: this design compares within donors.",
            )


def check_may_write(state: str) -> None:
    """Refuse lots, values, exclusions and plans once there is a conclusion, or none will ever be."""
    if state in ("concluded", "withdrawn"):
        raise Refused("study_closed", _CLOSED)


def check_may_withdraw(state: str) -> None:
    """Refuse to withdraw a study twice."""
    if "withdrawn" not in TRANSITIONS[state]:
        raise Refused("withdrawn_already", _WITHDRAWN)


def _bad(field: str, ja: str, en: str) -> NoReturn:
    raise BadInput(field, Text(ja, en), field)


_RATIO = (
    "比の許容限界は、0より大きく1より小さい下限と、1より大きい上限で入力してください（例 0.80〜1.25）。",
    "margins of a ratio are a lower one between 0 and 1 and an upper one above 1 (0.80 to 1.25).",
)
_DIFFERENCE = (
    "差の許容限界は、0より小さい下限と0より大きい上限で入力してください（例 −5〜5）。",
    "margins of a difference are a lower one below 0 and an upper one above 0 (−5 to 5).",
)
_CLOSED = Text(
    "この評価は結論済みまたは取下げ済みのため、変更できません。新しい評価を計画してください。",
    "This study is concluded or withdrawn and can't be changed. Plan a new one.",
)
_WITHDRAWN = Text("この評価はすでに取り下げられています。", "This study was withdrawn already.")

"""A comparability study in the demonstration: invented lots with a known true ratio, left ready to be signed."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.evaluation.domain.comparability import Criterion, Lot, StudyPlan
from tsunagu.evaluation.queries.comparability import StudyView, studies
from tsunagu.evaluation.services.conclude_study import analyse_study
from tsunagu.evaluation.services.measure_study import record_table
from tsunagu.foundation.text import Text
from tsunagu.journeys.services.compare_lots import plan_comparability

PRODUCTS = ("allo-msc-comparability", "allo-msc-comparability-production")
MANUFACTURER, HOLDER = stable_uuid("member", "shonan-bio"), stable_uuid("member", "tsubasa-stem")
DONORS, SEED = 8, 24
CRITERIA = (
    Criterion(
        "trophic_factor", Text("栄養因子の産生", "Trophic factor secretion"), "pg/mL", "log", "equivalence",
        Decimal("0.80"), Decimal("1.25"), sd=Decimal("0.15"),
    ),
    Criterion(
        "viability", Text("生存率", "Viability"), "%", "plain", "equivalence", Decimal(-4), Decimal(4), sd=Decimal(2),
    ),
    Criterion(
        "cd105_positive", Text("CD105陽性率", "CD105-positive cells"), "%", "plain", "quality_range",
        factor=Decimal(3), share=Decimal("0.9"),
    ),
    Criterion(
        "vector_copy_number", Text("ベクターコピー数", "Vector copy number"), "{copies}/{cell}", "plain",
        "informative", is_primary=False,
    ),
)  # fmt: skip
PLAN = StudyPlan(
    title="拡大培養のスケール変更に伴う同等性評価（合成データ）",
    therapies=PRODUCTS,
    changed="拡大培養を培養フラスコから閉鎖系の多段培養容器に変更。培地・播種密度・継代数は同じ（説明用の想定）",
    before="湘南・製法1.0版（培養フラスコ）",
    after="湘南・製法2.0版（多段培養容器）",
    design="pairs",
    least_before=6,
    least_after=6,
    criteria=CRITERIA,
    is_synthetic=True,
)


@dataclass(frozen=True, slots=True)
class Truth:
    """The known components that values are drawn from: donors differ, lots of a donor scatter, the change does this.

    With ``is_log`` the components are those of logarithms and ``change`` is a true ratio; else they are in the unit.
    """

    mean: float
    donor: float
    lot: float
    change: float
    digits: int
    is_log: bool = False


TRUTHS = {
    "trophic_factor": Truth(1450.0, 0.30, 0.08, 0.97, 0, is_log=True),
    "viability": Truth(91.0, 1.6, 1.1, -0.4, 1),
    "cd105_positive": Truth(97.6, 0.4, 0.3, 0.0, 1),
    "vector_copy_number": Truth(2.1, 0.25, 0.12, 0.05, 2),
}


def lots(donors: int = DONORS) -> tuple[Lot, ...]:
    """Return a lot before and one after the change from each donor."""
    pairs = range(1, donors + 1)
    before = [Lot(f"DEMO-A{place:02d}", "before", f"D{place}") for place in pairs]
    return (*before, *(Lot(f"DEMO-B{place:02d}", "after", f"D{place}") for place in pairs))


def drawn(truth: Truth, among: Sequence[Lot], seed: int) -> dict[str, str]:
    """Draw the value of each lot: its donor's, moved by the change, with the scatter of lots."""
    source = random.Random(f"{seed}/{truth.mean}")  # noqa: S311 - invented values, the same each time
    donors = {block: source.gauss(0, truth.donor) for block in sorted({one.block for one in among})}
    found = {}
    for one in among:
        off = donors[one.block] + source.gauss(0, truth.lot)
        is_after = one.side == "after"
        if truth.is_log:
            value = truth.mean * math.exp(off) * (truth.change if is_after else 1.0)
        else:
            value = truth.mean + off + (truth.change if is_after else 0.0)
        found[one.label] = f"{value:.{truth.digits}f}"
    return found


def table(among: Sequence[Lot], seed: int = SEED, truths: dict[str, Truth] = TRUTHS) -> str:
    """Return the values as a person pastes them: a line for each lot."""
    columns = {key: drawn(truth, among, seed) for key, truth in truths.items()}
    lines = ["\t".join(["ロット", *columns])]
    lines += ["\t".join([one.label, *(column[one.label] for column in columns.values())]) for one in among]
    return "\n".join(lines)


def plan(now: datetime, among: Sequence[Lot], said: StudyPlan = PLAN) -> StudyView:
    """Let the authorisation holder plan the study."""
    who = hands.actor(HOLDER, "mah", now=now)
    with hands.working(who):
        chain: UUID = plan_comparability(who, said, among, MANUFACTURER, now).chain
        return next(one for one in studies() if one.uuid == chain)


def measure(study: StudyView, values: str, now: datetime) -> None:
    """Let the manufacturer's laboratory enter the values of the lots."""
    who = hands.actor(MANUFACTURER, "qc", "quality", now=now)
    with hands.working(who):
        record_table(who, study.number, values, "DEMO-CMP-2026（合成データ）", "", now)


def analyse(study: StudyView, now: datetime) -> None:
    """Let the manufacturer's quality unit analyse the study."""
    who = hands.actor(MANUFACTURER, "quality", now=now)
    with hands.working(who):
        analyse_study(who, study.number, now)


def compare_lots(now: datetime) -> StudyView:
    """Carry one study as far as its signatures; who visits may sign it, and so open the gate of the product."""
    among = lots()
    study = plan(now - timedelta(days=75), among)
    measure(study, table(among), now - timedelta(days=6))
    analyse(study, now - timedelta(days=2))
    return replace(study, state="analysed")

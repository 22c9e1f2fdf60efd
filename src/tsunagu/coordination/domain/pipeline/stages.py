"""Stages of development 開発段階 on two regulatory tracks, and which may follow which: data, no code.

Two laws lead to patients. Under the Safety Act (再生医療等安全性確保法) a hospital does clinical research and gives
treatment; under the PMD Act (薬機法) a product goes through trials to a conditional and a full approval.
A product may be on both at once, so each track has a state of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tsunagu.foundation.text import Text

Track = Literal["base", "safety_act", "pmd_act"]

TRACKS: dict[Track, Text] = {
    "base": Text("研究開発", "Research and development"),
    "safety_act": Text("安全性確保法（臨床研究・治療）", "Safety Act (research, treatment)"),
    "pmd_act": Text("薬機法（治験・承認）", "PMD Act (trial, approval)"),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its track, its names, and the column of the picture that it stands in."""

    key: str
    track: Track
    name: Text
    short: Text
    column: str


def _stage(track: Track, key: str, name: Text, short: Text, column: str = "") -> tuple[str, Stage]:
    return key, Stage(key, track, name, short, column or key)


STAGES: dict[str, Stage] = dict(
    (
        _stage("base", "seed", Text("シーズ", "Seed"), Text("シーズ", "Seed")),
        _stage("base", "non_clinical", Text("非臨床試験", "Non-clinical"), Text("非臨床", "Non-clinical")),
        _stage("safety_act", "research", Text("臨床研究", "Clinical research"), Text("臨床研究", "Research")),
        _stage(
            "safety_act", "treatment", Text("治療としての提供", "Provided as treatment"), Text("治療提供", "Treatment")
        ),
        _stage("pmd_act", "trial", Text("治験", "Clinical trial"), Text("治験", "Trial")),
        _stage("pmd_act", "filed", Text("承認申請中", "Applied for approval"), Text("申請中", "Applied")),
        _stage(
            "pmd_act", "conditional", Text("条件及び期限付承認", "Conditional, time-limited approval"),
            Text("条件・期限付", "Conditional"),
        ),
        _stage(
            "pmd_act", "conditional_filed",
            Text("条件及び期限付承認（本承認を申請中）", "Conditional approval, applied for the full one"),
            Text("条件・期限付（申請中）", "Conditional, applied"), "conditional",
        ),
        _stage("pmd_act", "approved", Text("本承認", "Full approval"), Text("本承認", "Approved")),
    )
)  # fmt: skip
"""In the order in which they are nearer to patients."""

COLUMNS: tuple[str, ...] = tuple(dict.fromkeys(stage.column for stage in STAGES.values()))
"""The stages that are counted and drawn, one column each."""

RESTS: dict[str, Text] = {
    "paused": Text("中断", "Paused"),
    "stopped": Text("中止", "Stopped"),
    "ended": Text("終了", "Ended"),
}
"""What a track may come to instead of a next stage; ``ended`` is as planned, ``stopped`` isn't."""

STATES: dict[str, Text] = {key: stage.name for key, stage in STAGES.items()} | RESTS

TRANSITIONS: Mapping[str, frozenset[str]] = {
    "": frozenset(STAGES) - {"conditional_filed"},
    "seed": frozenset({"non_clinical", "paused", "stopped"}),
    "non_clinical": frozenset({"paused", "stopped"}),
    "research": frozenset({"treatment", "paused", "stopped", "ended"}),
    "treatment": frozenset({"paused", "stopped", "ended"}),
    "trial": frozenset({"trial", "filed", "paused", "stopped", "ended"}),
    "filed": frozenset({"conditional", "approved", "trial", "stopped"}),
    "conditional": frozenset({"conditional", "conditional_filed", "stopped"}),
    "conditional_filed": frozenset({"conditional", "approved", "stopped"}),
    "approved": frozenset({"stopped"}),
    "paused": frozenset({"seed", "non_clinical", "research", "treatment", "trial", "stopped"}),
    "stopped": frozenset(),
    "ended": frozenset({"research", "trial", "filed"}),
}
"""What may follow what on one track; from the empty state a record may begin anywhere, for products are older than it.

``trial`` after ``trial`` is the next phase, ``conditional`` after ``conditional`` a longer term.
"""

OPENING: Mapping[Track, frozenset[str]] = {
    "base": frozenset(),
    "safety_act": frozenset({"research", "treatment"}),
    "pmd_act": frozenset({"trial"}),
}
"""With what a further track begins, once a product is entered."""

PHASES: dict[str, Text] = {
    "1": Text("第Ⅰ相", "Phase I"),
    "1_2": Text("第Ⅰ/Ⅱ相", "Phase I/II"),
    "2": Text("第Ⅱ相", "Phase II"),
    "2_3": Text("第Ⅱ/Ⅲ相", "Phase II/III"),
    "3": Text("第Ⅲ相", "Phase III"),
    "investigator": Text("医師主導（相の区分なし）", "Investigator-initiated, no phase"),
}


AHEAD: Mapping[str, Text] = {
    "filed": Text("承認申請", "Application for approval"),
    "conditional_filed": Text("本承認の申請", "Application for full approval"),
}
"""What a planned stage is called while it lies ahead, where its name says that it lasts already."""


def planned_name(stage: str) -> Text:
    """Return what a stage that lies ahead is called."""
    return AHEAD.get(stage) or STAGES[stage].name


def track_of(stage: str) -> Track:
    """Return the track of a stage."""
    return STAGES[stage].track


def state_name(state: str, phase: str = "") -> Text:
    """Return the name of a stage or a rest, a trial's with its phase; an unknown one shows its key."""
    name = STATES.get(state, Text(state, state))
    if not phase or phase not in PHASES:
        return name
    return Text(f"{name.ja}（{PHASES[phase].ja}）", f"{name.en}, {PHASES[phase].en}")

"""Out of specification: the laboratory looks at itself first, retests are planned, nothing is averaged away.

Sources: GCTP ordinance (MHLW 93/2014) on tests that fail; FDA guidance on out-of-specification results (2006, revised
2022) for the two phases and for what may invalidate a result.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.text import Text

State = Literal["open", "checked", "planned", "retested", "concluded"]
Outcome = Literal["confirmed", "laboratory_error"]
INVESTIGATED = frozenset({"release", "in_process", "after_release"})
"""Weights whose failure is looked into; what is for information only isn't."""
CHECKS: Mapping[str, Text] = {
    "sample": Text("検体の取り違え・保管・前処理", "Sample: identity, storage, preparation"),
    "method": Text("試験法・手順どおりの実施", "Method carried out as written"),
    "instrument": Text("機器の校正・適合性", "Instrument: calibration, suitability"),
    "reagents": Text("試薬・標準品・対照", "Reagents, standards, controls"),
    "calculation": Text("計算・転記", "Calculation and transcription"),
}
STATES: Mapping[str, Text] = {
    "open": Text("試験室の確認待ち", "Laboratory check due"),
    "checked": Text("品質部門の判断待ち", "Awaits the quality unit"),
    "planned": Text("再試験待ち", "Retest due"),
    "retested": Text("品質部門の判断待ち", "Awaits the quality unit"),
    "concluded": Text("完了", "Concluded"),
}
OUTCOMES: Mapping[str, Text] = {
    "confirmed": Text("規格外を確認（結果は有効）", "Confirmed: the result stands"),
    "laboratory_error": Text("試験室の誤り（結果は無効）", "Laboratory error: the result is invalid"),
}
KINDS: Mapping[str, Text] = {
    "retest": Text("再試験（同じ検体）", "Retest (same sample)"),
    "resample": Text("再採取した検体の試験", "Resample"),
}
MOST_RETESTS = 9
TRANSITIONS: Mapping[str, frozenset[str]] = {
    "open": frozenset({"checked", "concluded"}),
    "checked": frozenset({"planned", "concluded"}),
    "planned": frozenset({"retested", "concluded"}),
    "retested": frozenset({"concluded"}),
    "concluded": frozenset(),
}


@dataclass(frozen=True, slots=True)
class LaboratoryCheck:
    """Phase 1: what was looked at and found wrong, and the assignable cause, if there is one."""

    wrong: frozenset[str]
    finding: str
    cause: str = ""


def is_investigated(weight: str, state: str) -> bool:
    """Return whether a result of this weight and state opens an investigation."""
    return state == "failed" and weight in INVESTIGATED


def check_laboratory_check(check: LaboratoryCheck) -> None:
    """Refuse a finding without words, and a cause without the check at which it was seen."""
    if not check.wrong <= CHECKS.keys():
        raise BadInput("checks", _CHECKS, "wrong")
    if bool(check.cause.strip()) != bool(check.wrong):
        raise BadInput("cause_and_check", _CAUSE_AND_CHECK, "cause")


def check_plan(count: int, kind: str) -> None:
    """Refuse a retest without a number that is fixed beforehand."""
    if kind not in KINDS or not 1 <= count <= MOST_RETESTS:
        raise BadInput("retest_count", _COUNT, "count")


def check_retest(planned: int, readings: int) -> None:
    """Refuse fewer or more readings than were planned: testing goes on until it passes for nobody."""
    if readings != planned:
        raise BadInput(
            "retest_readings",
            Text(
                f"計画どおり{planned}個の測定値を入力してください（入力は{readings}個）。",
                f"Type the {planned} readings that were planned, no more and no fewer (you typed {readings}).",
            ),
            "readings",
        )


def check_conclusion(outcome: str, state: str, cause: str) -> None:
    """Refuse to conclude before the laboratory's check, or to invalidate without an assignable cause."""
    if outcome not in OUTCOMES:
        raise BadInput("outcome", _OUTCOME, "outcome")
    if state not in ("checked", "retested"):
        raise Refused("not_checked", _NOT_CHECKED)
    if outcome == "laboratory_error" and not cause.strip():
        raise BadInput("no_assignable_cause", _NO_CAUSE, "outcome")


def check_independent(person: object, took_part: Collection[object]) -> None:
    """Refuse who tested, checked or retested."""
    if person in took_part:
        raise NotAllowed("second_person", _SECOND)


_CHECKS = Text("確認項目を選び直してください。", "Choose among the points to check.")
_CAUSE_AND_CHECK = Text(
    "原因を特定したときは、問題のあった項目と原因の両方を入力してください。特定できなければ、どちらも空欄にします。",
    "If a cause was found, name both the point and the cause; if none was found, leave both empty.",
)
_COUNT = Text(
    f"再試験の方法と回数（1〜{MOST_RETESTS}回）を、試験の前に決めてください。",
    f"Fix the kind and the number of retests (1 to {MOST_RETESTS}) beforehand.",
)
_OUTCOME = Text("結論を選んでください。", "Choose the conclusion.")
_NOT_CHECKED = Text(
    "先に、試験室の確認（または計画した再試験）を終えてください。",
    "Finish the laboratory's check, or the retest that was planned, first.",
)
_NO_CAUSE = Text(
    "原因が特定されていない結果は無効にできません。再試験が適合でも、平均で打ち消すことはできません。",
    "Without an assignable cause a result can't be invalidated; a passing retest doesn't average it away.",
)
_SECOND = Text(
    "結論は、試験・確認・再試験に携わっていない品質部門の人が出します。",
    "The conclusion is drawn by someone of quality who took no part in testing, checking or retesting.",
)

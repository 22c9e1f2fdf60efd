"""Readiness: a physician's order, no infection, preparative treatment as required and never too early."""

from datetime import timedelta

from tsunagu.journeys.domain.gates.answers import passes, stops
from tsunagu.journeys.domain.gates.facts import ReadinessFacts, StepFacts
from tsunagu.journeys.domain.verdicts import Evidence, Verdict
from tsunagu.journeys.domain.wording import day

ACTS = frozenset({"prepare", "administer"})
Problem = tuple[str, str, str]


def judge(facts: StepFacts) -> list[Verdict]:
    """Stop preparing or administering while the patient's side isn't ready; unknown counts as not ready."""
    if facts.step.action not in ACTS:
        return []
    ready = facts.readiness or ReadinessFacts()
    problems = [*_order(ready), *_infection(ready)]
    problems += _before_preparing(ready) if facts.step.action == "prepare" else _prepared(facts, ready)
    if problems:
        return [stops(f"readiness.{code}", ja, en) for code, ja, en in problems]
    return [
        passes(
            "readiness.ready",
            "医師の指示があり、患者さんの準備は整っています",
            "The physician has ordered it and the patient is ready",
            evidence=(Evidence("order", ready.order, ""),),
        )
    ]


def _order(ready: ReadinessFacts) -> list[Problem]:
    if ready.order is None:
        return [("no_order", "担当医師の指示がありません", "There is no physician's order")]
    if ready.order_cancelled:
        return [
            ("order_cancelled", "担当医師の指示は取り消されています", "The physician's order was cancelled")
        ]
    return []


def _infection(ready: ReadinessFacts) -> list[Problem]:
    if ready.infection is None:
        return [("infection_unknown", "感染の有無が確認されていません", "Infection has not been looked for")]
    if ready.infection:
        return [("infection", "患者さんに感染があります", "The patient has an infection")]
    return []


def _before_preparing(ready: ReadinessFacts) -> list[Problem]:
    if not ready.preparation_required:
        return []
    if not ready.product_released:
        return [
            (
                "product_not_released",
                "製品の出荷判定より前に、前処置(リンパ球除去など)は始められません",
                "Preparative treatment may not begin before the product is released",
            )
        ]
    if not ready.product_received:
        return [
            (
                "product_not_received",
                "製品を受領する前に、前処置(リンパ球除去など)は始められません",
                "Preparative treatment may not begin before the product is received",
            )
        ]
    return []


def _prepared(facts: StepFacts, ready: ReadinessFacts) -> list[Problem]:
    if not ready.preparation_required:
        return []
    done = ready.preparation_done_at
    if done is None or done > facts.now:
        return [
            ("not_prepared", "前処置(リンパ球除去など)が済んでいません", "Preparative treatment is not done")
        ]
    days = ready.preparation_valid_days
    if days is not None and facts.now - done > timedelta(days=days):
        return [
            (
                "preparation_old",
                f"前処置({day(done)}終了)から{(facts.now - done).days}日たち、有効な{days}日を過ぎています",
                f"Preparative treatment ended on {day(done)}; it counts for {days} days",
            )
        ]
    return []

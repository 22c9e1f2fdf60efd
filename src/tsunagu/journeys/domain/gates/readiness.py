"""Readiness: a physician's order, no infection, preparative treatment as required and never too early."""

from tsunagu.journeys.domain.gates.answers import passes, stops
from tsunagu.journeys.domain.gates.facts import ReadinessFacts, StepFacts
from tsunagu.journeys.domain.verdicts import Evidence, Verdict

ACTS = frozenset({"prepare", "administer"})
Problem = tuple[str, str, str]


def judge(facts: StepFacts) -> list[Verdict]:
    """Stop preparing or administering while the patient's side isn't ready; unknown counts as not ready."""
    if facts.step.action not in ACTS:
        return []
    ready = facts.readiness or ReadinessFacts()
    is_asked_later = facts.preview and ready.infection is None
    problems = [*_order(ready), *([] if is_asked_later else _infection(ready))]
    problems += _before_preparing(ready) if facts.step.action == "prepare" else _prepared(facts, ready)
    if problems:
        return [stops(f"readiness.{code}", ja, en) for code, ja, en in problems]
    if is_asked_later:
        return [
            passes(
                "readiness.to_ask",
                "医師の指示があります。感染の有無は、実施のときに確認します",
                "The physician has ordered it; infection is looked for when it is done",
                warning=True,
            )
        ]
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
    return []


def _infection(ready: ReadinessFacts) -> list[Problem]:
    if ready.infection is None:
        return [
            (
                "infection_unknown",
                "この72時間に感染の有無が確認されていません",
                "Infection has not been looked for in the last 72 hours",
            )
        ]
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
                "製品の出荷判定より前に、前処置（リンパ球除去など）は始められません",
                "Preparative treatment may not begin before the product is released",
            )
        ]
    if not ready.product_received:
        return [
            (
                "product_not_received",
                "製品を受領する前に、前処置（リンパ球除去など）は始められません",
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
            (
                "not_prepared",
                "前処置（リンパ球除去など）が済んでいません",
                "Preparative treatment is not done",
            )
        ]
    return []

"""Condition: a breach (carried, stored, grown), or a transport without readings, needs a decision before use."""

from tsunagu.journeys.domain.gates.answers import asks, passes
from tsunagu.journeys.domain.gates.facts import ConditionFacts, StepFacts
from tsunagu.journeys.domain.verdicts import Evidence, Verdict


def judge(facts: StepFacts) -> list[Verdict]:
    """Ask for a decision on each leg in breach or without readings; a leg nobody judged counts as missing."""
    here = {item.uuid for item in facts.items}
    found = [
        verdict for leg in facts.conditions if leg.item in here for verdict in (_leg(leg), *_replaced(leg))
    ]
    for item in facts.items:
        if sum(1 for leg in facts.conditions if leg.item == item.uuid and leg.is_transport) < item.legs:
            found.append(
                asks(
                    "condition.unjudged",
                    f"現品 {item.label} の輸送・保管の温度記録が、まだ判定されていません",
                    f"The temperature record of item {item.label} has not been judged",
                    item=item.uuid,
                    evidence=(Evidence("item", item.uuid, item.label),),
                )
            )
    return found


def _replaced(leg: ConditionFacts) -> list[Verdict]:
    """Tell that the quality unit set earlier readings aside, and why."""
    if not leg.replaces_because:
        return []
    return [
        passes(
            "condition.replaced",
            f"{leg.label.ja}の前の温度記録は、品質保証担当が取り下げました：{leg.replaces_because}",
            f"{leg.label.en}: the quality unit set earlier readings aside: {leg.replaces_because}",
            item=leg.item,
            evidence=(Evidence("condition", leg.uuid, leg.label.ja),),
            warning=True,
        )
    ]


def _leg(leg: ConditionFacts) -> Verdict:
    proof = (Evidence("condition", leg.uuid, leg.label.ja),)
    name_ja, name_en = leg.label.ja, leg.label.en
    over = f"{leg.minutes_over:g}"
    budget = f"{leg.budget_minutes:g}" if leg.budget_minutes is not None else ""
    if leg.state == "breach":
        ja, en = f"{name_ja}で温度等逸脱が{over}分ありました", f"{name_en}: {over} min outside the band"
        if budget and leg.minutes_over > (leg.budget_minutes or 0):
            ja = f"{name_ja}の温度等逸脱が{over}分で、許容累積時間{budget}分を超えています"
            en = f"{name_en}: {over} min outside the band, more than the budget of {budget} min"
        elif budget:
            ja += "。許容累積時間の内でも、続いた時間または温度が限度を超えています"
            en += "; within the budget, but too long at a stretch or beyond a limit of temperature"
        return asks(f"condition.breach.{leg.uuid}", ja, en, item=leg.item, evidence=proof)
    if leg.state == "missing_readings":
        return asks(
            f"condition.missing_readings.{leg.uuid}",
            f"{name_ja}の温度記録に欠けている時間があります",
            f"{name_en}: readings are missing",
            item=leg.item,
            evidence=proof,
        )
    if leg.state == "excursion_allowed":
        within = f"{over}/{budget}分" if budget else f"{over}分"
        return passes(
            "condition.allowed",
            f"{name_ja}の温度等逸脱は許容内です（{within}）",
            f"{name_en}: the excursion of {over} min is allowed"
            + (f" (budget {budget} min)" if budget else ""),
            item=leg.item,
            evidence=proof,
            warning=True,
        )
    return passes(
        "condition.within",
        f"{name_ja}は温度等逸脱なし",
        f"{name_en}: no excursion",
        item=leg.item,
        evidence=proof,
    )

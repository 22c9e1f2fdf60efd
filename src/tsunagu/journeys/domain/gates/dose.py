"""Dose: in range for the dated weight, components in their order, enough containers."""

from decimal import Decimal

from tsunagu.journeys.domain.dose import DoseProblem, amount_problem, order_problem, weight_problem
from tsunagu.journeys.domain.gates.answers import passes, stops
from tsunagu.journeys.domain.gates.facts import DoseFacts, StepFacts
from tsunagu.journeys.domain.verdicts import Evidence, Verdict
from tsunagu.journeys.domain.wording import cells, day, kilograms


def judge(facts: StepFacts) -> list[Verdict]:
    """Judge the dose where it is given; a dose without facts is never given."""
    if facts.step.action != "administer":
        return []
    if facts.dose is None:
        return [stops("dose.missing", "用量が記録されていません", "No dose is on record")]
    problems = _problems(facts, facts.dose)
    if problems:
        return [stops(f"dose.{found.code}", found.reason.ja, found.reason.en) for found in problems]
    return [_in_range(facts, facts.dose)]


def _problems(facts: StepFacts, dose: DoseFacts) -> list[DoseProblem]:
    given = [item for item in facts.items if item.source != "supplier"]
    quantities = tuple(item.quantity_cells for item in given)
    found = [
        weight_problem(dose.plan, dose.weight, facts.now),
        order_problem(dose.plan, tuple(item.product for item in given), dose.components_given),
        amount_problem(dose.plan, dose.weight, dose.ordered_cells, quantities),
    ]
    if found[0] is not None:
        found = found[:2]
    return [problem for problem in found if problem is not None]


def _in_range(facts: StepFacts, dose: DoseFacts) -> Verdict:
    weight = dose.weight
    at_hand = sum(
        (item.quantity_cells for item in facts.items if item.quantity_cells is not None), Decimal(0)
    )
    amount = at_hand if dose.ordered_cells is None else dose.ordered_cells
    ja, en = "用量は範囲内で、容器はそろっています", "The dose is in range and all containers are here"
    if dose.plan.counts_cells:
        ja, en = f"用量{cells(amount)}個は範囲内です", f"The dose of {cells(amount)} cells is in range"
    only_part = dose.plan.counts_cells and at_hand > amount
    if only_part:
        ja = f"医師の指示どおり、手元の{cells(at_hand)}個のうち{cells(amount)}個だけを投与してください"
        en = f"As the physician ordered, give only {cells(amount)} of the {cells(at_hand)} cells at hand"
    if weight is not None:
        shown = f"{kilograms(weight.kilograms)}, {day(weight.weighed_at)}"
        ja, en = f"{ja}（体重 {shown}）", f"{en} (weight {shown})"
    proof = (Evidence("weight", weight.uuid, day(weight.weighed_at)),) if weight else ()
    return passes("dose.in_range", ja, en, evidence=proof, warning=only_part)

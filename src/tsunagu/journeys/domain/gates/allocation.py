"""Allocation: a thing reserved for one patient reaches no other. Nothing overrides it."""

from tsunagu.journeys.domain.gates.answers import passes, stops
from tsunagu.journeys.domain.gates.facts import ItemFacts, StepFacts
from tsunagu.journeys.domain.verdicts import Verdict

# What a production journey may not do to a thing that a patient waits for.
USES_UP = frozenset({"process", "administer", "allocate", "prepare"})


def judge(facts: StepFacts) -> list[Verdict]:
    """Stop when an item belongs to, or is reserved for, another patient, or for nobody when it is given."""
    return [verdict for item in facts.items for verdict in _item(facts, item)]


def _item(facts: StepFacts, item: ItemFacts) -> list[Verdict]:
    if facts.case is None:
        taken = (item.allocated_coi or item.case_coi) is not None and facts.step.act in USES_UP
        return [_other(item)] if taken else []
    coi = facts.case.coi
    if item.allocated_coi is not None and item.allocated_coi != coi:
        return [_other(item)]
    if item.case_coi is not None and item.case_coi != coi:
        return [_other(item)]
    mine = coi in (item.allocated_coi, item.case_coi)
    if item.source == "own" and item.case_coi is None:
        return [
            stops(
                "allocation.no_case",
                f"現品 {item.label} は、どの患者さんの細胞か記録されていません",
                f"Item {item.label} carries no record of whose cells it is",
                item=item.uuid,
            )
        ]
    if not mine and facts.step.act in {"administer", "prepare"}:
        return [
            stops(
                "allocation.none",
                f"現品 {item.label} は、この患者さんに割り当てられていません",
                f"Item {item.label} is not allocated to this patient",
                item=item.uuid,
            )
        ]
    if not mine:
        return []
    return [
        passes("allocation.mine", "この患者さんのものです", "It is for this patient", item=item.uuid),
    ]


def _other(item: ItemFacts) -> Verdict:
    return stops(
        "allocation.other_patient",
        f"現品 {item.label} は、別の患者さんのものです",
        f"Item {item.label} is for another patient",
        item=item.uuid,
    )

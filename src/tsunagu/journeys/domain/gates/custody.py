"""Custody: only the organisation that holds a thing may handle it."""

from tsunagu.journeys.domain.gates.answers import passes, stops
from tsunagu.journeys.domain.gates.facts import ItemFacts, StepFacts
from tsunagu.journeys.domain.verdicts import Evidence, Verdict


def judge(facts: StepFacts) -> list[Verdict]:
    """Stop at physical steps when another organisation holds the item; a giver's missing signature is no stop."""
    if not facts.step.physical:
        return []
    return [_item(facts, item) for item in facts.items]


def _item(facts: StepFacts, item: ItemFacts) -> Verdict:
    actor, proof = facts.actor, (Evidence("item", item.uuid, item.label),)
    if item.holder == actor.member:
        ja, en = f"{actor.member_name.ja}が保持しています", f"{actor.member_name.en} holds it"
        if item.custody_paper == "giver_unsigned":
            ja, en = ja + "（渡した側の署名待ち）", en + " (the giver's signature is outstanding)"
            return passes("custody.giver_unsigned", ja, en, item=item.uuid, evidence=proof, warning=True)
        return passes("custody.held", ja, en, item=item.uuid, evidence=proof)
    holder_ja = item.holder_name.ja if item.holder_name else "別の組織"
    holder_en = item.holder_name.en if item.holder_name else "another organisation"
    if item.holder is None:
        holder_ja, holder_en = "不明", "nobody on record"
        ja, en = (
            f"現品 {item.label} の保持者が記録されていません",
            f"{holder_en.capitalize()} holds item {item.label}",
        )
    else:
        ja = f"現品 {item.label} は{holder_ja}が保持しており、{actor.member_name.ja}はまだ受領していません"
        en = f"Item {item.label} is held by {holder_en}; {actor.member_name.en} has not received it"
    return stops("custody.not_held", ja, en, item=item.uuid, evidence=proof)

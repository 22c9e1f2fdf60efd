"""Hold: stops processing, shipment and administration of the held thing and all that came from it."""

from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.answers import asks, passes, stops
from tsunagu.journeys.domain.gates.facts import HoldFacts, StepFacts
from tsunagu.journeys.domain.verdicts import Evidence, Verdict
from tsunagu.journeys.domain.wording import minute

_WHERE = {
    "self": Text("現品 {label} に", "Item {label}"),
    "ancestor": Text("現品 {label} の由来となる現品に", "An ancestor of item {label}"),
    "shared_material": Text("現品 {label} に使った共通の原材料に", "A shared material of item {label}"),
}


BEGINS = "hold."
"""With this begin the causes of the gate's verdicts; they end with the uuid of the hold."""


def judge(facts: StepFacts) -> list[Verdict]:
    """Stop on a hold on the item or an ancestor; ask for a decision, with its deadline, on a shared material."""
    here = {item.uuid for item in facts.items}
    found = [_hold(facts, hold) for hold in facts.holds if hold.item in here]
    if found or not facts.items:
        return found
    return [
        passes("hold.none", "保留はありません（由来も確認済み）", "Nothing is on hold, ancestors included")
    ]


def _hold(facts: StepFacts, hold: HoldFacts) -> Verdict:
    text = _sentence(facts, hold)
    proof = (Evidence("hold", hold.uuid, hold.item_label),) if hold.visible_to_actor else ()
    cause = f"{BEGINS}{hold.relation}.{hold.uuid}"
    if hold.relation != "shared_material":
        return stops(cause, text.ja, text.en, item=hold.item, evidence=proof)
    ja, en = text.ja, text.en
    if hold.deadline is not None:
        late = hold.deadline < facts.now
        ja += (
            f"（{minute(hold.deadline)}の決定期限を過ぎています）"
            if late
            else f"（{minute(hold.deadline)}までに決定）"
        )
        en += f" (decision {'was ' if late else ''}due {minute(hold.deadline)})"
    return asks(cause, ja, en, item=hold.item, evidence=proof, deadline=hold.deadline)


def hold_of(verdict: Verdict) -> UUID | None:
    """Return which hold a verdict of this gate is about; None where nothing is on hold."""
    last = verdict.cause.rpartition(".")[2]
    return None if last == "none" else UUID(last)


def _sentence(facts: StepFacts, hold: HoldFacts) -> Text:
    """Say that there is a hold; who placed it, on what and why only to those who may know."""
    where, item = _WHERE[hold.relation], facts.item(hold.item)
    label = item.label if item else ""
    ja = where.ja.format(label=label) + "保留がかかっています"
    en = where.en.format(label=label) + " is on hold"
    if hold.visible_to_actor:
        named = "" if hold.relation == "self" else f"{hold.item_label} "
        ja += f":{named}{hold.reason.ja}（{hold.placed_by_name.ja}）"
        en += f": {named}{hold.reason.en} ({hold.placed_by_name.en})"
    return Text(ja, en)

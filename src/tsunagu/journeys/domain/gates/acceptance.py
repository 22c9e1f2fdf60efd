"""Acceptance: what was received waits, segregated, until someone has judged it."""

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.answers import passes, stops
from tsunagu.journeys.domain.gates.facts import ItemFacts, StepFacts
from tsunagu.journeys.domain.verdicts import Verdict

_JUDGE_AGAIN = Text(
    "使う必要があるときは、受入判定をやり直してください（条件付き受入を含む）",
    "If it must be used, judge it again, if need be with reservation",
)


def judge(facts: StepFacts) -> list[Verdict]:
    """Stop further steps on items that are unjudged or refused."""
    if facts.step.action == "accept":
        return []
    return [verdict for item in facts.items for verdict in _item(item)]


def _item(item: ItemFacts) -> list[Verdict]:
    if item.acceptance == "pending":
        return [
            stops(
                "acceptance.pending",
                f"現品 {item.label} は受領済みですが、受入判定がまだです（区分保管）",
                f"Item {item.label} has been received but not yet judged; it stays segregated",
                item=item.uuid,
            )
        ]
    if item.acceptance == "refused":
        return [
            stops(
                "acceptance.refused",
                f"現品 {item.label} は受入判定で「受け入れない」とされています",
                f"Item {item.label} was refused on acceptance",
                item=item.uuid,
                advice=_JUDGE_AGAIN,
            )
        ]
    if item.acceptance == "accepted_with_reservation":
        return [
            passes(
                "acceptance.reservation",
                f"現品 {item.label} は条件付きで受け入れられています",
                f"Item {item.label} was accepted with reservation",
                item=item.uuid,
                warning=True,
            )
        ]
    if item.acceptance == "accepted":
        return [
            passes("acceptance.accepted", "受入判定は済んでいます", "It has been accepted", item=item.uuid)
        ]
    return []

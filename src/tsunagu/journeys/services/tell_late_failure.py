"""Tell every organisation that holds, used or shipped a product that it failed a test after its release."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import descendants_of, items_by_uuid, items_of_chain
from tsunagu.custody.queries.ledger import line_of
from tsunagu.custody.queries.many import parties_of
from tsunagu.custody.queries.state import chain_numbers
from tsunagu.evaluation.queries import ResultView, result_by_uuid
from tsunagu.foundation.text import Text
from tsunagu.journeys.models import Case
from tsunagu.journeys.services.running import load_running
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.notices.services.notify import notify

KIND = "failed_after_release"
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far the product went: its things by chain, the parties of each chain, and the numbers of cases."""

    items: list[ItemView]
    parties: dict[UUID, set[UUID]]
    cases: dict[UUID, str]
    number: str

    def members(self) -> set[UUID]:
        """Return all who hold, used or shipped it."""
        return {item.holder for item in self.items}.union(*self.parties.values())

    def cases_of(self, member: UUID) -> list[str]:
        """Return the numbers of the cases that the member takes part in."""
        return sorted(number for chain, number in self.cases.items() if member in self.parties.get(chain, ()))

    def held_by(self, member: UUID) -> int:
        """Return how many things the member could still use."""
        return sum(1 for item in self.items if item.holder == member and item.state == "in_use")


def tell_late_failure(chain: UUID, row: UUID, now: datetime) -> int:
    """Write a notice to each organisation concerned, with the cases that it may know of; return how many.

    Run in the worker's scope.
    """
    line = line_of(chain, row)
    found = [result_by_uuid(UUID(one)) for one in (line.facts.get("results", []) if line else [])]
    results = [one for one in found if one is not None]
    if not results:
        return 0
    what, reach = _what(chain, results), _reach(chain)
    members = reach.members()
    for member in members:
        cases = reach.cases_of(member)
        is_party = member in reach.parties[chain]
        number = reach.number if is_party or not cases else cases[0]
        notify(
            member_by_uuid(member).id, "", KIND, _told(reach, what, member, cases), subject=results[0].uuid, now=now,
            chain=chain if is_party else None, link=f"/trace/?q={number}" if is_party else f"/journeys/{number}/",
            due_at=now,
        )  # fmt: skip
    return len(members)


def _reach(chain: UUID) -> _Reach:
    made = [item.uuid for item in items_of_chain(chain)]
    items = items_by_uuid(sorted(descendants_of(made), key=str))
    chains = {chain} | {item.chain for item in items} | {i.allocated_to for i in items if i.allocated_to}
    numbers = chain_numbers(chains)
    known = set(Case.objects.filter(chain__in=chains).values_list("chain", flat=True))
    return _Reach(
        items,
        {one: {member for member, _role in parties_of(one)} for one in chains},
        {one: numbers[one] for one in known if one in numbers},
        numbers.get(chain, ""),
    )


def _what(chain: UUID, results: Iterable[ResultView]) -> Text:
    """Return what failed, with its value: ``無菌（14日）（陽性）``."""
    ja, en, route = [], [], load_running(chain).route
    for one in results:
        name = route.panel(one.panel).characteristic(one.characteristic).name
        ja.append(f"「{name.ja}」（{one.text}）")
        en.append(f"{name.en} ({one.text})")
    return Text("".join(ja), ", ".join(en))


def _told(reach: _Reach, what: Text, member: UUID, cases: list[str]) -> Text:
    held, named = reach.held_by(member), "、".join(cases[:MOST_NAMED])
    ja = f"{reach.number}：{what.ja}が出荷後に不適合と判明しました。投与・出荷・加工を止めてください。"
    en = f"{reach.number}: {what.en} failed after the release. Stop giving, shipping and processing it."
    if cases:
        ja += f"関係する症例（{len(cases)}件）：{named}。"
        en += f" Cases concerned ({len(cases)}): {named.replace('、', ', ')}."
    if held:
        ja += f"貴組織の保管中の現品：{held}点。"
        en += f" Items that you hold: {held}."
    return Text(ja, en)

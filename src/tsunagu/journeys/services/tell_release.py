"""A release that was withdrawn is told to whoever holds the things; one noted from paper to the unit that gave it."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import descendants_of, items_by_uuid, items_of_chain
from tsunagu.custody.queries.state import chain_numbers
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.release import RELEASE_NAMES
from tsunagu.journeys.models import Release
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.notices.services.notify import notify


def tell_withdrawn(release: UUID, now: datetime) -> int:
    """Write a notice to each member that holds something made in the chain of a withdrawn release; return how many.

    Run in the worker's scope.
    """
    row = Release.objects.filter(uuid=release, verdict="withdrawn").first()
    if row is None:
        return 0
    made = [item.uuid for item in items_of_chain(row.chain)]
    held: dict[UUID, list[ItemView]] = defaultdict(list)
    for item in items_by_uuid(sorted(descendants_of(made), key=str)):
        if item.state == "in_use":
            held[item.holder].append(item)
    numbers = chain_numbers({item.chain for items in held.values() for item in items})
    for holder, items in held.items():
        number = numbers.get(items[0].chain, "")
        notify(
            member_by_uuid(holder).id, "", "release_withdrawn", _withdrawn(row, items, number), subject=row.uuid,
            now=now, chain=items[0].chain, link=f"/journeys/{number}/",
        )  # fmt: skip
    return len(held)


def tell_noted(release: UUID, now: datetime) -> None:
    """Tell quality of the organisation in whose name a release was noted from paper. Run in the worker's scope."""
    row = Release.objects.get(uuid=release)
    number = chain_numbers({row.chain}).get(row.chain, "")
    name = RELEASE_NAMES[row.kind]
    told = Text(
        f"{number}：紙の記録（{row.note}）から、貴組織の{name.ja}が登録されました。記録と違うときは取り消してください。",
        f"{number}: from a paper record ({row.note}), your {name.en} was noted. If that is wrong, withdraw it.",
    )
    notify(
        member_by_uuid(row.member).id, "", "release_noted", told, subject=row.uuid, now=now, chain=row.chain,
        link=f"/journeys/{number}/",
    )  # fmt: skip


def _withdrawn(row: Release, items: list[ItemView], number: str) -> Text:
    name = RELEASE_NAMES[row.kind]
    return Text(
        f"{name.ja}の取消：{number} の現品{len(items)}点は、出荷・前処置・投与に使えません。",
        f"{name.en.capitalize()} withdrawn: {len(items)} items of {number} must not be shipped or given.",
    )

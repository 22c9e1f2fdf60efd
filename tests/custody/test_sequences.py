"""No sequence of services breaks the chain: one holder at a time, nothing used twice, no cycles, equal views."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.custody.world import (
    COURIER,
    HOSPITAL,
    LABORATORY,
    MAKER,
    as_member,
    collect,
    minutes,
    open_chain,
    process,
)
from tsunagu.custody.domain.corrections import Change
from tsunagu.custody.domain.recorded import act_in
from tsunagu.custody.models import Genealogy, HandOver, Hold, Item, LedgerRow
from tsunagu.custody.queries.items import descendants_of, holds_on
from tsunagu.custody.services.correct import correct
from tsunagu.custody.services.dispose import dispose
from tsunagu.custody.services.hand_over import cancel, give, receive, sign_as_giver
from tsunagu.custody.services.holds import lift_hold, place_hold
from tsunagu.custody.services.judge_receipt import judge_receipt
from tsunagu.custody.services.replay import rebuild, verify
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting

pytestmark = pytest.mark.django_db
MEMBERS = (HOSPITAL, COURIER, MAKER, LABORATORY)
JUDGEMENTS = ("accepted", "accepted_with_reservation", "refused")
numbers = st.integers(0, 11)
RIGHT = None
members = st.sampled_from(MEMBERS)
whoever = st.sampled_from([RIGHT] * 4 + [*MEMBERS])
"""Mostly the one who may, so that stories get on; sometimes anybody."""
some = st.lists(numbers, min_size=1, max_size=2)
MOVES = st.one_of(
    st.tuples(st.just("collect"), members),
    st.tuples(st.just("process"), whoever, some, st.lists(numbers, max_size=1)),
    st.tuples(st.just("give"), whoever, some, members, st.booleans()),
    st.tuples(st.just("receive"), members, some),
    st.tuples(st.just("cancel"), whoever, numbers),
    st.tuples(st.just("sign"), whoever, numbers),
    st.tuples(st.just("judge"), whoever, some, st.sampled_from(JUDGEMENTS)),
    st.tuples(st.just("dispose"), whoever, some),
    st.tuples(st.just("hold"), members, numbers),
    st.tuples(st.just("lift"), whoever, numbers),
    st.tuples(st.just("correct"), whoever, numbers, st.floats(1, 1e7)),
)


@dataclass
class Story:
    """What the services were asked, and who holds what by our own count."""

    chains: list[UUID]
    items: list[UUID] = field(default_factory=list)
    holder: dict[UUID, UUID] = field(default_factory=dict)
    gone: set[UUID] = field(default_factory=set)
    at: int = 0

    def pick(self, places: list[int]) -> list[UUID]:
        return list(dict.fromkeys(self.items[place % len(self.items)] for place in places))

    def play(self, name: str, *given: Any) -> None:
        """Make one move; a refusal changes nothing."""
        self.at += 1
        act: Callable[..., None] = getattr(self, f"_{name}")
        try:
            with transaction.atomic():
                act(*given)
            event(f"{name}: done")
        except Refused as refused:
            event(f"{name}: {refused.code}")

    def _collect(self, member: UUID) -> None:
        self._made(collect(self.chains[self.at % 2], member, minutes(self.at)), member)

    def _made(self, item: UUID, member: UUID) -> None:
        self.items.append(item)
        self.holder[item] = member

    def _process(self, who: UUID | None, places: list[int], materials: list[int]) -> None:
        used = self.pick(places)
        member = who or self.holder[used[0]]
        shared = [one for one in self.pick(materials) if one not in used] if materials else []
        mine = all(self.holder[one] == member and one not in self.gone for one in used)
        with as_member(member):
            held = any(not hold.is_material for hold in holds_on(used))
        if mine and not held:
            self._made(process(member, used, shared, minutes(self.at)), member)
            self.gone |= set(used)

    def _give(self, who: UUID | None, places: list[int], receiver: UUID, is_return: bool) -> None:
        given = self.pick(places)
        with as_member(who or self.holder[given[0]]) as actor:
            give(actor, given, receiver, minutes(self.at), is_return=is_return)

    def _receive(self, member: UUID, places: list[int]) -> None:
        taken = self.pick(places)
        with as_member(member) as actor:
            receive(actor, taken, minutes(self.at))
        self.holder.update(dict.fromkeys(taken, member))

    def _cancel(self, who: UUID | None, place: int) -> None:
        uuid, giver = self._any(HandOver, "giver", place)
        with as_member(who or giver) as actor:
            cancel(actor, uuid, "取消", minutes(self.at))

    def _sign(self, who: UUID | None, place: int) -> None:
        uuid, giver = self._any(HandOver, "giver", place)
        with as_member(who or giver) as actor:
            sign_as_giver(actor, uuid, minutes(self.at))

    def _judge(self, who: UUID | None, places: list[int], judgement: str) -> None:
        items = self.pick(places)
        with as_member(who or self.holder[items[0]]) as actor:
            judge_receipt(actor, items, judgement, "理由", minutes(self.at))

    def _dispose(self, who: UUID | None, places: list[int]) -> None:
        gone = self.pick(places)
        with as_member(who or self.holder[gone[0]]) as actor:
            dispose(actor, gone, "廃棄", minutes(self.at))
        self.gone |= set(gone)

    def _hold(self, member: UUID, place: int) -> None:
        with as_member(member) as actor:
            place_hold(actor, self.pick([place])[0], "確認中", minutes(self.at))

    def _lift(self, who: UUID | None, place: int) -> None:
        uuid, placer = self._any(Hold, "placed_by_member", place)
        with as_member(who or placer) as actor:
            lift_hold(actor, uuid, "問題なし", minutes(self.at), is_quality=True)

    def _correct(self, who: UUID | None, place: int, quantity: float) -> None:
        with acting(Scope("auditor")):
            rows = LedgerRow.objects.filter(name__in=["collected", "step_completed", "event_corrected"])
            row = rows.order_by("record_order")[place % rows.count()]
        effects = act_in(bytes(row.body))["effects"]
        said = (effects["new"] or effects["set"])["custody.Item"][0]["uuid"]
        with as_member(who or row.organisation) as actor:
            change = Change("custody.Item", UUID(said), "quantity", quantity)
            correct(actor, row.chain, row.uuid, [change], "転記の誤り", minutes(self.at), is_quality=True)

    def _any(self, model: Any, owner: str, place: int) -> tuple[UUID, UUID]:
        with acting(Scope("auditor")):
            found = list(model.objects.order_by("uuid").values_list("uuid", owner))
        return found[place % len(found)] if found else (self.chains[0], HOSPITAL)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(MOVES, min_size=10, max_size=26))
def test_no_sequence_of_services_breaks_the_chain(moves: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        story = Story([open_chain(MEMBERS), open_chain(MEMBERS, kind="lot")])
        for member in MEMBERS:
            story.play("collect", member)
        for move in moves:
            story.play(*move)
            check_holders(story)
        check_uses()
        check_lineage(story)
        assert verify().wrong == ()
        rebuild()
        check_holders(story)
        transaction.set_rollback(True)


def check_holders(story: Story) -> None:
    """Each item has one holder: the one by our own count; and an open hand-over names it at most once."""
    with acting(Scope("auditor")):
        stand = {
            uuid: (holder, state)
            for uuid, holder, state in Item.objects.values_list("uuid", "holder", "state")
        }
        waiting = Counter(item for row in HandOver.objects.filter(state="given") for item in row.items)
    assert {uuid: holder for uuid, (holder, _) in stand.items()} == story.holder
    assert {uuid for uuid, (_, state) in stand.items() if state != "in_use"} == story.gone
    assert all(count == 1 for count in waiting.values())


def check_uses() -> None:
    """By the ledger alone: nothing is used or destroyed twice, and nothing happens to it afterwards."""
    ended: dict[str, str] = {}
    with acting(Scope("auditor")):
        for row in LedgerRow.objects.order_by("record_order"):
            effects = act_in(bytes(row.body))["effects"]
            for change in effects["set"].get("custody.Item", ()):
                if row.name not in ("event_corrected", "record_corrected"):
                    assert change["uuid"] not in ended, (row.name, ended[change["uuid"]])
                if change.get("state") in ("used", "administered", "destroyed"):
                    ended[change["uuid"]] = row.name


def check_lineage(story: Story) -> None:
    """No item is its own ancestor."""
    with acting(Scope("auditor")):
        links = list(Genealogy.objects.values_list("parent", "child"))
        for item in story.items:
            children = [child for parent, child in links if parent == item]
            assert not children or item not in descendants_of(children)

"""Acts of people who may be careless: the right person or another, the right thing or another."""

from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from tests.support.world import Ready, World
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.models import HandOver, Hold
from tsunagu.custody.queries.items import items_of_chain
from tsunagu.custody.services.dispose import dispose
from tsunagu.custody.services.hand_over import cancel, give, sign_as_giver
from tsunagu.custody.services.holds import lift_hold, place_hold
from tsunagu.demonstration.engine.doing import carry_out
from tsunagu.demonstration.engine.outlook import Move, outlook
from tsunagu.demonstration.engine.script import ORDINARY
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.restarting import RESTARTS
from tsunagu.journeys.models import Consent
from tsunagu.journeys.services.end_journey import begin_again, cancel_journey, fail_step
from tsunagu.journeys.services.receive_items import receive_items
from tsunagu.journeys.services.record import withdraw_consent
from tsunagu.members.domain.actor import Actor

NOTHING_THERE = Refused("nothing_there", Text("該当なし", "nothing of the kind"))


@dataclass
class Hands:
    """Who draws what to do next, and how often it was done or refused."""

    world: World
    chance: Random
    done: int = 0
    refused: int = 0

    def one_of(self, things: Any) -> Any:
        """Draw one of several things; refuse where there is none."""
        found = list(things)
        if not found:
            raise NOTHING_THERE
        return self.chance.choice(found)

    def mostly(self) -> bool:
        """Draw true three times out of four."""
        return self.chance.random() < 0.75

    def chain(self) -> UUID:
        """Draw a journey."""
        return UUID(str(self.one_of(self.world.chains.values())))

    def item(self) -> ItemView:
        """Draw a thing, mostly one that still exists."""
        with acting(Scope("auditor")):
            found = items_of_chain(self.chain())
        if self.mostly():
            found = [one for one in found if one.state == "in_use"]
        return self.one_of(found)  # type: ignore[no-any-return]

    def party(self, chain: UUID) -> UUID:
        """Draw a member that takes part in a journey."""
        rows = self.world.running(chain).rows.values()
        return self.one_of(sorted({row.member for row in rows}, key=str))  # type: ignore[no-any-return]

    def someone(self, member: UUID, *roles: str) -> Actor:
        """Return a person of the member: with the role if it has one, else anyone."""
        try:
            return self.world.actor(member, *roles)
        except LookupError:
            return self.world.actor(member)


def signer(who: Actor) -> Signer:
    return Signer(who.person_uuid, who.member_uuid)


def move_on(hands: Hands) -> None:
    """Do what is next in a journey."""
    chain = hands.chain()
    seen = outlook(chain, ORDINARY)
    if seen.move is None:
        raise NOTHING_THERE
    hands.world.now = max(hands.world.now, seen.move.at)
    carry_out(seen.running, replace(seen.move, at=hands.world.now), ORDINARY)


def any_step(hands: Hands) -> None:
    """Do any step of a journey with anything in hand: too early, twice, with the wrong thing or person."""
    running = hands.world.running(hands.chain())
    step = hands.one_of(running.route.order)
    items = tuple(hands.item() for _ in range(hands.chance.randint(0, 2)))
    move = Move(hands.world.now, "perform", step.key, items)
    ready = Ready(hands.world, running, move, ORDINARY)
    own = ready.member if hands.mostly() else hands.party(running.chain)
    who = hands.someone(own, step.role)
    act = hands.one_of(("start", "check", "perform", "perform"))
    getattr(ready, act)(ready.work(), who)


def give_something(hands: Hands) -> None:
    """Give a thing to someone, mostly from its holder."""
    item = hands.item()
    receiver = hands.party(item.chain)
    who = hands.someone(item.holder if hands.mostly() else hands.party(item.chain))
    with hands.world.acting(who):
        give(signer(who), [item.uuid], receiver, hands.world.now, is_return=not hands.mostly())


def receive_something(hands: Hands) -> None:
    """Receive a thing, mostly one that was given to the receiver."""
    with acting(Scope("auditor")):
        waiting = list(HandOver.objects.filter(state="given").order_by("uuid"))
    if waiting and hands.mostly():
        chosen = hands.one_of(waiting)
        member, items = chosen.receiver, [UUID(one) for one in chosen.items]
    else:
        item = hands.item()
        member, items = hands.party(item.chain), [item.uuid]
    who = hands.someone(member)
    with hands.world.acting(who):
        receive_items(who, items, hands.world.now)


def _own_hand_over(hands: Hands, state: str) -> tuple[Actor, UUID]:
    with acting(Scope("auditor")):
        row = hands.one_of(HandOver.objects.filter(state=state).order_by("uuid"))
    return hands.someone(row.giver if hands.mostly() else row.receiver), row.uuid


def take_back(hands: Hands) -> None:
    """Take back what was given and not received."""
    who, uuid = _own_hand_over(hands, "given")
    with hands.world.acting(who):
        cancel(signer(who), uuid, "行き先の変更のため", hands.world.now)


def sign_late(hands: Hands) -> None:
    """Sign as the giver of what was received already."""
    who, uuid = _own_hand_over(hands, "received_unsigned")
    with hands.world.acting(who):
        sign_as_giver(signer(who), uuid, hands.world.now)


def hold_something(hands: Hands) -> None:
    """Place a hold on anything, also on what is gone."""
    item = hands.item()
    who = hands.someone(hands.party(item.chain), "quality")
    with hands.world.acting(who):
        place_hold(signer(who), item.uuid, "品質情報を確認中", hands.world.now)


def lift_something(hands: Hands) -> None:
    """Lift a hold, mostly as who may."""
    with acting(Scope("auditor")):
        row = hands.one_of(Hold.objects.order_by("uuid"))
    who = hands.someone(row.placed_by_member if hands.mostly() else hands.party(row.chain), "quality")
    with hands.world.acting(who):
        lift_hold(signer(who), row.uuid, "問題なしと確認", hands.world.now, is_quality=who.holds("quality"))


def dispose_of_something(hands: Hands) -> None:
    """Destroy a thing, mostly as its holder."""
    item = hands.item()
    who = hands.someone(item.holder if hands.mostly() else hands.party(item.chain))
    with hands.world.acting(who):
        dispose(signer(who), [item.uuid], "容器の破損のため廃棄", hands.world.now)


def fail_something(hands: Hands) -> None:
    """Let a step that is under way or planned fail."""
    running = hands.world.running(hands.chain())
    row = hands.one_of([row for row in running.rows.values() if row.state in ("planned", "started")])
    who = hands.someone(row.member, "supervisor", "operator", "physician", "courier", "procurement")
    with hands.world.acting(who):
        fail_step(who, running.chain, row.key, "増殖不良のため中止", hands.world.now)


def begin_again_somewhere(hands: Hands) -> None:
    """Collect or make again."""
    running = hands.world.running(hands.chain())
    step = hands.one_of(one for one in running.route.order if one.action in RESTARTS)
    member = running.case.hospital if running.case else hands.party(running.chain)
    who = hands.someone(member, "physician", "supervisor", "quality")
    with hands.world.acting(who):
        begin_again(who, running.chain, step.key, "再採取・再製造", hands.world.now + timedelta(hours=1))


def cancel_something(hands: Hands) -> None:
    """End a journey, rarely."""
    if hands.mostly():
        raise NOTHING_THERE
    running = hands.world.running(hands.chain())
    who = hands.someone(
        running.case.hospital if running.case else hands.party(running.chain), "physician", "supervisor"
    )
    with hands.world.acting(who):
        cancel_journey(who, running.chain, "患者さんの希望により中止", hands.world.now)


def withdraw_something(hands: Hands) -> None:
    """Let a patient withdraw a consent, rarely."""
    if hands.mostly():
        raise NOTHING_THERE
    running = hands.world.running(hands.chain())
    if running.case is None:
        raise NOTHING_THERE
    with acting(Scope("auditor")):
        row = hands.one_of(Consent.objects.filter(chain=running.chain, withdrawn_at=None).order_by("uuid"))
    who = hands.someone(running.case.hospital, "physician")
    with hands.world.acting(who):
        withdraw_consent(who, running.chain, row.uuid, hands.world.now)

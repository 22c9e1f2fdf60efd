"""What was scanned, how it stands, and the one act that may follow: read in the gate scope, shown to parties."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from tsunagu.custody.domain.holding import returns_to
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.custody.queries.items import holds_on, item_by_symbol, items_by_uuid
from tsunagu.custody.queries.state import HandOverView, chain_by_number, chain_numbers, hand_overs
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.identifiers.symbols import Symbol, read_symbol
from tsunagu.journeys.domain.next_step import HandOverOpen, NextAct, Situation, decide
from tsunagu.journeys.models import Journey, PatientIdentity
from tsunagu.journeys.services.facts.attempts import is_of_present_attempt
from tsunagu.journeys.services.identity import wristband_hash
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.journeys.services.steps_ahead import StepAtHand, allocation_ahead, steps_ahead
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_names

_SERIAL = re.compile(r"[0-9A-HJKMNP-TV-Z]{10}")
_ALIKE = str.maketrans("OIL", "011")
_SOMEBODY = Text("別の組織", "another organisation")

NOT_FOUND = Text(
    "この番号の現品は見つかりません。あなたの組織が関わる症例のものではない可能性があります。"
    "使わずに区分して置き、表示を読み直してください。",
    "No item with this number was found; it may not belong to a case of your organisation. "
    "Don't use it: set it apart and scan its label again.",
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a reading names: an item, or a case (by its number, or by its patient's wristband)."""

    kind: Literal["item", "case"]
    uuid: UUID


@dataclass(slots=True)
class Found:
    """A scanned item with its journey and the one next act.

    ``at_hand`` is the step that the act is about, as its route has it; ``together`` are the other things
    that it is done to in one go (the rest of a consignment, the other bags of a dose).
    """

    item: ItemView
    number: str
    running: Running | None
    act: NextAct
    at_hand: StepAtHand | None
    together: list[ItemView]
    holder_name: Text
    is_own_hospital: bool

    @property
    def is_bedside(self) -> bool:
        """Whether the act is done at the patient, so that the wristband must be read."""
        return self.at_hand is not None and self.at_hand.step.action == "administer"


def find(actor: Actor, text: str, at_hand: Sequence[ItemView] = ()) -> Target:
    """Return what was scanned or typed, if the person's organisation takes part in it.

    ``at_hand`` are items of an opened chain that are likely to be it: they are looked through first.

    Raises
    ------
    BadInput : it is no symbol that we read. NotFound : it names nothing that this organisation may know of.
    """
    serial = serial_in(text)
    for one in at_hand:
        if serial and one.label == serial:
            return Target("item", one.uuid)
    item = _by_serial(serial) if serial else None
    symbol = None if item is not None else read_symbol(text)
    if symbol is not None and symbol.kind == "wristband":
        return _by_wristband(actor, symbol)
    if symbol is not None and symbol.kind == "coi":
        return _by_number(symbol.parts["coi"])
    if symbol is not None:
        with gate_scope():
            item = _by_symbol(symbol)
    if item is None or not open_if_party([item.chain]):
        raise NotFound("no_such_item", NOT_FOUND, "symbol")
    return Target("item", item.uuid)


def serial_in(text: str) -> str:
    """Return the ten characters of a serial as a person typed them from the label, alike ones forgiven; or nothing."""
    plain = "".join(text[:40].upper().split()).replace("-", "").translate(_ALIKE)
    return plain if len(text) <= 40 and _SERIAL.fullmatch(plain) else ""


def _by_serial(serial: str) -> ItemView | None:
    with gate_scope():
        return item_by_symbol(None, serial)


def _by_symbol(symbol: Symbol) -> ItemView | None:
    if "uuid" in symbol.parts:
        return next(iter(items_by_uuid([UUID(symbol.parts["uuid"])])), None)
    return item_by_symbol(symbol.uri, symbol.parts.get("din", "")) if symbol.uri else None


def _by_number(number: str) -> Target:
    with gate_scope():
        found = chain_by_number(number)
    if found is None or not open_if_party([found[0]]):
        raise NotFound("no_such_case", NOT_FOUND, "symbol")
    return Target("case", found[0])


def _by_wristband(actor: Actor, symbol: Symbol) -> Target:
    """Find the newest case under way of the patient whose wristband it is, at the own hospital only."""
    digest = wristband_hash(actor.member_uuid, symbol.parts["token"])
    chains = PatientIdentity.objects.filter(member=actor.member_uuid, wristband=digest)
    opened = open_if_party(chains.values_list("chain", flat=True))
    under_way = Journey.objects.filter(chain__in=opened, kind="treatment").order_by("ended_at", "-started_at")
    newest = sorted(under_way, key=lambda one: one.state != "under_way")
    if not newest:
        raise NotFound(
            "no_such_patient",
            Text(
                "このリストバンドの患者さんの症例は、あなたの病院にありません。",
                "Your hospital has no case of a patient with this wristband.",
            ),
            "symbol",
        )
    return Target("case", newest[0].chain)


def next_action(actor: Actor, uuid: UUID, now: datetime) -> Found:
    """Return an item with its journey, and the one act that this person's organisation may do next."""
    with gate_scope():
        item = next(iter(items_by_uuid([uuid])), None)
    if item is None or not open_if_party([item.chain]):
        raise NotFound("no_such_item", NOT_FOUND)
    running = _running(item)
    ahead = [] if running is None else steps_ahead(running, item, actor, now)
    reserved = allocation_ahead(item, actor)
    if reserved is not None:
        ahead = [*ahead, reserved]
    with gate_scope():
        held = any(not hold.is_material for hold in holds_on([item.uuid]))
    names = member_names({item.holder})
    facts = _situation(actor, item, running, ahead, held, names.get(item.holder, _SOMEBODY))
    act = decide(facts)
    at_hand = next((one for one in ahead if act.step is one.seen), None)
    return Found(
        item=item,
        number=chain_numbers([item.chain]).get(item.chain, ""),
        running=at_hand.running if at_hand else running,
        act=act,
        at_hand=at_hand,
        together=_together(item, act, at_hand),
        holder_name=facts.holder_name,
        is_own_hospital=bool(running and running.case and running.case.hospital == actor.member_uuid),
    )


def _running(item: ItemView) -> Running | None:
    if item.journey is None or not Journey.objects.filter(chain=item.chain, uuid=item.journey).exists():
        return None
    return load_running(item.journey)


def _situation(
    actor: Actor,
    item: ItemView,
    running: Running | None,
    ahead: Sequence[StepAtHand],
    held: bool,
    holder: Text,
) -> Situation:
    passed = [one for one in hand_overs([item.chain]) if item.uuid in one.items]
    came_from = returns_to(passed, item.holder)
    names = member_names({one.giver for one in passed} | {one.receiver for one in passed})
    is_lot_piece = any(one.seen.action == "allocate" for one in ahead)
    return Situation(
        member=actor.member_uuid,
        holder=item.holder,
        holder_name=holder,
        item_state=item.state,
        acceptance=item.acceptance,
        journey_state="under_way" if running is None or is_lot_piece else running.journey.state,
        is_held=held,
        is_stock=item.lot is not None and item.allocated_to is None,
        is_superseded=running is not None and not is_of_present_attempt(running, item),
        is_reader=actor.is_reader,
        came_from=came_from,
        came_from_name=names.get(came_from, _SOMEBODY) if came_from else None,
        hand_over=_open_hand_over(passed, actor, names),
        steps=[one.seen for one in ahead],
    )


def _open_hand_over(
    passed: Sequence[HandOverView], actor: Actor, names: dict[UUID, Text]
) -> HandOverOpen | None:
    waiting = [one for one in passed if one.state in ("given", "received_unsigned")]
    mine = [one for one in waiting if one.state == "received_unsigned" and one.giver == actor.member_uuid]
    given = [one for one in waiting if one.state == "given"]
    for one in [*mine, *given]:
        other = one.giver if one.receiver == actor.member_uuid else one.receiver
        return HandOverOpen(one.uuid, one.giver, one.receiver, names.get(other, _SOMEBODY), one.state)
    return None


def _together(item: ItemView, act: NextAct, at_hand: StepAtHand | None) -> list[ItemView]:
    """Return the other things of the same act: those of the hand-over, or those that the step needs."""
    if act.kind in ("receive", "sign_as_giver") and act.hand_over is not None:
        open_now = next(one for one in hand_overs([item.chain]) if one.uuid == act.hand_over)
        others = items_by_uuid(uuid for uuid in open_now.items if uuid != item.uuid)
    elif at_hand is not None:
        others = [one for one in at_hand.expected(item) if one.uuid != item.uuid]
    else:
        others = []
    return [one for one in others if one.holder == item.holder and one.state == "in_use"]

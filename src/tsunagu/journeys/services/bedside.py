"""At the bedside: thing, second identifier and wristband are read in turn; nothing is written until all agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.foundation.refusals import BadInput, NotFound
from tsunagu.foundation.text import Text
from tsunagu.identifiers.symbols import read_symbol
from tsunagu.journeys.domain.gates import judge
from tsunagu.journeys.domain.gates.facts import StepFacts
from tsunagu.journeys.domain.verdicts import Outcome, Verdict
from tsunagu.journeys.domain.work import Work
from tsunagu.journeys.services.facts.load import load_facts
from tsunagu.journeys.services.next_action import Found, find, serial_in
from tsunagu.members.domain.actor import Actor

Stage = Literal["second", "item", "wristband", "sign"]
NOT_YET_READ = frozenset(
    {"identity.one_identifier", "identity.wristband_not_read", "identity.too_few", "identity.to_scan"}
)
PATIENT = ("identity.", "allocation.")
ROLE = ("qualification.role", "qualification.training")
UNKNOWN = ("readiness.infection_unknown",)

OTHERS_ITEM = Text(
    "読み取った現品は、この患者さんのものではありません。",
    "What was scanned is not for this patient.",
)
OTHER_LABEL = Text(
    "現品の2つの番号が、同じ現品のものではありません。",
    "The two numbers do not belong to the same item.",
)
SAME_AGAIN = Text(
    "1つ目と同じ番号です。同じラベルにあるCoI番号（またはロット番号）を読み取ってください。",
    "This is the first number again. Read the CoI number (or the lot number) on the same label.",
)


class WrongPatient(Exception):
    """What was read at the bedside doesn't belong together; ``reason`` says what."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Read:
    """What has been read so far at one bedside, in the order of the guided sequence."""

    items: tuple[UUID, ...]
    seconds: Mapping[UUID, str] = field(default_factory=dict)
    wristband: str = ""
    has_infection: bool | None = None


@dataclass(frozen=True, slots=True)
class Bedside:
    """How far the confirmation has come: what is to be read next, the things read, what the gates say."""

    stage: Stage
    items: Sequence[ItemView]
    needed: int
    current: ItemView
    read: Read
    verdicts: tuple[Verdict, ...]
    infection_unknown: bool

    @property
    def may_sign(self) -> bool:
        """Whether all was read and no gate is in the way."""
        return self.stage == "sign" and all(
            one.passes or (one.cause in UNKNOWN and self.infection_unknown) for one in self.verdicts
        )


def read_more(actor: Actor, found: Found, read: Read, text: str) -> Read:
    """Take one more reading for the present stage.

    Raises
    ------
    BadInput : it can't be read; try again. WrongPatient : it belongs to something or somebody else.
    """
    stage = _stage(found, read)
    if stage == "second":
        current = _current(read)
        return Read(read.items, {**read.seconds, current: _second(found, current, text)}, read.wristband)
    if stage == "item":
        return Read((*read.items, _another(actor, found, read, text)), read.seconds, read.wristband)
    if stage == "wristband":
        return Read(read.items, read.seconds, text.strip()[:200], read.has_infection)
    return read


def look(actor: Actor, found: Found, read: Read, now: datetime) -> Bedside:
    """Return how far the confirmation is; raise ``WrongPatient`` as soon as anything doesn't agree."""
    if found.at_hand is None:
        raise NotFound("no_such_step", OTHERS_ITEM)
    step, row, running = found.at_hand.step, found.at_hand.row, found.at_hand.running
    work = Work(
        journey=running.journey.uuid, step=step.key, items=read.items, seconds=read.seconds,
        wristband=read.wristband, has_infection=read.has_infection,
    )  # fmt: skip
    facts, items = load_facts(running, step, row, actor, now, work)
    verdicts = answers(found, facts)
    for one in verdicts:
        if one.outcome is Outcome.STOP and one.cause.startswith(PATIENT):
            raise WrongPatient(one.reason)
    by_uuid = {item.uuid: item for item in items}
    unknown = facts.readiness is None or facts.readiness.infection is None
    return Bedside(
        stage=_stage(found, read),
        items=[by_uuid[uuid] for uuid in read.items],
        needed=max(found.at_hand.needed, 1),
        current=by_uuid[_current(read)],
        read=read,
        verdicts=verdicts,
        infection_unknown=unknown or any(one.cause in UNKNOWN for one in verdicts),
    )


def answers(found: Found, facts: StepFacts) -> tuple[Verdict, ...]:
    """Return what the gates say of what is here: without what is still to be read.

    The first of two persons only confirms, so the performer's role is not asked of him.
    """
    left_out: tuple[str, ...] = ROLE if found.act.kind == "check" else ()
    return tuple(
        one for one in judge(facts) if one.cause not in NOT_YET_READ and not one.cause.startswith(left_out)
    )


def check_case(found: Found, chain: UUID) -> None:
    """Refuse an item that doesn't belong to the case whose wristband was read first."""
    if found.item.chain != chain:
        raise WrongPatient(OTHERS_ITEM)


def _stage(found: Found, read: Read) -> Stage:
    if any(uuid not in read.seconds for uuid in read.items):
        return "second"
    if found.at_hand is not None and len(read.items) < found.at_hand.needed:
        return "item"
    return "sign" if read.wristband else "wristband"


def _current(read: Read) -> UUID:
    """Return the thing whose second number is due, else the last one read."""
    return next((uuid for uuid in read.items if uuid not in read.seconds), read.items[-1])


def _second(found: Found, current: UUID, text: str) -> str:
    """Return the second number as the gate compares it: a CoI number, else the lot number as typed."""
    item = next(iter(items_by_uuid([current])), found.item)
    plain = "".join(text.split()).upper()
    if plain == item.label:
        raise BadInput("same_again", SAME_AGAIN, "symbol")
    if plain and plain == item.lot_number.upper():
        return item.lot_number
    if serial_in(text):
        raise WrongPatient(OTHER_LABEL)  # the label of another thing
    try:
        symbol = read_symbol(text)
    except BadInput as error:
        if error.code != "symbol_not_ours":
            raise  # half read or mistyped: try again
        raise WrongPatient(OTHER_LABEL) from None
    if symbol.uri == item.epc:
        if symbol.parts.get("coi"):
            return symbol.parts["coi"]
        raise BadInput("same_again", SAME_AGAIN, "symbol")
    return symbol.parts.get("coi") or symbol.parts.get("10") or symbol.display[:40]


def _another(actor: Actor, found: Found, read: Read, text: str) -> UUID:
    try:
        target = find(actor, text)
    except NotFound as error:
        raise WrongPatient(OTHERS_ITEM) from error
    if target.kind != "item":
        raise BadInput(
            "scan_an_item",
            Text("次の現品（バッグなど）の表示を読み取ってください。", "Scan the label of the next item."),
            "symbol",
        )
    if target.uuid in read.items:
        raise BadInput(
            "scanned_already",
            Text(
                "この現品は読み取り済みです。別の現品を読み取ってください。",
                "This one was scanned already. Scan another.",
            ),
            "symbol",
        )
    items = items_by_uuid([target.uuid])
    if not items or items[0].chain != found.item.chain:
        raise WrongPatient(OTHERS_ITEM)
    return target.uuid

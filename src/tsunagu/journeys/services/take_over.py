"""Take over a journey that already runs on paper: what was done is noted with its evidence, the rest goes on here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.items import ItemRef, NewItem, make
from tsunagu.custody.domain.labels import donation_uri, item_uri, serial_of
from tsunagu.custody.services.append import Receipt, append
from tsunagu.events import vocabulary
from tsunagu.events.building import object_event
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.identifiers.din import Din
from tsunagu.journeys.domain.taking_over import AtHand, check_paper_steps, things_at_hand
from tsunagu.journeys.services.opening import STEP
from tsunagu.journeys.services.place_order import CASE, Order, place_order
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.members.domain.actor import Actor

LONGEST_EVIDENCE = 1000


@dataclass(frozen=True, slots=True)
class Paper:
    """What the paper says: steps done with their times, the DIN on donations at hand, where the records are."""

    done: Mapping[str, datetime]
    evidence: str
    din: str = ""


def take_over(
    actor: Actor, order: Order, paper: Paper, now: datetime, request_key: str | None = None
) -> Receipt:
    """Open the case under a CoI number and note all that was done on paper, in one transaction."""
    _check_evidence(paper)
    with transaction.atomic():
        receipt = place_order(actor, order, now, request_key)
        if receipt.was_there:
            return receipt
        running = load_running(receipt.chain)
        check_paper_steps(running.route, paper.done, now)
        effects = Effects()
        effects.change(CASE, running.chain, is_from_paper=True)
        for key, at in paper.done.items():
            effects.change(
                STEP, running.rows[key].uuid, state="done", started_at=at, ended_at=at,
                facts={"paper": paper.evidence.strip()},
            )  # fmt: skip
        made = [
            _item(effects, running, thing, paper)
            for thing in things_at_hand(running.route, paper.done)
            for _ in range(thing.count)
        ]
        epcs = [ref.epc for ref in made]
        event = object_event(event_time=now, action="ADD", epcs=epcs, biz_step=vocabulary.COMMISSIONING)
        facts = {"steps": sorted(paper.done), "evidence": paper.evidence.strip()}
        act = Act("taken_over_from_paper", running.chain, now, facts, effects, event if made else None)
        append(Signer(actor.person_uuid, actor.member_uuid), [act], Signature("took over from paper"), now)
    return receipt


def _check_evidence(paper: Paper) -> None:
    if not paper.evidence.strip() or len(paper.evidence) > LONGEST_EVIDENCE:
        raise BadInput(
            "evidence_needed",
            Text(
                f"紙の記録の保管場所や番号を1〜{LONGEST_EVIDENCE}文字で記入してください。",
                f"Say in 1 to {LONGEST_EVIDENCE} characters where the paper records are kept.",
            ),
            "evidence",
        )


def _item(effects: Effects, running: Running, thing: AtHand, paper: Paper) -> ItemRef:
    product, part = running.route.product(thing.product), running.journey.assignments[thing.party]
    uuid, made_at = uuid4(), paper.done[thing.made_by]
    if product.kind == "donation":
        din = str(Din.parse(paper.din))
        ref = ItemRef(uuid, running.chain, donation_uri(din), din)
    else:
        ref = ItemRef(uuid, running.chain, item_uri(product.key, uuid), serial_of(uuid))
    life = product.shelf_life_hours
    make(
        effects,
        NewItem(
            ref=ref, kind=product.kind, product=product.key, holder=UUID(part["member"]), site=UUID(part["site"]),
            made_at=made_at, expires_at=None if life is None else made_at + timedelta(hours=life),
            quantity=None if product.cells is None else float(product.cells),
            unit="cells" if product.cells else product.unit, journey=running.journey.uuid,
            made_by_step=thing.made_by, is_irreplaceable=product.irreplaceable,
        ),
    )  # fmt: skip
    return ref

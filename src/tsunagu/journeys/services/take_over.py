"""Take over a journey that already runs on paper: what was done is noted with its evidence, the rest goes on here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.items import ItemRef, NewItem, make
from tsunagu.custody.domain.labels import donation_uri, item_uri, serial_of
from tsunagu.custody.domain.reasons import check_text
from tsunagu.custody.services.append import Receipt, append
from tsunagu.events import vocabulary
from tsunagu.events.building import object_event
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.identifiers.din import Din
from tsunagu.journeys.domain.gates.release import MAY_RELEASE
from tsunagu.journeys.domain.taking_over import AtHand, check_paper_steps, things_at_hand
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.services.opening import STEP, TOKYO
from tsunagu.journeys.services.place_order import CASE, Order, place_order
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.journeys.services.work.releasing import RELEASE
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import actor_of, hands_of
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.therapies.domain.route import Step

LONGEST_EVIDENCE, LONGEST_REFERENCE = 1000, 200
RELEASED_BY, RELEASE_PAPER = "released_by_", "release_paper_"
"""What the fields of a release are called, with the key of its step behind."""


@dataclass(frozen=True, slots=True)
class PaperRelease:
    """A release given on paper: the name of who signed it, and the number of its record."""

    released_by: str
    reference: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What the paper says: steps done with their times, the DIN on donations at hand, where the records are.

    ``releases`` says of each step that released who did so; its time is that of the step.
    """

    done: Mapping[str, datetime]
    evidence: str
    din: str = ""
    releases: Mapping[str, PaperRelease] = field(default_factory=dict)


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
            step, row = running.step(key)
            if step.action == "release":
                _release(effects, running, step, row, paper, now)
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


def _release(
    effects: Effects, running: Running, step: Step, row: JourneyStep, paper: Paper, now: datetime
) -> None:
    """Note a release that was given on paper, by a person of the unit that the route asks."""
    kind, given = step.releases or "site", paper.releases.get(step.key, PaperRelease("", ""))
    reference = check_text(given.reference, f"{RELEASE_PAPER}{step.key}", LONGEST_REFERENCE)
    if not reference:
        raise _asked(f"{RELEASE_PAPER}{step.key}", step, "記録の番号", "the number of its record")
    person = _person(given.released_by, step, kind, row.member, now)
    effects.add(
        RELEASE, uuid=uuid4(), chain=running.chain, journey=running.journey.uuid, step=step.key,
        attempt=row.attempt, kind=kind, verdict="released", lot=None, released_by=person.person_uuid,
        is_quality=person.is_quality, member=row.member, released_at=paper.done[step.key], note=reference,
    )  # fmt: skip


def _person(name: str, step: Step, kind: str, member: UUID, now: datetime) -> Actor:
    """Return the person of this name who may give such a release for the member."""
    if not name.strip():
        raise _asked(f"{RELEASED_BY}{step.key}", step, "判定した人の氏名", "the name of who released")
    today, wanted = now.astimezone(TOKYO).date(), _letters(name)
    people = {
        person.uuid: person
        for role in sorted(MAY_RELEASE.get(kind, ()))
        for person in hands_of(member, role, today)
        if wanted in (_letters(person.name.ja), _letters(person.name.en))
    }
    found = [one for person in people.values() if (one := actor_of(person, today, member)) is not None]
    if len(found) == 1:
        return found[0]
    who = member_by_uuid(member).name
    raise BadInput(
        "paper_release",
        Text(
            f"「{step.name.ja}」：{who.ja}の出荷判定者に、入力された氏名の人が見つかりません。記録の氏名を確かめてください。",
            f"{step.name.en}: nobody of this name may release for {who.en}. Check the name in the record.",
        ),
        f"{RELEASED_BY}{step.key}",
    )


def _letters(name: str) -> str:
    return "".join(name.split()).casefold()


def _asked(field_name: str, step: Step, ja: str, en: str) -> BadInput:
    return BadInput(
        "paper_release",
        Text(f"「{step.name.ja}」の{ja}を入力してください。", f"{step.name.en}: type {en}."),
        field_name,
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

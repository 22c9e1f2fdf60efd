"""Take samples from an item that one holds: each container is an item of its own, kept for what it was taken for."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.conditions.domain.bands import BANDS
from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.holding import check_holds
from tsunagu.custody.domain.items import ITEM, ItemRef, ItemView, NewItem, make, use_up
from tsunagu.custody.domain.labels import item_uri, serial_of, site_uri
from tsunagu.custody.domain.reasons import check_text
from tsunagu.custody.queries.items import items_by_uuid, lock_ancestors
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.hand_over.signing import check_not_given
from tsunagu.evaluation.domain.samples import PRODUCTS, TAKING, Taking, check_taking, left_after
from tsunagu.events import vocabulary
from tsunagu.events.building import transformation_event
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.sampling import judge_sampling
from tsunagu.journeys.domain.refusal import GatesRefused
from tsunagu.journeys.domain.retention import check_keep_until, keep_until
from tsunagu.journeys.domain.verdicts import may_proceed
from tsunagu.journeys.queries.retention import retention
from tsunagu.journeys.services.facts.sampling import sampling_facts
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.route import Step

TAKEN = "samples_taken"
SAMPLE = "evaluation.Sample"
LONGEST_POSITION = 60


def take_samples(
    actor: Actor, journey: UUID, item: UUID, taking: Taking, now: datetime, request_key: str | None = None
) -> Receipt:
    """Record that samples were taken from an item of a journey; what it holds goes down where that is known.

    Raises
    ------
    GatesRefused : not this thing, not in one's hands, on hold (other than for a test), or no consent to keep cells.
    BadInput : more than there is, a shorter retention than the installation's table allows.
    """
    if not actor.roles & TAKING:
        raise NotAllowed("sampling_role", _ROLE)
    each, position = check_taking(taking), check_text(taking.position, "position", LONGEST_POSITION)
    if taking.band and taking.band not in BANDS:
        raise BadInput("band", _BAND, "band")
    with transaction.atomic():
        running = load_running(journey)
        lock_ancestors([item])
        source = next((one for one in items_by_uuid([item]) if one.chain == running.chain), None)
        if source is None:
            raise NotFound("no_such_item", _NO_ITEM, "item")
        signer = Signer(actor.person_uuid, actor.member_uuid)
        if done := already_done(running.chain, request_key, TAKEN, signer, {"source": item}):
            return done
        _check_gates(running, source, taking, actor, now)
        left = left_after(source.quantity, source.unit, taking, each)
        _check_not_last(source, left)
        act = _taken(running, source, taking, each, left, position, signer, now)
        return append(signer, [act], Signature("took samples"), now, request_key)


def sampled_steps(running: Running) -> list[tuple[Step, str]]:
    """Return the tests still to be done that take samples, each with the key of the sample that it takes."""
    return [
        (step, flow.product)
        for step in running.route.order
        if step.action == "test" and running.rows[step.key].state in ("planned", "started")
        for flow in step.inputs
        if running.route.product(flow.product).kind == "sample"
    ]


def least_retention(running: Running, purpose: str, now: datetime) -> datetime | None:
    """Return until when a sample taken now is kept at least, by the installation's table."""
    return keep_until(retention(), purpose, running.route.setting, now)


def _check_gates(running: Running, source: ItemView, taking: Taking, actor: Actor, now: datetime) -> None:
    verdicts = [
        verdict
        for facts in sampling_facts(running, source, taking.purpose, actor, now)
        for verdict in judge_sampling(facts)
    ]
    if not may_proceed(verdicts):
        raise GatesRefused(verdicts)
    check_holds([source], actor.member_uuid)
    check_not_given([source])


def _check_not_last(source: ItemView, left: Decimal | None) -> None:
    if left == 0 and (source.is_irreplaceable or source.allocated_to is not None):
        raise Refused("nothing_left_for_patient", _LAST, "amount")


def _taken(
    running: Running, source: ItemView, taking: Taking, each: Decimal, left: Decimal | None, position: str,
    signer: Signer, now: datetime,
) -> Act:  # fmt: skip
    effects = Effects()
    if left == 0:
        use_up(effects, [source.ref])
    elif left is not None:
        effects.change(ITEM, source.uuid, quantity=float(left))
    until = _keep_until(running, taking, now)
    made = list(_containers(effects, running, source, taking, each, position, now))
    for ref in made:
        effects.add(
            SAMPLE, uuid=ref.uuid, chain=ref.chain, source=source.uuid, purpose=taking.purpose, amount=float(each),
            unit=taking.unit, band=taking.band, keep_until=until, taken_at=now, taken_by=signer.person,
            taken_by_member=signer.member,
        )  # fmt: skip
    place = None if source.site is None else site_uri(source.site)
    event = transformation_event(
        event_time=now, inputs=[source.epc], outputs=[ref.epc for ref in made], biz_step=vocabulary.SAMPLING,
        read_point=place, biz_location=place,
    )  # fmt: skip
    facts: dict[str, Any] = {
        "source": source.uuid, "purpose": taking.purpose, "made": [ref.uuid for ref in made],
        "amount": str(each), "unit": taking.unit, "left": None if left is None else float(left),
    }  # fmt: skip
    return Act(TAKEN, running.chain, now, facts, effects, event)


def _keep_until(running: Running, taking: Taking, now: datetime) -> datetime | None:
    least = least_retention(running, taking.purpose, now)
    if least is None or taking.keep_until is None:
        return least
    check_keep_until(taking.keep_until, least)
    return taking.keep_until


def _containers(
    effects: Effects, running: Running, source: ItemView, taking: Taking, each: Decimal, position: str,
    now: datetime,
) -> Iterator[ItemRef]:  # fmt: skip
    product = _product(running, taking)
    for _ in range(taking.containers):
        uuid = uuid4()
        ref = ItemRef(uuid, running.chain, item_uri(product, uuid), serial_of(uuid))
        sample = NewItem(
            ref=ref, kind="sample", product=product, holder=source.holder, site=source.site, made_at=now,
            quantity=float(each), unit=taking.unit, journey=running.journey.uuid,
            made_by_step=source.made_by_step, attempt=source.attempt, position=position,
        )  # fmt: skip
        make(effects, sample, [source.ref])
        yield ref


def _product(running: Running, taking: Taking) -> str:
    """Return what the sample is: that of the test that takes it, or a kept one."""
    if taking.purpose != "test" or not taking.step:
        return PRODUCTS[taking.purpose]
    found = next((product for step, product in sampled_steps(running) if step.key == taking.step), None)
    if found is None:
        raise BadInput("step", _STEP, "step")
    return found


_ROLE = Text(
    "採材を記録できるのは、現品を扱う担当者（試験・品質・製造・保管・採取・医師・看護師）です。",
    "Samples are taken by those who handle things: QC, quality, makers, storage, procurement, physicians, nurses.",
)
_BAND = Text("保管温度帯を選んでください。", "Choose the storage band.")
_NO_ITEM = Text(
    "選んだ現品はこの工程進行のものではありません。画面を開き直してください。",
    "The item you chose isn't of this journey. Reload the page.",
)
_LAST = Text(
    "この現品は患者さんに割り当てられた、または代わりのない細胞です。すべてを採材することはできません。",
    "These cells are a patient's, or can't be made again. They can't all be taken as samples.",
)
_STEP = Text("その試験は、いま検体を必要としていません。", "That test doesn't need a sample now.")

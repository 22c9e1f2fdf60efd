"""What the scan page tells of a thing: for whom, how much, until when, how it was kept, if it is released."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.conditions.queries import LegVerdict, leg_verdicts
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import HoldOn, holds_on
from tsunagu.custody.queries.state import chain_numbers
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.patient import Patient
from tsunagu.journeys.domain.restarting import is_superseded
from tsunagu.journeys.domain.verdicts import Verdict
from tsunagu.journeys.models import Release, Weight
from tsunagu.journeys.queries.behind import steps_behind
from tsunagu.journeys.services.bedside import UNKNOWN, answers
from tsunagu.journeys.services.carry_out import Handed, work_of
from tsunagu.journeys.services.facts.attempts import newest_attempts
from tsunagu.journeys.services.facts.load import load_facts
from tsunagu.journeys.services.identity import patient_of
from tsunagu.journeys.services.next_action import Found
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.materials import material_name
from tsunagu.therapies.domain.route import Product


@dataclass(frozen=True, slots=True)
class OnScan:
    """Facts of a scanned thing; ``patient`` and ``kilograms`` are for the own hospital only."""

    product: Text
    band: str
    patient: Patient | None
    kilograms: float | None
    weighed_at: datetime | None
    releases: tuple[tuple[str, str, datetime], ...]
    legs: tuple[LegVerdict, ...]
    holds: tuple[HoldOn, ...]
    allocated_to: str


def on_scan(actor: Actor, found: Found) -> OnScan:
    """Return what is told of a found thing to this person's organisation."""
    item, running = found.item, found.running
    patient = weight = None
    if found.is_own_hospital and running is not None:
        patient = patient_of(running.chain, actor.member_uuid)
        weight = Weight.objects.filter(chain=running.chain).order_by("-weighed_at").first()
    with gate_scope():
        chains = {item.chain, *([item.lot] if item.lot else [])}
        given = tuple(_releases(item, chains))
        holds = tuple(holds_on([item.uuid]))
        legs = tuple(leg for leg in leg_verdicts(chains) if _carried(found, leg))
    product = _product(found)
    return OnScan(
        product=product.name if product else material_name(item.product),
        band=product.band if product else "",
        patient=patient,
        kilograms=None if weight is None else weight.kilograms,
        weighed_at=None if weight is None else weight.weighed_at,
        releases=given,
        legs=legs,
        holds=holds,
        allocated_to=""
        if item.allocated_to is None
        else chain_numbers([item.allocated_to]).get(item.allocated_to, ""),
    )


def _releases(item: ItemView, chains: set[UUID]) -> Iterator[tuple[str, str, datetime]]:
    """Yield the releases of the attempt that made the thing; those of another attempt say nothing of it."""
    newest = newest_attempts(steps_behind(chains))
    is_old = is_superseded(item.attempt, newest.get((item.lot or item.chain, item.made_by_step)))
    for one in Release.objects.filter(chain__in=chains).order_by("released_at"):
        counting = item.attempt if is_old else newest.get((one.chain, one.step))
        if not is_superseded(one.attempt, counting):
            yield one.kind, one.verdict, one.released_at


def gates_now(actor: Actor, found: Found, now: datetime) -> tuple[Verdict, ...]:
    """Return what the gates say of the act at hand, but for what its form still asks (line, infection)."""
    if found.at_hand is None or found.act.kind not in ("start", "check", "perform"):
        return ()
    items = (found.item.uuid, *(one.uuid for one in found.together))
    work = work_of(found, items, Handed(found.act.kind, found.at_hand.seen.key, line_clearance=True))
    at_hand = found.at_hand
    facts, _ = load_facts(at_hand.running, at_hand.step, at_hand.row, actor, now, work)
    return tuple(one for one in answers(found, facts) if one.cause not in UNKNOWN)


def _carried(found: Found, leg: LegVerdict) -> bool:
    """Whether the leg carried things of this kind."""
    running = found.running
    if running is None or not running.route.has_step(leg.step):
        return False
    return any(flow.product == found.item.product for flow in running.route.step(leg.step).inputs)


def _product(found: Found) -> Product | None:
    if found.running is None:
        return None
    known = {product.key: product for product in found.running.route.products}
    return known.get(found.item.product)

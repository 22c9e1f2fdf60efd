"""A case as the scan page shows it: its patient to the own hospital, its things, what is at hand here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.chains import NO_SUCH_CHAIN, open_if_party
from tsunagu.custody.queries.items import items_in_use
from tsunagu.custody.queries.state import chain_by_number
from tsunagu.foundation.refusals import NotAllowed, NotFound
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.patient import Patient
from tsunagu.journeys.models import Journey
from tsunagu.journeys.services.identity import patient_of
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.roles import CLINICAL_ROLES
from tsunagu.members.queries.directory import member_names
from tsunagu.therapies.domain.route import Step

MOST_ITEMS = 40


@dataclass(frozen=True, slots=True)
class ThingHere:
    """A thing of the case with its name and who holds it."""

    item: ItemView
    name: Text
    holder: Text
    is_here: bool


@dataclass(frozen=True, slots=True)
class CaseOnScan:
    """What a reading of a case's number or wristband tells."""

    chain: UUID
    number: str
    therapy: Text
    patient: Patient | None
    things: list[ThingHere]
    more: int
    own_steps: list[Step]


def case_on_scan(actor: Actor, number: str, now: datetime) -> CaseOnScan:
    """Return the case of a number, if this person's organisation takes part in it."""
    running = _opened(number)
    items = items_in_use(running.chain)
    names = member_names({item.holder for item in items})
    products = {product.key: product.name for product in running.route.products}
    things = [
        ThingHere(
            item,
            products.get(item.product, Text(item.product, item.product)),
            names.get(item.holder, Text("別の組織", "another organisation")),
            item.holder == actor.member_uuid,
        )
        for item in items
    ]
    own = [
        running.route.step(key)
        for key, row in running.rows.items()
        if row.member == actor.member_uuid
        and row.state in ("planned", "started")
        and all(running.rows[one].state in ("done", "skipped") for one in running.route.step(key).after)
    ]
    is_own = running.case is not None and running.case.hospital == actor.member_uuid
    return CaseOnScan(
        chain=running.chain,
        number=running.journey.number,
        therapy=running.route.name,
        patient=patient_of(running.chain, actor.member_uuid) if is_own else None,
        things=sorted(things, key=lambda one: not one.is_here)[:MOST_ITEMS],
        more=max(0, len(things) - MOST_ITEMS),
        own_steps=own if running.journey.state == "under_way" else [],
    )


def patient_for_wristband(actor: Actor, number: str) -> tuple[Patient, str]:
    """Return the patient and the CoI number of a case to the clinical staff of its own hospital."""
    running = _opened(number)
    if running.case is None or running.case.hospital != actor.member_uuid:
        raise NotFound("no_such_chain", NO_SUCH_CHAIN)
    if not actor.holds(*CLINICAL_ROLES):
        raise NotAllowed(
            "role",
            Text(
                "リストバンドを印刷できるのは、病院の医師・看護師・院内コーディネーターだけです。",
                "Only physicians, nurses and coordinators of the hospital print wristbands.",
            ),
        )
    patient = patient_of(running.chain, actor.member_uuid)
    if patient is None:
        raise NotFound("no_such_chain", NO_SUCH_CHAIN)
    return patient, running.journey.number


def _opened(number: str) -> Running:
    with gate_scope():
        found = chain_by_number(number)
    if found is None or not open_if_party([found[0]]):
        raise NotFound("no_such_chain", NO_SUCH_CHAIN)
    if not Journey.objects.filter(chain=found[0]).exists():
        raise NotFound("no_such_chain", NO_SUCH_CHAIN)
    return load_running(found[0])

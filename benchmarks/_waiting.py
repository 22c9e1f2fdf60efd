"""Journeys that wait for one step each, and what a person would send to complete it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from benchmarks._copies import Copier, copy_of
from benchmarks._journeys import TAKEN_OUT, Caught, shifted

AHEAD = timedelta(seconds=20)
"""The step was due a moment ago: nobody is late, and nothing lies in the future."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One step to complete: by whom, at which address, with which fields."""

    person: UUID
    route: str
    step: str
    action: str
    path: str
    fields: tuple[tuple[str, str], ...]


def make_waiting(copier: Copier, caught: Sequence[Caught], number: int) -> list[Waiting]:
    """Copy every caught journey once more, moved to now; the copies carry ``number``."""
    copier.copy(
        shifted(list(caught), datetime.now(UTC) - AHEAD), range(number, number + 1), changes=TAKEN_OUT
    )
    _give_identities(caught, number)
    return [_waiting(copier, one, number) for one in caught]


def events_of(copier: Copier, caught: Sequence[Caught]) -> int:
    """Return how many rows of the ledger one more copy of every caught journey makes."""
    chains = [chain for one in caught for chain in one.chains]
    row = copier.owner.execute(
        "SELECT count(*) FROM custody_ledger WHERE chain = ANY(%s)", [chains]
    ).fetchone()
    return int(row[0]) if row else 0


def _give_identities(caught: Sequence[Caught], number: int) -> None:
    """Seal the patient of the original journey for each copy, in the scope of the hospital."""
    from tsunagu.foundation.scope import Scope, acting
    from tsunagu.journeys.models import Case
    from tsunagu.journeys.services.identity import patient_of, store_identity

    with acting(Scope("worker")):
        originals = {one.work.journey for one in caught}
        hospitals = dict(Case.objects.filter(chain__in=originals).values_list("chain", "hospital"))
    for one in caught:
        hospital = hospitals.get(one.work.journey)
        if hospital is None:
            continue
        with acting(Scope("member", member=hospital)):
            patient = patient_of(one.work.journey, hospital)
            if patient is not None:
                store_identity(patient, hospital, copy_of(one.chain, number))


def _waiting(copier: Copier, one: Caught, number: int) -> Waiting:
    from django.urls import reverse

    chain = copy_of(one.chain, number)
    row: Any = copier.owner.execute("SELECT number FROM custody_chain WHERE chain = %s", [chain]).fetchone()
    path = reverse("journeys:act", args=[row[0], "complete"])
    fields = [("step", one.step), ("key", str(uuid4())), *_fields(copier, one, number, row[0])]
    return Waiting(one.person, one.route, one.step, one.action, path, tuple(fields))


def _fields(copier: Copier, one: Caught, number: int, chain_number: str) -> list[tuple[str, str]]:
    """Return what the person types, as the form of a step names it."""
    work, fields = one.work, [("line_clearance", "on"), ("judgement", one.work.judgement)]
    fields += [("position", work.position), ("verdict", work.verdict), ("wristband", work.wristband)]
    fields += [("infection", "yes" if work.has_infection else "no"), ("note", "")]
    fields += [(f"value_{key}", value) for key, value in work.values.items()]
    fields += [(f"output_{key}", str(value)) for key, value in work.outputs.items()]
    fields += [("materials", str(batch)) for batch in _batches(copier, work.materials)]
    for place, item in enumerate(work.items):
        row: Any = copier.owner.execute(
            "SELECT label, lot_number FROM custody_item WHERE uuid = %s", [copy_of(one.copied(item), number)]
        ).fetchone()
        fields.append((f"item_{place}", row[0]))
        if one.action == "administer":
            fields.append((f"item_{place}_second", row[1] or chain_number))
    return fields


def _batches(copier: Copier, materials: Sequence[UUID]) -> list[UUID]:
    """Return the newest batches that the site has today of the materials that were used then."""
    rows = copier.owner.execute(
        "SELECT DISTINCT ON (now.product) now.uuid FROM custody_item was JOIN custody_item now"
        " ON now.product = was.product AND now.holder = was.holder AND now.state = 'in_use'"
        " JOIN custody_lot lot ON lot.uuid = now.lot AND lot.kind = 'supplier' AND lot.state = 'released'"
        " WHERE was.uuid = ANY(%s) AND now.expires_at > now() ORDER BY now.product, now.expires_at DESC",
        [list(materials)],
    )
    return [row[0] for row in rows]


def shuffled(waiting: Sequence[Waiting], seed: int) -> list[Waiting]:
    """Return the steps in an order that is the same each time."""
    return random.Random(seed).sample(list(waiting), len(waiting))

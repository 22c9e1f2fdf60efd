"""Record what was measured of a round's material; a newer measurement of the kind takes the place of the older."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.round_material import (
    Items,
    as_items,
    as_texts,
    check_may_record,
    judge_material,
    read_items,
)
from tsunagu.evaluation.queries.rounds import material_of
from tsunagu.evaluation.services.running_round import organised, signer_of
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.statistics.estimates import StatisticsRefused

MATERIAL = "evaluation.RoundMaterial"
MEASURED = "round_material_measured"


def record_material(
    actor: Actor, number: str, kind: str, typed: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Sign the readings of items of the material as typed, one item a line; only the organiser reads them."""
    with transaction.atomic():
        found, _parts = organised(actor, number)
        if done := already_done(found.chain, request_key, MEASURED, signer_of(actor)):
            return done
        before = material_of(found.chain)
        check_may_record(kind, found.state, "homogeneity" in before)
        items = read_items(typed, found.unit)
        _check_answer({one.kind: as_items(one.items) for one in before.values()} | {kind: items})
        new, effects = uuid4(), Effects()
        if (old := before.get(kind)) is not None:
            effects.change(MATERIAL, old.uuid, replaced_by=new)
        effects.add(
            MATERIAL, uuid=new, chain=found.chain, kind=kind, items=as_texts(items),
            recorded_by=actor.person_uuid, recorded_at=now,
        )  # fmt: skip
        act = Act(MEASURED, found.chain, now, {"kind": kind, "items": len(items)}, effects)
        return append(signer_of(actor), [act], Signature("measured the material"), now, request_key)


def _check_answer(measured: Mapping[str, Items]) -> None:
    """Refuse readings from which nothing can be said, while they can still be mended."""
    try:
        judge_material(measured, None)
    except StatisticsRefused as refused:
        raise BadInput(refused.code, Text(refused.ja, refused.en), "items") from refused

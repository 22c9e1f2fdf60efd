"""Send the material of a round: one item for each laboratory, made and handed over through custody."""

from datetime import datetime
from uuid import uuid5

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.items import ItemRef, NewItem, make
from tsunagu.custody.domain.labels import item_uri, serial_of
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.hand_over import give
from tsunagu.evaluation.domain.rounds import TRANSITIONS
from tsunagu.evaluation.models import Round
from tsunagu.evaluation.queries.rounds import Part
from tsunagu.evaluation.services.plan_round import MATERIAL
from tsunagu.evaluation.services.running_round import LABORATORY, ROUND, organised, signer_of, tell
from tsunagu.events import vocabulary
from tsunagu.events.building import object_event
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

SENT, MADE = "round_sent", "round_material_made"


def send_round(actor: Actor, number: str, now: datetime, request_key: str | None = None) -> Receipt:
    """Make an item for each laboratory and sign as its giver; each receives it by scanning, as anything else."""
    with transaction.atomic():
        found, parts = organised(actor, number)
        signer = signer_of(actor)
        if done := already_done(found.chain, request_key, SENT, signer):
            return done
        if "sent" not in TRANSITIONS[found.state]:
            raise Refused("sent_already", _SENT)
        if now > found.reports_due:
            raise Refused("reports_due_past", _PAST)
        effects = Effects()
        effects.change(ROUND, found.uuid, state="sent", sent_at=now)
        acts = [Act(SENT, found.chain, now, {"laboratories": len(parts)}, effects)]
        refs = {part.chain: _ref(part) for part in parts}
        acts += [_made(part, refs[part.chain], found, actor, now) for part in parts]
        receipt = append(signer, acts, Signature("sent a round"), now, request_key)
        for part in parts:
            give(signer, [refs[part.chain].uuid], part.member, now)
            tell(part, "qc", "result_due", _told(found), now, number, found.reports_due)
        return receipt


def _ref(part: Part) -> ItemRef:
    item = uuid5(part.chain, "item")
    return ItemRef(item, part.chain, item_uri(MATERIAL, item), serial_of(item))


def _made(part: Part, ref: ItemRef, found: Round, actor: Actor, now: datetime) -> Act:
    effects = Effects()
    item = NewItem(
        ref=ref, kind="sample", product=MATERIAL, holder=actor.member_uuid, site=None, made_at=now,
        quantity=float(found.replicates), unit="", lot_number=found.number,
    )  # fmt: skip
    make(effects, item)
    effects.change(LABORATORY, part.chain, item=ref.uuid)
    event = object_event(
        event_time=now, action="ADD", epcs=[ref.epc], biz_step=vocabulary.COMMISSIONING,
        disposition=vocabulary.ACTIVE,
    )  # fmt: skip
    return Act(MADE, part.chain, now, {"item": ref.uuid}, effects, event)


def _told(found: Round) -> Text:
    return Text(
        f"試験所間比較 {found.number}（{found.name_ja}）の試料を送付しました。期限までに試験し、報告してください。",
        f"Material of round {found.number} ({found.name_en}) is on its way. Receive, test and report in time.",
    )


_SENT = Text("この回の試料は送付済みです。", "The material of this round was sent already.")
_PAST = Text(
    "報告期限を過ぎているため送付できません。新しい回を計画してください。",
    "The reports were due already. Plan a new round.",
)

"""Sign afterwards for items that the receiver has already taken."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Actor, Effects, Signature
from tsunagu.custody.domain.holding import check_change
from tsunagu.custody.domain.states import HAND_OVER
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.hand_over.signing import TABLE, THIS, own_hand_over
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text

SIGNED = "hand_over_signed_by_giver"


def sign_as_giver(actor: Actor, hand_over: UUID, now: datetime, request_key: str | None = None) -> Receipt:
    """Add the giver's missing signature; only a receipt that lacks it can be signed so."""
    with transaction.atomic():
        row = own_hand_over(hand_over, actor.member)
        if done := already_done(row.chain, request_key, SIGNED, actor, {"hand_over": hand_over}):
            return done
        if row.state == "given":
            raise Refused("awaits_receiver", _AWAITS)
        check_change(HAND_OVER, row.state, "complete", THIS)
        effects = Effects()
        effects.change(TABLE, row.uuid, state="complete", given_at=now, given_by=actor.person)
        act = Act(SIGNED, row.chain, now, {"hand_over": row.uuid}, effects)
        return append(actor, [act], Signature("gave"), now, request_key)


_AWAITS = Text(
    "受け手の署名を待っています。渡し手の署名は済んでいます。",
    "The receiver's signature is awaited; the giver has signed.",
)

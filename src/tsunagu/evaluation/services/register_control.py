"""Register a control material: a chain of its own, whose only party is the laboratory."""

from datetime import datetime
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.reasons import check_text
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.chain import chain_opened, party_joined
from tsunagu.custody.services.numbers import next_lot_number
from tsunagu.evaluation.domain.controls import (
    KEEPERS,
    LONGEST_KEY,
    LONGEST_LOT,
    LONGEST_NAME,
    PlannedControl,
    check_control,
)
from tsunagu.evaluation.domain.ucum import check_unit
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.scope import open_chains
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.members.queries.sites import sites_of

CONTROL = "evaluation.Control"
REGISTERED, MATERIAL = "control_registered", "control_material"
LABORATORY_PARTY = "laboratory"
TOKYO = ZoneInfo("Asia/Tokyo")


def register_control(
    actor: Actor, plan: PlannedControl, now: datetime, request_key: str | None = None
) -> Receipt:
    """Register a control of one lot, to be measured from now on.

    Raises
    ------
    BadInput : a field can't be read, is empty or too long, the site is another member's, or it has expired.
    """
    check_role(actor, *KEEPERS)
    today = now.astimezone(TOKYO).date()
    check_control(plan, today)
    texts = _texts(plan)
    if plan.site not in {one.uuid for one in sites_of(actor.member_uuid, today)}:
        raise BadInput("site", _SITE, "site")
    signer = Signer(actor.person_uuid, actor.member_uuid)
    with transaction.atomic():
        chain = uuid5(actor.member_uuid, f"control/{request_key}") if request_key else uuid4()
        open_chains([chain])
        if done := already_done(chain, request_key, REGISTERED, signer):
            return done
        number, effects = next_lot_number("QC", now), Effects()
        chain_opened(effects, chain, "lot", number, MATERIAL, now)
        party_joined(effects, chain, actor.member_uuid, LABORATORY_PARTY, now)
        _registered(effects, chain, number, plan, texts, actor, now)
        act = Act(REGISTERED, chain, now, {"number": number, "lot": texts["lot"]}, effects)
        return append(signer, [act], Signature("registered a control"), now, request_key)


def _registered(
    effects: Effects, chain: UUID, number: str, plan: PlannedControl, texts: dict[str, str], actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    effects.add(
        CONTROL, uuid=chain, chain=chain, member=actor.member_uuid, number=number, unit=plan.unit, site=plan.site,
        readings=plan.readings, assigned=plan.assigned, assigned_sd=plan.assigned_sd, expires_on=plan.expires_on,
        is_synthetic=plan.is_synthetic, registered_at=now, registered_by=actor.person_uuid, **texts,
    )  # fmt: skip


def _texts(plan: PlannedControl) -> dict[str, str]:
    texts = {
        "name": check_text(plan.name, "name", LONGEST_NAME),
        "lot": check_text(plan.lot, "lot", LONGEST_LOT),
        "characteristic": check_text(plan.characteristic, "characteristic", LONGEST_KEY),
        "method": check_text(plan.method, "method", LONGEST_KEY),
    }
    for field, text in texts.items():
        if not text:
            raise BadInput("empty", _EMPTY, field)
    check_unit(plan.unit, "unit")
    return texts


_SITE = Text("自組織の施設を選んでください。", "Choose a site of your own organisation.")
_EMPTY = Text("入力してください。", "This is needed.")

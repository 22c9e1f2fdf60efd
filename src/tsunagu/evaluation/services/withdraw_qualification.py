"""Withdraw a method's qualification with a reason: from then on the gates ask."""

from datetime import datetime

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.reasons import check_reason
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.qualifications import check_may_withdraw
from tsunagu.evaluation.models import MethodQualification
from tsunagu.evaluation.queries.qualifications import NO_SUCH, qualification_by_number
from tsunagu.evaluation.services.qualify_method import QUALIFICATION
from tsunagu.foundation.refusals import NotFound
from tsunagu.members.domain.actor import Actor, check_role

WITHDRAWN = "method_qualification_withdrawn"


def withdraw_qualification(
    actor: Actor, number: str, reason: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Sign that a qualification ends now, and why; what was tested before stays covered."""
    found = qualification_by_number(number)
    if found.organiser != actor.member_uuid:
        raise NotFound("no_such_qualification", NO_SUCH)
    check_role(actor, "quality")
    said = check_reason(reason)
    signer = Signer(actor.person_uuid, actor.member_uuid)
    with transaction.atomic():
        open_if_party([found.chain])
        MethodQualification.objects.select_for_update().get(chain=found.chain)
        if done := already_done(found.chain, request_key, WITHDRAWN, signer):
            return done
        check_may_withdraw(qualification_by_number(number), now)
        effects = Effects()
        effects.change(QUALIFICATION, found.uuid, withdrawn_at=now, withdraw_reason=said)
        act = Act(WITHDRAWN, found.chain, now, {"reason": said}, effects)
        return append(signer, [act], Signature("withdrew a qualification"), now, request_key)

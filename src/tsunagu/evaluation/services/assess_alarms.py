"""Assess alarms: a named person records the cause and what was done; the duty leaves the inboxes."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.reasons import check_text
from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.controls import KEEPERS
from tsunagu.evaluation.models import Alarm, ControlReading, Result
from tsunagu.evaluation.queries.trends import alarms_of
from tsunagu.evaluation.services.alarms import KIND
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.notices.services.mark_done import settle

ASSESSMENT = "evaluation.AlarmAssessment"
ASSESSED = "alarm_assessed"
LONGEST = 1000


def assess_alarms(
    actor: Actor, chain: UUID, points: Iterable[UUID], cause: str, action: str, now: datetime,
    request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Sign the cause of all open alarms of the chosen points, and what was done.

    Raises
    ------
    NotAllowed : the actor measured one of the points: someone else looks into it.
    BadInput : no point is chosen, a text is missing or too long.
    Refused : none of the points has an open alarm, for somebody was faster.
    """
    check_role(actor, *KEEPERS)
    wanted = frozenset(points)
    texts = {field: _text(field, typed) for field, typed in (("cause", cause), ("action", action))}
    if not wanted:
        raise BadInput("points", _CHOOSE, "points")
    with transaction.atomic():
        open_or_refuse(chain)
        list(Alarm.objects.select_for_update().filter(chain=chain, point__in=wanted).values_list("uuid"))
        signer = Signer(actor.person_uuid, actor.member_uuid)
        if done := already_done(chain, request_key, ASSESSED, signer):
            return done
        found = [one for one in alarms_of([chain]).get(chain, []) if one.point in wanted and one.is_open]
        if not found:
            raise Refused("assessed_already", _ASSESSED)
        if actor.person_uuid in _makers(wanted):
            raise NotAllowed("second_person", _SECOND)
        effects = Effects()
        for one in found:
            effects.add(
                ASSESSMENT,
                uuid=one.uuid,
                chain=chain,
                assessed_by=actor.person_uuid,
                assessed_at=now,
                **texts,
            )
        facts = {"alarms": [one.uuid for one in found], "rules": [one.rule for one in found], **texts}
        act = Act(ASSESSED, chain, now, facts, effects)
        receipt = append(signer, [act], Signature("assessed"), now, request_key)
        for one in found:
            settle(one.uuid, now, kinds=[KIND], person_id=actor.person_id)
        return receipt


def _makers(points: frozenset[UUID]) -> set[UUID]:
    """Return who measured the points, as far as the scope sees them."""
    measured = ControlReading.objects.filter(uuid__in=points).values_list("operator", flat=True)
    tested = Result.objects.filter(uuid__in=points).values_list("tested_by", flat=True)
    return {*measured, *tested}


def _text(field: str, typed: str) -> str:
    text = check_text(typed, field, LONGEST)
    if not text:
        raise BadInput(field, _EMPTY, field)
    return text


_CHOOSE = Text("評価する点を1つ以上選んでください。", "Choose at least one point.")
_EMPTY = Text("入力してください。", "This is needed.")
_ASSESSED = Text(
    "選んだ点の警報はすでに評価されています。画面を開き直してください。",
    "The alarms of these points were assessed already. Reload the page.",
)
_SECOND = Text(
    "警報の評価は、その点を測定した人とは別の人が行います。",
    "Alarms are assessed by someone else than who measured the point.",
)

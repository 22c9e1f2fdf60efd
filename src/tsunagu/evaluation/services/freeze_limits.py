"""Freeze limits: a person of quality signs from which points they follow; a new version takes over, the old stays."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.controls import FREEZERS
from tsunagu.evaluation.domain.trend_choice import Choice, chosen, points_digest
from tsunagu.evaluation.domain.trends import TrendPoint, freeze, in_order
from tsunagu.evaluation.queries.controls import control_by_number, measurements_of
from tsunagu.evaluation.queries.trends import limits_of
from tsunagu.evaluation.services.record_control import lock_control
from tsunagu.members.domain.actor import Actor, check_role

LIMITS = "evaluation.TrendLimits"
FROZEN = "limits_frozen"


def freeze_limits(
    actor: Actor, number: str, choice: Choice, now: datetime, request_key: str | None = None
) -> Receipt:
    """Freeze the next version of a control's limits; points measured from now on are judged by it.

    Raises
    ------
    BadInput : too few or constant points, an exclusion without a reason.
    Refused : the points changed since they were looked at.
    """
    check_role(actor, *FREEZERS)
    control = control_by_number(actor.member_uuid, number)
    with transaction.atomic():
        lock_control(control.chain)
        signer = Signer(actor.person_uuid, actor.member_uuid)
        if done := already_done(control.chain, request_key, FROZEN, signer):
            return done
        points = [one.point for one in measurements_of([control.chain])]
        act = limits_act(actor, control.chain, points, choice, now)
        return append(signer, [act], signature_of(points), now, request_key)


def limits_act(
    actor: Actor, chain: UUID, points: Sequence[TrendPoint], choice: Choice, now: datetime,
    effects: Effects | None = None,
) -> Act:  # fmt: skip
    """Return the act that freezes the next version of a chart's limits from the chosen points."""
    ordered, effects = in_order(points), effects or Effects()
    taken, excluded = chosen(ordered, choice)
    version = 1 + max((one.limits.version for one in limits_of([chain]).get(chain, [])), default=0)
    limits = freeze(taken, choice.rules, version, now, excluded, choice.accepts_few)
    effects.add(
        LIMITS, uuid=uuid4(), chain=chain, version=version, rules=limits.rules, data=limits.as_data(),
        frozen_at=now, frozen_by=actor.person_uuid,
    )  # fmt: skip
    facts = {
        "version": version, "rules": limits.rules, "points": len(limits.used), "excluded": len(excluded),
        "first": taken[0].uuid, "last": taken[-1].uuid,
    }  # fmt: skip
    return Act(FROZEN, chain, now, facts, effects)


def signature_of(points: Sequence[TrendPoint]) -> Signature:
    """Return the signature under limits, with the hash of the points that were shown."""
    return Signature("froze limits", points_digest(in_order(points)))

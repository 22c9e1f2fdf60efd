"""A mending goes on once people have answered: carried out when all accept, looked for anew when one declines.

Everything is checked once more under the lock of all bookings, and written in one transaction or not at all.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import acting
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.queries.rows import journeys_of, steps_of
from tsunagu.journeys.services.end_journey import begin_again
from tsunagu.journeys.services.plan_steps import plan_steps
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import actor_named, scope_for
from tsunagu.notices.services.notify import notify
from tsunagu.planning.domain.mending.mend import disturbances
from tsunagu.planning.models import Booking, Mending, MendingPart, PlanRequest, Resource
from tsunagu.planning.queries.promises import promises
from tsunagu.planning.services.end_mending import end_mending
from tsunagu.planning.services.look_for_disturbances import OVERTAKEN, stands
from tsunagu.planning.services.look_soon import look_soon
from tsunagu.planning.services.own_requests import note
from tsunagu.planning.services.reserve import lock_bookings
from tsunagu.planning.services.tell_owners import tell_owners

log = logging.getLogger(__name__)
REASON = Text("計画の立て直しによる日程の変更", "Dates changed by a mended plan")


def go_on_with_mending(uuid: UUID, now: datetime) -> str:
    """Do what the answers ask for and return the mending's state; a worker does it, again changes nothing."""
    with transaction.atomic():
        lock_bookings()
        mending = Mending.objects.select_for_update().get(uuid=uuid)
        if mending.state != "proposed":
            return mending.state
        parts = list(mending.parts.select_for_update(of=("self",)).select_related("request"))
        against = [part for part in parts if part.state in ("declined", "objected")]
        if against:
            _declined(mending, against, now)
        elif any(part.state == "accepted" for part in parts) and not any(
            part.state == "waiting" for part in parts
        ):
            _carried_out(mending, [part for part in parts if part.state == "accepted"], now)
        if mending.state != "proposed":
            look_soon()
    return mending.state


def _declined(mending: Mending, against: Sequence[MendingPart], now: datetime) -> None:
    """End the mending and tell the coordinator why; the next one leaves those dates alone."""
    said = "、".join(part.reason for part in against)
    name = against[0].member.name
    why = Text(f"{name.ja}が承認しませんでした：{said}", f"{name.en} declined: {said}")
    end_mending(mending, "declined", Text(why.ja[:300], why.en[:300]), now)
    notify(
        mending.member_id, "coordinator", "mending_answered", why, subject=mending.uuid, now=now,
        link=f"/plan/mending/{mending.uuid}/",
    )  # fmt: skip


def _carried_out(mending: Mending, parts: Sequence[MendingPart], now: datetime) -> None:
    """Write all new dates, or end the mending where they don't fit any more; nobody withdraws a request meanwhile."""
    asked = [uuid for part in mending.parts for uuid in part.requests]
    list(PlanRequest.objects.select_for_update(of=("self",)).filter(uuid__in=asked).order_by("id"))
    at = promises(now)
    broken = disturbances(at.problem, at.posed, at.grid) if at else {}
    if at is None or not stands(mending, at, broken):
        end_mending(mending, "outdated", OVERTAKEN, now)
        return
    try:
        with transaction.atomic():
            for part in parts:
                _give(part, now)
    except Refused as refused:
        log.warning("a mending could not be carried out: %s", refused.reason.en)
        why = Text(f"反映できませんでした：{refused.reason.ja}", f"Not carried out: {refused.reason.en}")
        end_mending(mending, "outdated", Text(why.ja[:300], why.en[:300]), now)
        return
    end_mending(mending, "accepted", DONE, now)
    for member in sorted({part.member_id for part in parts}):
        for role in ("physician", "hospital_coordinator"):
            notify(
                member, role, "mending_answered", DONE, subject=mending.uuid, now=now,
                link=f"/plan/mending/{mending.uuid}/",
            )  # fmt: skip


def _give(part: MendingPart, now: datetime) -> None:
    """Give a request its new dates: proposal, bookings, and the case that goes by them."""
    request = PlanRequest.objects.get(uuid=part.requests[0])
    data = part.data
    chosen = request.chosen or 0
    request.proposals[chosen] |= {
        "goal": data["goal"][1],
        "steps": [[key, start, end] for key, _, _, start, end in data["steps"]],
        "held": data["held"],
        **_surely(request.proposals[chosen], *data["goal"]),
    }
    request.save(update_fields=["proposals"])
    _book(request, data["held"], now)
    act = note(request, "mended", part.person, now)
    tell_owners(act, "capacity_booked", now)
    if request.state == "ordered" and request.chain is not None:
        _plan_case(part, request.chain, now)


def _surely(proposal: Mapping[str, Any], before: str, after: str) -> dict[str, str]:
    """Return the times by which the goal surely begins, moved along with it."""
    at = datetime.fromisoformat
    later = at(after) - at(before)
    names = ("sure_by", "sure_if_none_fails")
    return {name: (at(proposal[name]) + later).isoformat() for name in names if proposal.get(name)}


def _book(request: PlanRequest, held: Sequence[Sequence[Any]], now: datetime) -> None:
    """Replace what is held from now on; what was begun and isn't held any more ends now."""
    at = datetime.fromisoformat
    hour = now.replace(minute=0, second=0, microsecond=0)
    coming = [one for one in held if at(one[3]) > now]
    going_on = {(one[0], one[1]) for one in coming if at(one[2]) < now}
    rows = Booking.objects.filter(request=request, ends_at__gt=now).select_related("resource__site")
    for row in rows:
        key = f"{row.resource.site.key}/{row.resource.key}"
        if row.starts_at >= hour or (key, row.step) in going_on:
            row.delete()
        else:
            row.ends_at = now
            row.save(update_fields=["ends_at"])
    resources = {
        f"{one.site.key}/{one.key}": one
        for one in Resource.objects.select_related("site").filter(
            site__key__in={held_in[0].split("/", 1)[0] for held_in in coming}
        )
    }
    Booking.objects.bulk_create(
        Booking(
            member_id=request.member_id, owner_id=resources[resource].member_id, request=request,
            resource=resources[resource], step=step, starts_at=at(start), ends_at=at(end), amount=amount,
        )
        for resource, step, start, end, amount in coming
    )  # fmt: skip


def _plan_case(part: MendingPart, chain: UUID, now: datetime) -> None:
    """Let who accepted sign the case's new dates; a failed one begins again, as was shown."""
    actor = _who(part, now)
    at, again_at = datetime.fromisoformat, part.data["again_at"]
    key = f"mending-{part.uuid.hex}"
    with acting(scope_for(actor)):
        open_or_refuse(chain)
        if again_at and any(one.state == "failed" for one in journeys_of([chain])):
            begin_again(actor, chain, again_at, REASON.ja, now, f"{key}-again")
        open_steps = {row.key: row.state for row in steps_of([chain]).get(chain, ())}
        spans = {
            step: (at(start), at(end))
            for step, _, _, start, end in part.data["steps"]
            if open_steps.get(step) == "planned"
        }
        plan_steps(actor, chain, spans, REASON.ja, now, f"{key}-dates")


def _who(part: MendingPart, now: datetime) -> Actor:
    actor = None if part.person is None else actor_named(part.person, part.member.uuid, tokyo_date(now))
    if actor is None:
        raise Refused("nobody", NOBODY)
    return actor


DONE = Text(
    "すべての病院が承認し、新しい日程を反映しました。", "All hospitals accepted: the new dates are in force."
)
NOBODY = Text("承認した人の所属が変わっています。", "Who accepted no longer acts for the hospital.")

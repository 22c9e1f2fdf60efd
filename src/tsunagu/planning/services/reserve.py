"""A hospital chooses a proposal: its capacity is held for a limited time, then confirmed, or given back.

All bookings are written under one lock of the database, so that two hospitals can't get the same slot.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.asking.left import Taken, overfull
from tsunagu.planning.domain.asking.record import Kept, hour_of, kept
from tsunagu.planning.domain.asking.states import PROMISED, check_may_become
from tsunagu.planning.models import Booking, PlanRequest, Resource
from tsunagu.planning.queries.capacity import ResourceView
from tsunagu.planning.queries.estimates import assumptions
from tsunagu.planning.queries.fairness import round_awaited
from tsunagu.planning.queries.left import Situation, key_of, situation
from tsunagu.planning.services.own_requests import check_asker, let_go, note, own_request, state_of, turn
from tsunagu.planning.services.tell_owners import tell_owners

LOCK = 0x74736E_706C616E  # one lock for all bookings: they are few, and short


def held_for() -> timedelta:
    """Return how long a proposal is held until it is confirmed."""
    return timedelta(hours=assumptions().pace.hold)


@transaction.atomic
def reserve(actor: Actor, uuid: UUID, number: int, now: datetime) -> None:
    """Hold the capacity of the request's proposal ``number`` (from 0) for ``held_for()``; the same again is one act.

    Refused where somebody else has taken a part of it since the proposals were made.
    """
    check_asker(actor)
    request = own_request(actor, uuid)
    state = state_of(request, now)
    if state == "reserved" and request.chosen == number:
        return
    check_may_become(state, "reserved")
    _check_takes_no_part(uuid)
    if not 0 <= number < len(request.proposals):
        raise BadInput("proposal", NO_PROPOSAL)
    proposal = kept(request.proposals[number])
    if min((one.start for one in proposal.held), default=proposal.goal) < now:
        raise Refused("proposal_past", PAST)
    hold(request, number, actor.person_uuid, now)


def _check_takes_no_part(request: UUID) -> None:
    """Refuse a request that waits for its turn in an allocation: its places are given by the declared policy."""
    awaited = round_awaited(request)
    if awaited is not None:
        raise Refused(
            "in_allocation",
            Text(
                f"この相談は割当て「{awaited.title}」で順番を待っています。順番が来るまで、枠は押さえられません。",
                f"This request waits for its turn in the allocation “{awaited.title}”: nothing can be held before.",
            ),
        )


def hold(request: PlanRequest, number: int, person: UUID, now: datetime, verb: str = "reserved") -> None:
    """Hold a proposal of a request for ``held_for()`` in place of what it held; refused where a part of it is taken."""
    proposal = kept(request.proposals[number])
    lock_bookings()
    let_go(request)
    at = situation(tokyo_date(now), now, keys={one.resource for one in proposal.held})
    _check_room(at, proposal)
    until = now + held_for()
    _book(request, proposal, at.views, until)
    request.chosen, request.held_until = number, until
    request.state = "reserved"
    request.save(update_fields=["state", "chosen", "held_until"])
    note(request, verb, person, now)


@transaction.atomic
def confirm(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Keep what is reserved without a time limit, and tell who offers it; refused once the time limit has passed."""
    check_asker(actor)
    request = own_request(actor, uuid)
    if request.state == "confirmed":
        return
    turn(request, "confirmed", now)
    Booking.objects.filter(request=request).update(expires_at=None)
    tell_owners(note(request, "confirmed", actor.person_uuid, now), "capacity_booked", now)


@transaction.atomic
def give_back(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Give back what is held; the request is open again."""
    check_asker(actor)
    _end(own_request(actor, uuid), actor, "open", "given_back", now)


@transaction.atomic
def withdraw_request(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Give back what is held and end the request; a case that goes by its dates keeps them, without capacity."""
    check_asker(actor)
    _end(own_request(actor, uuid), actor, "withdrawn", "withdrawn", now)


def _end(request: PlanRequest, actor: Actor, state: str, verb: str, now: datetime) -> None:
    was = state_of(request, now)
    if was == state:
        return
    check_may_become(was, state)
    act = note(request, verb, actor.person_uuid, now)
    if was in PROMISED:
        tell_owners(act, "capacity_freed", now)
    let_go(request)
    turn(request, state, now)


def lock_bookings() -> None:
    """Wait for everybody else who writes bookings, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _check_room(at: Situation, proposal: Kept) -> None:
    """Refuse a proposal of which a part is taken by now."""
    wanted = [
        Taken(one.resource, hour_of(at.start, one.start), hour_of(at.start, one.end), one.amount)
        for one in proposal.held
    ]
    lacking = overfull(at.published, at.taken, wanted, at.hours)
    if lacking is not None:
        view = next((view for view in at.views if key_of(view) == lacking), None)
        name = GONE if view is None else _named(view)
        raise Refused(
            "slot_taken",
            Text(
                f"{name.ja}の枠が、この案を計算したあとに埋まりました。計算し直してください。",
                f"{name.en} was taken after this proposal was made. Compute the proposals anew.",
            ),
        )


def _named(view: ResourceView) -> Text:
    return Text(f"{view.site_name.ja}の{view.card.name.ja}", f"{view.card.name.en} at {view.site_name.en}")


def _book(request: PlanRequest, proposal: Kept, views: Sequence[ResourceView], until: datetime) -> None:
    by_key = {key_of(view): view for view in views}
    ids = dict(
        Resource.objects.filter(uuid__in=[by_key[one.resource].uuid for one in proposal.held]).values_list(
            "uuid", "id"
        )
    )
    Booking.objects.bulk_create(
        Booking(
            member_id=request.member_id, owner_id=by_key[one.resource].member_id, request=request,
            resource_id=ids[by_key[one.resource].uuid], step=one.step, starts_at=one.start, ends_at=one.end,
            amount=one.amount, expires_at=until,
        )
        for one in proposal.held
    )  # fmt: skip


GONE = Text("公開が取り下げられた資源", "A resource that is no longer published")
NO_PROPOSAL = Text("選んだ案がありません。", "There is no such proposal.")
PAST = Text(
    "この案の最初の日時は過ぎています。計算し直してください。",
    "This proposal begins in the past. Compute the proposals anew.",
)

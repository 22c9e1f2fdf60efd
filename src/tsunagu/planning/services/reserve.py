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
from tsunagu.planning.domain.asking.record import Kept, kept
from tsunagu.planning.models import Booking, PlanRequest, Resource
from tsunagu.planning.queries.capacity import ResourceView
from tsunagu.planning.queries.left import Situation, hour_of, key_of, situation
from tsunagu.planning.services.ask_for_plan import check_asker, own_request

HELD_FOR = timedelta(hours=48)
LOCK = 0x74736E_706C616E  # one lock for all bookings: they are few, and short


@transaction.atomic
def reserve(actor: Actor, uuid: UUID, number: int, now: datetime) -> None:
    """Hold the capacity of the request's proposal ``number`` (from 0) for ``HELD_FOR``; the same again is one act.

    Refused where somebody else has taken a part of it since the proposals were made.
    """
    check_asker(actor)
    request = own_request(actor, uuid)
    if state_of(request, now) == "reserved" and request.chosen == number:
        return
    if state_of(request, now) not in ("open", "expired"):
        raise Refused("request_state", NOT_OPEN)
    if not 0 <= number < len(request.proposals):
        raise BadInput("proposal", NO_PROPOSAL)
    proposal = kept(request.proposals[number])
    if proposal.steps[0][1] < now:
        raise Refused("proposal_past", PAST)
    _lock()
    Booking.objects.filter(request=request).delete()
    at = situation(tokyo_date(now), now)
    _check_room(at, proposal)
    until = now + HELD_FOR
    _book(request, proposal, at.views, until)
    request.state, request.chosen, request.held_until = "reserved", number, until
    request.save(update_fields=["state", "chosen", "held_until"])


@transaction.atomic
def confirm(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Keep what is reserved without a time limit; refused once the time limit has passed."""
    check_asker(actor)
    request = own_request(actor, uuid)
    if request.state == "confirmed":
        return
    if state_of(request, now) != "reserved":
        raise Refused("request_state", NOT_RESERVED)
    Booking.objects.filter(request=request).update(expires_at=None)
    request.state, request.held_until = "confirmed", None
    request.save(update_fields=["state", "held_until"])


@transaction.atomic
def give_back(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Give back what is held; the request is open again."""
    check_asker(actor)
    request = own_request(actor, uuid)
    if request.state == "withdrawn":
        raise Refused("request_state", NOT_OPEN)
    Booking.objects.filter(request=request).delete()
    request.state, request.chosen, request.held_until = "open", None, None
    request.save(update_fields=["state", "chosen", "held_until"])


@transaction.atomic
def withdraw_request(actor: Actor, uuid: UUID) -> None:
    """Give back what is held and end the request."""
    check_asker(actor)
    request = own_request(actor, uuid)
    Booking.objects.filter(request=request).delete()
    request.state, request.chosen, request.held_until = "withdrawn", None, None
    request.save(update_fields=["state", "chosen", "held_until"])


def state_of(request: PlanRequest, now: datetime) -> str:
    """Return the state of a request; ``expired`` once the time limit of a reservation has passed."""
    if request.state == "reserved" and request.held_until is not None and request.held_until <= now:
        return "expired"
    return request.state


def _lock() -> None:
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
NOT_OPEN = Text(
    "この相談では、もう枠を押さえています。別の案にするには、先に枠を返してください。",
    "Capacity is held for this request already. Give it back before you choose another proposal.",
)
NOT_RESERVED = Text(
    "押さえた枠の期限が過ぎています。もう一度、案を選んでください。",
    "The reservation has run out. Choose a proposal again.",
)
NO_PROPOSAL = Text("選んだ案がありません。", "There is no such proposal.")
PAST = Text(
    "この案の最初の日時は過ぎています。計算し直してください。",
    "This proposal begins in the past. Compute the proposals anew.",
)

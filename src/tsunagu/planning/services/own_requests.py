"""What all acts on a request share: who may act, the row locked, the next state, and who did it."""

from datetime import datetime
from uuid import UUID

from tsunagu.foundation.refusals import NotAllowed, NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.asking.states import check_may_become, state_at
from tsunagu.planning.models import Booking, PlanRequest, RequestAct

ASKERS = ("physician", "hospital_coordinator")


def check_asker(actor: Actor) -> None:
    """Refuse everybody but physicians and coordinators of a hospital."""
    if not actor.holds(*ASKERS):
        raise NotAllowed("role", ONLY_HOSPITAL)


def own_request(actor: Actor, uuid: UUID) -> PlanRequest:
    """Return a request of the actor's own hospital, locked; refuse any other."""
    found = (
        PlanRequest.objects.select_for_update(of=("self",))
        .select_related("site")
        .filter(uuid=uuid, member__uuid=actor.member_uuid)
        .first()
    )
    if found is None:
        raise NotFound("request", NO_REQUEST)
    return found


def state_of(request: PlanRequest, now: datetime) -> str:
    """Return the state in which a request is now."""
    return state_at(request.state, request.held_until, now)


def turn(request: PlanRequest, state: str, now: datetime) -> None:
    """Bring a request into a state that may follow its present one; back to ``open`` nothing is chosen any more."""
    check_may_become(state_of(request, now), state)
    request.state = state
    if state in ("open", "withdrawn"):
        request.chosen = None
    if state != "reserved":
        request.held_until = None
    request.save(update_fields=["state", "chosen", "held_until", "chain"])


def let_go(request: PlanRequest) -> None:
    """Give back all that is held for a request."""
    Booking.objects.filter(request=request).delete()


def note(request: PlanRequest, verb: str, person: UUID | None, now: datetime) -> RequestAct:
    """Keep who did what with a request."""
    return RequestAct.objects.create(
        member_id=request.member_id,
        request=request,
        verb=verb,
        person=person,
        proposal=request.chosen,
        at=now,
    )


ONLY_HOSPITAL = Text(
    "日程の相談ができるのは、病院の医師と院内コーディネーターだけです。",
    "Only physicians and hospital coordinators ask for dates.",
)
NO_REQUEST = Text("この日程の相談は登録されていません。", "There is no such request.")

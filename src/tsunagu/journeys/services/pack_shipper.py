"""Record in which shipper the things of a transport lie, and since when it is closed: from then on its hold runs."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.conditions.domain.bands import BANDS
from tsunagu.conditions.domain.holding import check_fit
from tsunagu.conditions.queries import ShipperView, shipper_page
from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.labels import site_uri
from tsunagu.custody.services.append import CLOCK_TOLERANCE, Receipt, already_done, append
from tsunagu.events import vocabulary
from tsunagu.events.building import object_event
from tsunagu.foundation.database.turns import in_turn
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.wording import local_day, minute
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.queries.shippers_under_way import under_way
from tsunagu.journeys.services.facts.things import carried_items
from tsunagu.journeys.services.running import Running, check_under_way, load_running
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.route import Step

NAME = "shipper_closed"
EARLIEST = timedelta(days=3)
"""So long before it is recorded a shipper may have been closed: what is older is a slip of the date."""


def pack_shipper(
    actor: Actor, chain: UUID, step_key: str, shipper: UUID, closed_at: datetime, now: datetime,
    request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """Record that the things of a transport lie in a shipper filled and closed at a moment; a refill is recorded anew.

    Raises
    ------
    NotAllowed : neither who carries nor who hands over. Refused : the transport is over, the shipper not fit for it, or
        under way with other things.
    BadInput : the time lies ahead or long ago. NotFound : no such chain, step or shipper.
    """
    signer = Signer(actor.person_uuid, actor.member_uuid)
    with transaction.atomic():
        running = load_running(chain, lock=step_key)
        step, row = running.step(step_key)
        said = {"step": step.key, "shipper": shipper, "closed_at": closed_at}
        if done := already_done(running.chain, request_key, NAME, signer, said):
            return done
        check_under_way(running, step)
        _check_step(step, row)
        parties = packers(running, step)
        if actor.is_reader or actor.member_uuid not in parties:
            raise NotAllowed("not_your_transport", NOT_YOURS)
        _check_time(closed_at, now)
        view = shipper_page(shipper).view
        if view.member not in parties:
            raise Refused("shipper_of_others", OF_OTHERS, field="shipper")
        check_fit(view.known, step.band or "", local_day(closed_at))
        _check_free(view, running.chain, step.key, closed_at)
        act = _act(running, step, row, view, actor, closed_at, now)
        return append(signer, [act], Signature("closed a shipper"), now, request_key)


def packers(running: Running, step: Step) -> set[UUID]:
    """Return the members that may close a shipper for a transport: who carries, and who hands over to it."""
    return {running.rows[key].member for key in (step.key, *step.after) if key in running.rows}


def _act(
    running: Running, step: Step, row: JourneyStep, view: ShipperView, actor: Actor, closed_at: datetime, now: datetime
) -> Act:  # fmt: skip
    effects = Effects()
    effects.add(
        "conditions.Packing", uuid=uuid4(), chain=running.chain, journey=running.journey.uuid, step=step.key,
        attempt=row.attempt, shipper=view.uuid, owner=view.member, code=view.code, band=view.known.band,
        hours=view.known.hours, qualified_until=view.known.valid_until, closed_at=closed_at,
        closed_by=actor.member_uuid, recorded_at=now,
    )  # fmt: skip
    facts = {
        "step": step.key, "shipper": view.uuid, "code": view.code, "hours": view.known.hours,
        "closed_at": closed_at,
    }  # fmt: skip
    items = carried_items(running, step)
    event = None
    if items:
        event = object_event(
            event_time=closed_at, action="OBSERVE", epcs=[item.epc for item in items],
            biz_step=vocabulary.PACKING, read_point=None if row.site is None else site_uri(row.site),
        )  # fmt: skip
    return Act(NAME, running.chain, closed_at, facts, effects, event)


def _check_free(view: ShipperView, chain: UUID, step: str, closed_at: datetime) -> None:
    """Refuse a shipper that is under way with other things, unless it was closed with these at the same moment."""
    in_turn("shipper", view.uuid)
    places = under_way([view.uuid]).get(view.uuid, {})
    if (chain, step) in places:  # a refill, or a wrong time put right
        return
    others = [one.closed_at for one in places.values() if one.closed_at != closed_at]
    if others:
        raise Refused("shipper_under_way", under_way_since(view.code, max(others)), field="shipper")


def _check_step(step: Step, row: JourneyStep) -> None:
    if step.action != "transport" or step.band is None or step.band not in BANDS:
        raise Refused("no_transport", NO_TRANSPORT)
    if row.state not in ("planned", "started"):
        raise Refused("transport_over", IS_OVER)


def _check_time(closed_at: datetime, now: datetime) -> None:
    if closed_at > now + CLOCK_TOLERANCE:
        raise BadInput("closed_at", AHEAD, field="closed_at")
    if closed_at < now - EARLIEST:
        raise BadInput("closed_at", LONG_AGO, field="closed_at")


def under_way_since(code: str, closed_at: datetime) -> Text:
    """Say that a shipper is under way with other things; which ones, its other parties know."""
    at = minute(closed_at)
    return Text(
        f"輸送容器{code}は、{at}に閉じた別の輸送に使われていて、まだ届いていません。"
        "受取りが記録されてから使うか、別の容器を選んでください。",
        f"Shipper {code} was closed for another transport on {at}, which hasn't arrived. Use it once its"
        " receipt is recorded, or choose another.",
    )


NO_TRANSPORT = Text(
    "この工程は温度帯の決まった輸送ではありません。輸送の工程を選んでください。",
    "This step is no transport with a temperature band. Choose a transport.",
)
IS_OVER = Text(
    "この輸送はすでに終わっています。次の輸送を選んでください。",
    "This transport is over. Choose the next one.",
)
NOT_YOURS = Text(
    "輸送容器を記録できるのは、運ぶ組織と渡す組織です。担当の組織に連絡してください。",
    "Only who carries or hands over records the shipper. Contact one of them.",
)
OF_OTHERS = Text(
    "この輸送容器は、運ぶ組織のものでも渡す組織のものでもありません。一覧から選んでください。",
    "This shipper belongs neither to who carries nor to who hands over. Choose one from the list.",
)
AHEAD = Text(
    "閉じた時刻がいまより先です。日時を確認してください。", "The time of closing lies ahead. Check it."
)
LONG_AGO = Text(
    "閉じた時刻が3日より前です。日付を確認してください。充填し直したときは、その時刻を入れてください。",
    "It was closed more than 3 days ago. Check the date; after a refill, give the time of the refill.",
)

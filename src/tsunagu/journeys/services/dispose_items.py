"""Destroy things of a journey: what is left over after its end or a new attempt, or what quality gives up."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.custody.queries.state import lot_states
from tsunagu.custody.services.append import Receipt
from tsunagu.custody.services.dispose import dispose
from tsunagu.evaluation.domain.samples import check_may_end
from tsunagu.evaluation.queries.samples import samples_among
from tsunagu.foundation.refusals import BadInput, NotFound
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.disposing import check_may_destroy, is_counted_on
from tsunagu.journeys.services.facts.attempts import is_of_present_attempt
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.members.domain.actor import Actor


def dispose_items(
    actor: Actor,
    journey: UUID,
    items: Sequence[UUID],
    reason: str,
    now: datetime,
    request_key: str | None = None,
) -> Receipt:
    """Record that the actor's organisation destroyed things of the journey that it holds, and why.

    Raises
    ------
    NotAllowed : the role doesn't dispose of things, or they are still counted on and it isn't quality.
    NotFound : one of them isn't of this journey. Refused : it is gone, held elsewhere, or was given away.
    """
    if not items:
        raise BadInput("nothing_chosen", _NOTHING_CHOSEN, "items")
    with transaction.atomic():
        running = load_running(journey)
        things = items_by_uuid(items)
        if len(things) != len(set(items)) or any(one.chain != running.chain for one in things):
            raise NotFound("no_such_item", _ELSEWHERE, "items")
        for sample in samples_among(items):
            check_may_end(sample.kept, actor.roles | {"qc"}, now)  # the role is asked for below
        states = lot_states({one.lot for one in things if one.lot is not None})
        check_may_destroy(actor.roles, any(_is_counted_on(running, one, states) for one in things))
        return dispose(Signer(actor.person_uuid, actor.member_uuid), items, reason, now, request_key)


def _is_counted_on(running: Running, item: ItemView, states: dict[UUID, str]) -> bool:
    return is_counted_on(
        running.journey.state,
        is_superseded=not is_of_present_attempt(running, item),
        is_stock=item.lot is not None and item.allocated_to is None,
        lot_state=states.get(item.lot, "") if item.lot else "",
    )


_NOTHING_CHOSEN = Text("廃棄する現品を選んでください。", "Choose what is disposed of.")
_ELSEWHERE = Text(
    "選んだ現品はこの工程進行のものではありません。画面を開き直してください。",
    "An item you chose isn't of this journey. Reload the page.",
)

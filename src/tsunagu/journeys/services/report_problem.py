"""Report a problem from the scan page: a deviation, and, if wanted, a hold on the thing at once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.services.holds import place_hold
from tsunagu.foundation.refusals import BadInput, NotAllowed
from tsunagu.foundation.text import Text
from tsunagu.journeys.services.next_action import next_action
from tsunagu.journeys.services.record import raise_deviation
from tsunagu.members.domain.actor import Actor

LONGEST = 500


def report_problem(
    actor: Actor, item: UUID, text: str, now: datetime, *, with_hold: bool, request_key: str | None = None
) -> bool:
    """Note the problem as a deviation of the item's journey, and hold the item if asked; say whether it was new.

    The deviation keeps the request's key; the hold is of the same transaction, so both are there or neither.
    """
    if actor.is_reader:
        raise NotAllowed("reader", Text("閲覧だけの役割です。", "Your role only reads."))
    if not text.strip() or len(text) > LONGEST:
        raise BadInput(
            "problem_text",
            Text(
                f"起きていることを1〜{LONGEST}文字で入力してください。",
                f"Say what is wrong in 1 to {LONGEST} characters.",
            ),
            "text",
        )
    with transaction.atomic():
        found = next_action(actor, item, now)
        step = found.act.step.key if found.act.step else ""
        told = f"{found.item.label}: {text.strip()}"
        noted = raise_deviation(actor, found.item.chain, step, told, now, request_key)
        if with_hold and not noted.was_there:
            place_hold(Signer(actor.person_uuid, actor.member_uuid), found.item.uuid, text.strip(), now)
    return not noted.was_there

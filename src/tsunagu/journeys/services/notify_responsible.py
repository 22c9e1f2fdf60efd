"""Notify who is responsible for a concern in one press: the coordinator says that it waits, and decides nothing."""

from datetime import datetime
from uuid import UUID, uuid5

from tsunagu.foundation.refusals import NotAllowed, NotFound
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.wording import local_day
from tsunagu.journeys.queries.concern import Concern
from tsunagu.journeys.queries.exceptions import Filters, exceptions
from tsunagu.journeys.queries.links import journey_link
from tsunagu.journeys.services.mind_calls import matter_of
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.notices.domain.calling import urgency_of
from tsunagu.notices.domain.roster import DUTY_OF_ROLE
from tsunagu.notices.services import notify
from tsunagu.notices.services.call import start_call

WORD_URGENCY = 2


def notify_responsible(actor: Actor, number: str, about: UUID, now: datetime) -> Concern:
    """Call who is on duty for the concern, or leave a word where only the plan suffers; return what it was about.

    Whoever is called has to answer; if nobody does, the next one is told. A second press is the same call, and the
    same word of that day.

    Raises
    ------
    NotAllowed : another than the coordinator. NotFound : the concern is over, or of a journey he doesn't take part in.
    """
    if not actor.is_coordinator:
        raise NotAllowed("coordinator_only", ONLY_COORDINATOR)
    found = exceptions(now, Filters(numbers=frozenset({number}))).shown
    one = next((concern for concern in found if concern.about == about), None)
    if one is None:
        raise NotFound("no_such_concern", IS_OVER)
    if one.limit.is_hard and one.role in DUTY_OF_ROLE:
        start_call(actor, matter_of(one, urgency_of(one.limit.slack_hours(now))), now)
    else:
        _leave_word(one, now)
    return one


def _leave_word(one: Concern, now: datetime) -> None:
    text = matter_of(one).text
    notify(
        member_by_uuid(one.member).id, one.role, "coordinator_word", text,
        subject=uuid5(one.about, local_day(now).isoformat()), now=now, chain=one.chain,
        link=journey_link(one.number), urgency=WORD_URGENCY,
    )  # fmt: skip


ONLY_COORDINATOR = Text(
    "この連絡を送れるのは、ネットワーク調整担当だけです。",
    "Only the network coordinator sends these messages.",
)
IS_OVER = Text(
    "この要対応はすでに解消しています。管制の画面を開き直してください。",
    "This matter is over. Reload the control tower.",
)

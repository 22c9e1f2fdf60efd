"""The coordinator reminds who answers for a report of it, in one press."""

from datetime import datetime
from uuid import UUID, uuid5

from tsunagu.coordination.queries.pipeline import ReportDue, reports_due
from tsunagu.foundation.refusals import NotAllowed, NotFound
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.notices.services import notify

AHEAD_DAYS = 14
"""So many days before it is due a report stands on the tower's list."""


def tell_of_report(actor: Actor, uuid: UUID, now: datetime) -> ReportDue:
    """Leave a word with the member that answers for a report due; pressed again on the same day it is the same word."""
    if not actor.is_coordinator:
        raise NotAllowed("coordinator_only", ONLY_COORDINATOR)
    one = next((each for each in reports_due(now, AHEAD_DAYS) if each.uuid == uuid), None)
    if one is None:
        raise NotFound("no_such_report", IS_DONE)
    text = Text(
        f"「{one.product_name.ja}」の{one.what.ja}の期限は{one.due_on}です。状況をご確認ください。",
        f"{one.what.en} of “{one.product_name.en}” is due on {one.due_on}. Please see how it stands.",
    )
    subject = uuid5(one.uuid, f"word/{tokyo_date(now)}")
    member = member_by_uuid(one.member).id
    notify(member, "", "coordinator_word", text, subject=subject, now=now, link=one.link, urgency=2)
    return one


ONLY_COORDINATOR = Text(
    "この連絡を送れるのは、ネットワーク調整担当だけです。",
    "Only the network coordinator sends these messages.",
)
IS_DONE = Text(
    "この報告はすでに提出されたか、期限がまだ先です。画面を開き直してください。",
    "This report was handed in, or is not due soon. Reload the page.",
)

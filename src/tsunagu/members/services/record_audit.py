"""Record an audit that a member made of another."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import BadInput, NotFound
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain import checks
from tsunagu.members.domain.agreements import check_audit, check_capabilities
from tsunagu.members.models import Audit, Member
from tsunagu.members.services.permission import member_to_write

LONGEST_SUMMARY = 500


@transaction.atomic
def record_audit(
    member: UUID,
    audited: UUID,
    *,
    now: datetime,
    held_on: date,
    valid_until: date | None,
    way: str,
    outcome: str,
    open_findings: int = 0,
    capabilities: Collection[str] = (),
    summary: str = "",
) -> UUID:
    """Record how an audit ended and until when it counts; return its uuid.

    Both members read it, and the coordinator. Whoever goes on working with a member that wasn't accepted, or whose
    audit is over, is asked for a decision at each step (gate of qualification). An audit that is still to be held has
    no outcome, and is refused.
    """
    row = member_to_write(member)
    other = Member.objects.filter(uuid=audited).first()
    if other is None or other.pk == row.pk:
        raise NotFound("audited", NO_OTHER, "audited")
    checks.check_period(held_on, valid_until)
    if held_on > tokyo_date(now):
        raise BadInput("ahead", AHEAD, "held_on")
    check_audit(way, outcome, open_findings)
    check_capabilities(capabilities)
    if len(summary) > LONGEST_SUMMARY:
        raise BadInput("summary", TOO_LONG, "summary")
    if Audit.objects.filter(member=row, owner=other, valid_from=held_on, way=way).exists():
        raise checks.already(Text("この日の監査", "The audit of this day"), "held_on")
    made = Audit.objects.create(
        member=row, owner=other, valid_from=held_on, valid_until=valid_until, way=way, outcome=outcome,
        open_findings=open_findings, capabilities=sorted(capabilities), summary=summary.strip(),
    )  # fmt: skip
    return made.uuid


NO_OTHER = Text("監査した相手の会員を選んでください。", "Choose the member that was audited.")
AHEAD = Text(
    "監査日が先の日付です。監査は、実施してから結果とともに登録してください。",
    "This day is still to come. Record an audit with its outcome once it was held.",
)
TOO_LONG = Text("要約は500文字以内で入力してください。", "The summary has at most 500 characters.")

"""Stop a plan that is waiting or being made; what it has found so far stays to be looked at."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.members.services.permission import check_may_write
from tsunagu.planning.models import PlanRun
from tsunagu.planning.queries.runs import run_row


@transaction.atomic
def cancel_run(run: UUID, now: datetime) -> None:
    """Mark the run as cancelled; its solver notices within seconds. Again changes nothing."""
    row = run_row(run)
    check_may_write(row.member_id)
    if row.state == "cancelled":
        return
    stopped = PlanRun.objects.filter(pk=row.pk, state__in=("waiting", "running"))
    if not stopped.update(state="cancelled", ended_at=now):
        raise Refused(
            "run_ended",
            Text("この計画の計算は、すでに終わっています。", "This plan is finished already."),
        )

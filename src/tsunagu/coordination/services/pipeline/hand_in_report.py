"""Say that a report was handed in to the funder, or that this was said by mistake."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.models import AwardReport
from tsunagu.coordination.services.pipeline.permission import product_to_write
from tsunagu.coordination.services.pipeline.remind import settle_reminders
from tsunagu.foundation.refusals import BadInput, NotFound
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor


@transaction.atomic
def hand_in_report(actor: Actor, uuid: UUID, report: UUID, on: date, now: datetime) -> None:
    """Note the day on which a report was handed in; reminders of it are settled. Twice is once."""
    row = _report(actor, uuid, report)
    if row.done_on is not None:
        return
    if on > tokyo_date(now) or on < row.award.first:
        raise BadInput(
            "done_on",
            Text(
                f"提出日は {row.award.first} から今日までの日付を入力してください。",
                f"A report was handed in on a day from {row.award.first} until today.",
            ),
            "done_on",
        )
    row.done_on, row.done_by = on, actor.person_uuid
    row.save(update_fields=["done_on", "done_by"])
    settle_reminders(row, now)


@transaction.atomic
def take_back_report(actor: Actor, uuid: UUID, report: UUID) -> None:
    """Take back that a report was handed in: it is due again."""
    row = _report(actor, uuid, report)
    row.done_on = row.done_by = None
    row.save(update_fields=["done_on", "done_by"])


def _report(actor: Actor, uuid: UUID, report: UUID) -> AwardReport:
    product = product_to_write(actor, uuid)
    row = AwardReport.objects.select_related("award").filter(product=product, uuid=report).first()
    if row is None:
        raise NotFound("report", Text("この報告の記録はありません。", "There is no such report."))
    return row

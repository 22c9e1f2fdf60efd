"""Correct an award: its days, amount and note; take away a report that was entered by mistake."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.models import Award, AwardReport
from tsunagu.coordination.services.pipeline.permission import product_to_write
from tsunagu.coordination.services.pipeline.record_award import (
    Awarded,
    check_award,
    check_reports_of,
    programme_of,
)
from tsunagu.coordination.services.pipeline.recording import recorded
from tsunagu.coordination.services.pipeline.remind import settle_reminders
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor


@transaction.atomic
def change_award(actor: Actor, uuid: UUID, award: UUID, awarded: Awarded, now: datetime) -> None:
    """Replace what is said of an award; refused where a report would then lie outside of it."""
    row = _award(actor, uuid, award)
    check_award(awarded)
    check_reports_of(row, awarded.first, awarded.last)
    row.programme = programme_of(awarded.programme)
    row.first, row.last, row.amount_yen = awarded.first, awarded.last, awarded.amount_yen
    row.note = awarded.note.strip()
    for column, value in recorded(actor.person_uuid, now).items():
        setattr(row, column, value)
    row.save()


@transaction.atomic
def remove_report(actor: Actor, uuid: UUID, report: UUID, now: datetime) -> None:
    """Take away a report that nobody owes; one that was handed in stays. Its reminders are settled."""
    product = product_to_write(actor, uuid)
    row = AwardReport.objects.filter(product=product, uuid=report).first()
    if row is None:
        return
    if row.done_on is not None:
        raise Refused(
            "report_done",
            Text(
                "提出済みの報告は削除できません。先に提出を取り消してください。",
                "A report that was handed in stays. Take that back first.",
            ),
        )
    settle_reminders(row, now)
    row.delete()


def _award(actor: Actor, uuid: UUID, award: UUID) -> Award:
    product = product_to_write(actor, uuid)
    row = Award.objects.filter(product=product, uuid=award).first()
    if row is None:
        raise NotFound("award", Text("この資金の記録はありません。", "There is no such award."))
    return row

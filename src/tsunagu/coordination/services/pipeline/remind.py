"""Remind of reports due and of the end of conditional approvals: each reminder once, however often it is asked for.

A reminder that no longer stands (an entry was withdrawn, a later one took its place) leaves the inboxes; one that
stands again (a report wasn't handed in after all) comes back.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid5

from tsunagu.coordination.domain.pipeline.evidence import TERM_REMINDERS
from tsunagu.coordination.domain.pipeline.funding import OBLIGATIONS, REMINDERS, reminder_due
from tsunagu.coordination.models import AwardReport, Product, ProductMove
from tsunagu.coordination.queries.pipeline.due import terms_running
from tsunagu.coordination.services.pipeline.end_parts import end_parts_that_are_over, tell_of_leads_that_left
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import TOKYO, tokyo_date
from tsunagu.members.queries.directory import coordinator
from tsunagu.notices.services.mark_done import settle, settle_others
from tsunagu.notices.services.notify import notify

REPORT, TERM = "report_due", "approval_term"


def remind(now: datetime) -> int:
    """Write the reminders that stand today to leads and the coordinator, end parts that are over; return how many."""
    today = tokyo_date(now)
    with acting(Scope("worker")):
        end_parts_that_are_over(today, now)
        tell_of_leads_that_left(today, now)
        return _remind_of_reports(today, now) + _remind_of_terms(today, now)


def _remind_of_reports(today: date, now: datetime) -> int:
    told: list[UUID] = []
    rows = AwardReport.objects.filter(done_on__isnull=True).select_related("product", "award__programme")
    for row in rows.order_by("due_on", "id"):
        days = reminder_due(row.due_on, today)
        if days is None:
            continue
        what, of = OBLIGATIONS[row.kind], row.award.programme.name
        text = Text(
            f"「{row.product.name_ja}」の{what.ja}（{of.ja}）の期限は {row.due_on} です。",
            f"{what.en} ({of.en}) of “{row.product.name_en}” is due on {row.due_on}.",
        )
        told.append(_of_report(row, days))
        _tell(row.product, REPORT, text, told[-1], row.due_on, now)
    settle_others(REPORT, told, now)
    return len(told)


def _remind_of_terms(today: date, now: datetime) -> int:
    told: list[UUID] = []
    for product, until in terms_running(today):
        days = reminder_due(until, today, TERM_REMINDERS)
        if days is None:
            continue
        text = Text(
            f"「{product.name_ja}」の条件及び期限付承認の期限は {until} です。"
            "それまでに本承認の申請が必要です。",
            f"The conditional approval of “{product.name_en}” ends on {until}: apply for the full one before.",
        )
        told.append(_of_term(product, until, days))
        _tell(product, TERM, text, told[-1], until, now)
    settle_others(TERM, told, now)
    return len(told)


def _tell(product: Product, kind: str, text: Text, subject: UUID, due: date, now: datetime) -> None:
    """Write one reminder to the lead and one to the coordinator; the due time is the end of the day in Japan."""
    due_at = datetime.combine(due, time(23, 59), TOKYO).astimezone(UTC)
    hub = coordinator()
    for member in {product.member_id} | ({hub.id} if hub is not None else set()):
        role = "coordinator" if hub is not None and member == hub.id and member != product.member_id else ""
        link = f"/network/pipeline/{product.uuid}/"
        notify(member, role, kind, text, subject=subject, now=now, link=link, due_at=due_at)


def settle_all(product: Product, now: datetime) -> None:
    """Take all reminders of a product out of the inboxes: its lead changes, and the next night tells the new one."""
    with acting(Scope("worker")):
        for report in AwardReport.objects.filter(product=product):
            settle_reminders(report, now)
        settle_term(product, now)


def settle_reminders(report: AwardReport, now: datetime) -> None:
    """Take all reminders of a report out of the inboxes, the coordinator's too."""
    with acting(Scope("worker")):
        _settle((_of_report(report, days) for days in REMINDERS), REPORT, now)


def settle_term(product: Product, now: datetime) -> None:
    """Take the reminders of a conditional approval's end out of the inboxes: it was applied for, or is over."""
    with acting(Scope("worker")):
        terms = ProductMove.objects.filter(product=product, until__isnull=False).values_list(
            "until", flat=True
        )
        for until in {day for day in terms if day is not None}:
            _settle((_of_term(product, until, days) for days in TERM_REMINDERS), TERM, now)


def _settle(subjects: Iterable[UUID], kind: str, now: datetime) -> None:
    for subject in subjects:
        settle(subject, now, kinds=(kind,))


def _of_report(report: AwardReport, days: int) -> UUID:
    """Return what a reminder is about: each of a report is one notice, and another lead is told anew."""
    return uuid5(report.uuid, f"{report.member_id}/{days}")


def _of_term(product: Product, until: date, days: int) -> UUID:
    return uuid5(product.uuid, f"{product.member_id}/{until}/{days}")

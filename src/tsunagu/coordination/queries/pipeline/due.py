"""What is due: reports to funders, and applications before conditional approvals end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import Prefetch

from tsunagu.coordination.domain.pipeline.funding import OBLIGATIONS
from tsunagu.coordination.domain.pipeline.moves import standing
from tsunagu.coordination.models import AwardReport, Product, ProductMove
from tsunagu.coordination.queries.pipeline.products import as_move
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date

DueKind = Literal["report", "term"]


@dataclass(frozen=True, slots=True)
class ReportDue:
    """Something due: which member answers for it, what, of which product, by which day, and where it is handed in."""

    kind: DueKind
    uuid: UUID
    member: UUID
    member_name: Text
    product: UUID
    product_name: Text
    what: Text
    programme: Text
    due_on: date
    link: str

    def days_left(self, today: date) -> int:
        """Return the days left; below zero when it is late."""
        return (self.due_on - today).days


def reports_due(now: datetime, within_days: int) -> list[ReportDue]:
    """Return what isn't done and is late or due within so many days, the earliest first, in four queries.

    The coordinator sees everybody's, a member those of the products that it leads or takes part in.
    """
    today = tokyo_date(now)
    last = today + timedelta(days=within_days)
    found = [*_reports(last), *(_term(row, until) for row, until in terms_running(today) if until <= last)]
    return sorted(found, key=lambda one: (one.due_on, one.product_name.ja, one.what.ja))


def _reports(last: date) -> Iterator[ReportDue]:
    rows = AwardReport.objects.filter(done_on__isnull=True, due_on__lte=last)
    for row in rows.select_related("product", "member", "award__programme"):
        yield ReportDue(
            kind="report", uuid=row.uuid, member=row.member.uuid, member_name=row.member.name,
            product=row.product.uuid, product_name=row.product.name, what=OBLIGATIONS[row.kind],
            programme=row.award.programme.name, due_on=row.due_on,
            link=f"/network/pipeline/{row.product.uuid}/#funding",
        )  # fmt: skip


def terms_running(today: date) -> list[tuple[Product, date]]:
    """Return the products whose conditional approval needs an application for the full one, with the last day for it.

    What an open product tells everybody is left to its parties here: only theirs need reminding.
    """
    moves = Prefetch("moves", ProductMove.objects.filter(withdrawn_at__isnull=True).order_by("on", "id"))
    rows = Product.objects.filter(moves__state="conditional").distinct()
    found = []
    for row in rows.select_related("member").prefetch_related(moves):
        where = standing([as_move(one) for one in row.moves.all()], today)
        places = (where.main, *where.others) if where is not None else ()
        found += [
            (row, one.until) for one in places if one.stage == "conditional" and not one.rest and one.until
        ]
    return found


def _term(row: Product, until: date) -> ReportDue:
    what = Text(
        "本承認の申請（条件及び期限付承認の期限）", "Application for full approval, before the term ends"
    )
    return ReportDue(
        kind="term", uuid=row.uuid, member=row.member.uuid, member_name=row.member.name, product=row.uuid,
        product_name=row.name, what=what, programme=Text("", ""), due_on=until, link=f"/network/pipeline/{row.uuid}/",
    )  # fmt: skip

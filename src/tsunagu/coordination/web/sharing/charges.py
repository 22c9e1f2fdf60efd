"""A month's charges of one's own offers: the page, the lines as CSV, lines and sums as an Excel book."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.coordination.domain.sharing.charges import CLASSES, Line, totals
from tsunagu.coordination.queries.sharing import month_lines, months_with_use
from tsunagu.coordination.web.sharing.shown import day_start
from tsunagu.foundation import clock
from tsunagu.foundation.era import is_in_era
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.downloads import book_file, csv_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import TOKYO, language, tokyo_date
from tsunagu.foundation.written.sheets import Cell
from tsunagu.members.domain.actor import Actor

LINES = Text("明細", "Lines"), Text("合計", "Totals")
OF_LINES = Text(
    "請求先,区分,利用日,開始,対象,単位数,単価（円・税抜）,金額（円・税抜）,税率（%）",
    "Payer,Class,Day,From,Offer,Units,Yen a unit,Yen before tax,Tax rate (%)",
)
OF_TOTALS = Text(
    "請求先,税率（%）,小計（円・税抜）,消費税（円）,合計（円・税込）",
    "Payer,Tax rate (%),Net (yen),Tax (yen),Gross (yen)",
)


@require_GET
@signed_in
def charges_page(request: HttpRequest) -> HttpResponse:
    """Show what is charged to whom for a month."""
    actor, month = actor_of(request, Actor), _month(request)
    lines = _lines(actor, month)
    found = totals(lines)
    months = sorted({month, *months_with_use(actor.member_id)}, reverse=True)
    context = {
        "month": month, "months": months, "totals": found, "gross": sum(one.gross for one in found),
        "lines": [{"line": one, "charge_class": CLASSES[one.charge_class]} for one in lines],
    }  # fmt: skip
    return render(request, "sharing/charges.html", context)


@require_GET
@signed_in
def csv(request: HttpRequest) -> HttpResponse:
    """Answer the lines of a month as CSV."""
    month = _month(request)
    rows = _rows(_lines(actor_of(request, Actor), month))
    return csv_file(f"shared-use-{month:%Y-%m}.csv", rows)


@require_GET
@signed_in
def book(request: HttpRequest) -> HttpResponse:
    """Answer the lines and the sums of a month as an Excel book."""
    month = _month(request)
    lines = _lines(actor_of(request, Actor), month)
    sums: list[list[Cell]] = [list(OF_TOTALS.in_language(language()).split(","))]
    sums += [
        [one.payer_name.in_language(language()), one.tax_percent, one.net, one.tax, one.gross]
        for one in totals(lines)
    ]
    titles = [title.in_language(language()) for title in LINES]
    sheets = zip(titles, (_rows(lines), sums), strict=True)
    return book_file(f"shared-use-{month:%Y-%m}.xlsx", *sheets)


def _lines(actor: Actor, month: date) -> list[Line]:
    following = (month + timedelta(days=31)).replace(day=1)
    return month_lines(actor.member_id, day_start(month), day_start(following), clock.now())


def _rows(lines: Sequence[Line]) -> list[list[Cell]]:
    rows: list[list[Cell]] = [list(OF_LINES.in_language(language()).split(","))]
    for one in lines:
        at = one.starts_at.astimezone(TOKYO)
        rows.append([
            one.payer_name.in_language(language()), CLASSES[one.charge_class].in_language(language()),
            f"{at:%Y-%m-%d}", f"{at:%H:%M}", one.offer.in_language(language()), one.units, one.yen,
            one.amount, one.tax_percent,
        ])  # fmt: skip
    return rows


def _month(request: HttpRequest) -> date:
    """Return the first day of the month asked for, or of this one."""
    today = tokyo_date(clock.now())
    try:
        found = datetime.strptime(request.GET.get("month", ""), "%Y-%m").replace(tzinfo=TOKYO).date()
    except ValueError:
        found = today
    return (found if is_in_era(found) else today).replace(day=1)

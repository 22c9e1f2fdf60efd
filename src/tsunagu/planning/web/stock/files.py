"""A plan of lots as CSV: its lots, or its products week by week."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import signed_in
from tsunagu.foundation.web.times import language
from tsunagu.foundation.written.sheets import Cell
from tsunagu.planning.domain.stock.outlook import Outlook, outlook_of
from tsunagu.planning.domain.stock.problem import StockProblem
from tsunagu.planning.queries import stock as queries
from tsunagu.planning.web.stock.arranging import lot_lines, week_rows


@require_GET
@signed_in
def run_csv(request: HttpRequest, uuid: UUID, what: str) -> HttpResponse:
    """Write the lots or the weeks of a plan."""
    problem, plan, _rule = queries.problem_and_plan(uuid)
    if plan is None or what not in ("lots", "weeks"):
        raise Http404
    outlook = outlook_of(problem, plan.lots)
    rows = _lots(problem, outlook) if what == "lots" else _weeks(problem, outlook)
    return csv_file(f"stock-{what}-{str(uuid)[:8]}.csv", rows)


def _lots(problem: StockProblem, outlook: Outlook) -> list[list[Cell]]:
    heads = [
        _("Product"), _("Lot"), _("New"), _("Size"), _("Lot started"), _("Filled"), _("Usable from"),
        _("Usable until (week of)"), _("Given on average"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [[*heads]]
    for line in lot_lines(problem, outlook):
        days = [
            "" if week is None else problem.monday(week).isoformat()
            for week in (line.start, line.filled, line.first, line.last)
        ]
        rows.append([line.product, line.label, int(line.is_new), line.size, *days, f"{line.given:.1f}"])
    return rows


def _weeks(problem: StockProblem, outlook: Outlook) -> list[list[Cell]]:
    heads = [
        _("Product"), _("Monday"), _("Demand low"), _("Demand middle"), _("Demand high"), _("Stock low"),
        _("Stock middle"), _("Stock high"), _("Missing on average"), _("Expired on average"),
        _("No position on average"), _("Clean rooms"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [[*heads]]
    for product, weeks in zip(problem.products, outlook.weeks, strict=True):
        name = product.name.in_language(language())
        for row in week_rows(problem, product, weeks):
            numbers = [
                f"{float(row[key]):.1f}"
                for key in (
                    "demand_low", "demand_mid", "demand_high", "low", "mid", "high", "unmet", "expired", "no_room",
                )
            ]  # fmt: skip
            rows.append([name, row["monday"].isoformat(), *numbers, row["rooms"]])
    return rows

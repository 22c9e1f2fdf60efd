"""A plan of lots as its page shows it, worked out from the problem and the plan that are kept."""

from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from tsunagu.foundation import clock
from tsunagu.foundation.web.scope import actor_of
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.stock.explaining import missing_in
from tsunagu.planning.domain.stock.outlook import Outlook, Share, outlook_of
from tsunagu.planning.domain.stock.plan import StockPlan
from tsunagu.planning.domain.stock.problem import StockProblem
from tsunagu.planning.queries import stock as queries
from tsunagu.planning.web.stock import words
from tsunagu.planning.web.stock.arranging import (
    LotLine,
    lot_lines,
    lots_picture,
    product_figures,
    stock_picture,
    week_rows,
)


def run_context(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    """Return what the page of a plan shows."""
    view = queries.run_of(uuid)
    problem, plan, rule = queries.problem_and_plan(uuid)
    context: dict[str, Any] = {
        "view": view,
        "state": words.STATES[view.state],
        "problem": problem,
        "gap_percent": "―" if view.gap is None else f"{ceil(view.gap * 1000 - 1e-6) / 10:.1f}",
        "with_member": actor_of(request, Actor).member_id != view.member_id,
        "here": request.get_full_path(),
    }
    if plan is not None:
        context |= _made(problem, plan, rule, clock.now())
    return context


def _made(problem: StockProblem, plan: StockPlan, rule: StockPlan | None, now: datetime) -> dict[str, Any]:
    outlook = outlook_of(problem, plan.lots)
    by_rule = None if rule is None else outlook_of(problem, rule.lots).share
    lines = lot_lines(problem, outlook)
    names = {product.key: product.name.in_language(language()) for product in problem.products}
    return {
        "plan": plan, "figures": _figures(outlook.share), "rule": None if by_rule is None else _figures(by_rule),
        "better": _better(outlook.share, by_rule), "lots": [lot_row(problem, line) for line in lines],
        "lots_picture": lots_picture(problem, lines, now) if lines else "",
        "missing": [words.missing_text(problem, one, names[one.product]) for one in missing_in(problem, plan)],
        "products": _products(problem, outlook), "scenarios": problem.scenarios,
    }  # fmt: skip


def _products(problem: StockProblem, outlook: Outlook) -> list[dict[str, Any]]:
    return [
        {
            **product_figures(problem, product, weeks),
            "picture": stock_picture(problem, product, weeks),
            "weeks": week_rows(problem, product, weeks),
        }
        for product, weeks in zip(problem.products, outlook.weeks, strict=True)
    ]


def _figures(share: Share) -> dict[str, str]:
    return {
        "service": f"{100 * share.service:.1f}",
        "unmet": f"{share.unmet:,.1f}",
        "wasted": f"{share.wasted:,.1f}",
        "demand": f"{share.demand:,.0f}",
    }


def _better(share: Share, rule: Share | None) -> int | None:
    """Return by how many percent fewer doses are missing or thrown away than by the rule; None where it isn't so."""
    if rule is None or rule.unmet + rule.wasted <= 0:
        return None
    saved = round(100 * (1 - (share.unmet + share.wasted) / (rule.unmet + rule.wasted)))
    return saved if saved > 0 else None


def lot_row(problem: StockProblem, line: LotLine) -> dict[str, Any]:
    """Return a lot as a line of the table."""

    def day(week: int | None) -> Any:
        return None if week is None else problem.monday(week)

    return {
        "line": line, "start": day(line.start), "filled": day(line.filled), "first": day(line.first),
        "last": day(line.last), "hours": "" if line.hours is None else f"{line.hours:.1f}",
        "lost": f"{line.lost:.0f}" if line.lost >= 0.5 else "", "given": f"{line.given:,.0f}",
    }  # fmt: skip

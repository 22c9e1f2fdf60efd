"""Making to stock in words: states, causes of missing doses, why a patient is left out."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import day_text, language, this_year
from tsunagu.planning.domain.stock.explaining import Missing
from tsunagu.planning.domain.stock.left_out import Why
from tsunagu.planning.domain.stock.problem import StockProblem

STATES = {
    "waiting": ("wait", Text("待機中", "Waiting")),
    "running": ("wait", Text("計算中", "Being made")),
    "done": ("ok", Text("完了", "Done")),
    "failed": ("stop", Text("失敗", "Failed")),
}
LOT_STATES = {
    "in_store": ("ok", Text("在庫", "In store")),
    "held": ("stop", Text("保留", "On hold")),
    "coming": ("wait", Text("製造・試験中", "Being made or tested")),
}
WHY: dict[Why, Text] = {
    "none": Text("出荷判定済みの在庫がありません。", "Nothing released is in store."),
    "fits": Text("適合するロットがありません。", "No lot fits."),
    "expires": Text(
        "使用日に必要な期限が残るロットがありません。",
        "On the day of use too little life remains of every lot.",
    ),
    "size": Text(
        "1回の投与に必要な数が、1つのロットにそろいません。",
        "No single lot has enough doses for one administration.",
    ),
    "others": Text(
        "先に割り当てる患者さんで在庫がなくなります。", "Those who come first take what there is."
    ),
}


def week_text(problem: StockProblem, week: int) -> str:
    """Write a week as its Monday: 12/07."""
    return monday_text(problem.monday(week))


def monday_text(monday: date) -> str:
    """Write a Monday as days are written."""
    return day_text(monday, this_year(), language())


def missing_text(problem: StockProblem, one: Missing, name: str) -> dict[str, Any]:
    """Return where doses are missing, how many and why, in sentences."""
    first, last = week_text(problem, one.first), week_text(problem, one.last)
    return {
        "name": name,
        "when": first
        if one.first == one.last
        else _("%(first)s to %(last)s") % {"first": first, "last": last},
        "unmet": f"{one.unmet:,.1f}",
        "share": _("%(percent)s%% of demand") % {"percent": f"{100 * one.unmet / one.demand:.0f}"}
        if one.demand
        else "",
        "why": _why(problem, one),
    }


def _why(problem: StockProblem, one: Missing) -> str:
    at = week_text(problem, one.week)
    if one.cause == "lead":
        return _("No lot started now is released before the week of %(at)s.") % {"at": at}
    if one.cause == "rooms":
        return _("All clean rooms are taken in every week in which a lot for it could be started.")
    if one.cause == "store":
        return _("The store is full: what one more lot brings would be thrown away.")
    if one.cause == "worth":
        return _(
            "One more lot (best started in the week of %(at)s) would cost %(loss)s doses more than it brings."
        ) % {"at": at, "loss": f"{one.loss:,.0f}"}
    return _(
        "One more lot in the week of %(at)s would help: the search ended before the best plan was proven."
    ) % {"at": at}

"""Plans in words: states, stages, the distance to the best possible, who is late, what holds everybody up."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.numbers import MINUS
from tsunagu.foundation.web.times import TOKYO, language, moment_text, this_year
from tsunagu.planning.domain.runs.bottlenecks import Bottleneck
from tsunagu.planning.domain.runs.figures import Attention
from tsunagu.planning.domain.runs.kinds import name_of_kind, name_of_task
from tsunagu.planning.queries.runs import RunView, WhatIfView

STATES = {
    "waiting": ("wait", Text("待機中", "Waiting")),
    "running": ("wait", Text("計算中", "Being made")),
    "done": ("ok", Text("完了", "Done")),
    "cancelled": ("warn", Text("中止", "Cancelled")),
    "failed": ("stop", Text("失敗", "Failed")),
}
STAGES = {
    "first": (1, Text("先着順の計画ができました", "First come, first served is there")),
    "bound": (2, Text("これより良くできない下限を証明しています", "Proving what no plan can beat")),
    "plan": (3, Text("全体の計画ができました", "The plan of the whole is there")),
    "polished": (4, Text("仕上げが終わりました", "Polished")),
}
TROUBLES = {
    "left_out": ("stop", Text("計画に入らない", "Left out")),
    "late": ("stop", Text("約束に遅れる", "Past its promise")),
    "tight": ("warn", Text("余裕が少ない", "Little slack")),
}
HUES = {
    "procurement": Text("細胞確保", "Procurement"),
    "processing": Text("加工", "Processing"),
    "manufacturing": Text("製造", "Manufacturing"),
    "evaluation": Text("評価", "Evaluation"),
    "storage": Text("保管・その他", "Storage and other"),
    "transport": Text("輸送", "Transport"),
    "clinical": Text("臨床", "Clinical"),
}
CHANGES = {
    "one_more": Text("1つ増やす", "One more"),
    "closed": Text("止める", "Closed"),
    "demand": Text("患者が2割増える", "20% more patients"),
}

MOST_BOTTLENECKS, LEAST_SHARE = 10, 0.01


def moment_of(start: date, hour: int) -> str:
    """Write an hour of a problem: ``12/01 09:00``."""
    at = datetime(start.year, start.month, start.day, tzinfo=TOKYO) + timedelta(hours=hour)
    return moment_text(at, this_year(), language())


def gap_text(gap: float | None) -> str:
    """Write how far from the best possible a plan is at most, rounded up to a tenth of a percent."""
    if gap is None:
        return ""
    if gap < 1e-9:
        return _("proven best")
    return _("within %(percent)s%% of the best possible") % {"percent": f"{ceil(gap * 1000 - 1e-9) / 10:.1f}"}


def days_text(days: float | None, *, is_difference: bool = False) -> str:
    """Write days with one decimal; a difference always with its sign."""
    if days is None:
        return "―"
    value = round(days, 1) + 0.0
    sign = "" if not is_difference or value == 0 else ("+" if value > 0 else MINUS)
    shown = f"{abs(value):,.1f}" if is_difference else f"{value:,.1f}".replace("-", MINUS)
    return f"{sign}{shown}"


def progress_of(view: RunView) -> dict[str, Any]:
    """Return how far a run has come, of the four stages."""
    done, said = STAGES.get(view.stage, (0, STATES[view.state][1]))
    words = said.in_language(language())
    if view.stage == "bound":
        words += _(" (round %(n)s)") % {"n": view.rounds}
    return {"done": done, "total": len(STAGES), "words": words}


def attention_rows(found: Sequence[Attention], start: date) -> list[dict[str, Any]]:
    """Return the journeys to look at, in words."""
    rows = []
    for one in found:
        state, trouble = TROUBLES[one.trouble]
        rows.append(
            {
                "journey": one.journey,
                "state": state,
                "trouble": trouble,
                "task": name_of_task(one.task),
                "at": "" if one.trouble == "left_out" else moment_of(start, one.at),
                "hours": None if one.trouble == "left_out" else one.hours,
            }
        )
    return rows


def bottleneck_rows(found: Sequence[Bottleneck], weight: int) -> list[dict[str, Any]]:
    """Return the bottlenecks with their share of all that is scarce, and what one more could bring at most."""
    total = sum(one.worth for one in found) or 1.0
    return [
        {
            "name": resource_name(one.resource, one.kind, one.place),
            "share": round(100 * one.worth / total),
            "most": days_text(one.one_more / weight / 24) if weight else "―",
        }
        for one in found[:MOST_BOTTLENECKS]
        if one.worth >= LEAST_SHARE * total
    ]


def bottleneck_text(found: Sequence[Bottleneck]) -> str:
    """Say in one sentence which kind of resource holds everybody up, and where most."""
    if not found:
        return _("Nothing is scarce: no resource holds a patient up.")
    by_kind: dict[str, float] = {}
    for one in found:
        by_kind[one.kind] = by_kind.get(one.kind, 0.0) + one.worth
    kind = max(by_kind, key=lambda key: (by_kind[key], key))
    worst = next(one for one in found if one.kind == kind)
    return _("%(kind)s: %(share)s%% of all that is scarce; most at %(place)s.") % {
        "kind": short_kind(kind) if kind else worst.resource,
        "share": round(100 * by_kind[kind] / sum(by_kind.values())),
        "place": worst.place or worst.resource,
    }


def resource_name(key: str, kind: str, place: str) -> str:
    """Name a resource: its place and its kind, or its key where the file says neither."""
    if not kind and not place:
        return key
    return f"{place}　{short_kind(kind)}".strip("　") if kind else place


def short_kind(kind: str) -> str:
    """Name a kind without what stands in brackets behind it."""
    name = name_of_kind(kind).in_language(language())
    return name.split("（")[0].split(" (")[0]


def what_if_rows(found: Sequence[WhatIfView], names: dict[str, str]) -> list[dict[str, Any]]:
    """Return the questions with their answers in days against the plan."""
    return [
        {
            "change": CHANGES[one.change],
            "resource": names.get(one.resource, one.resource),
            "state": one.state,
            "reason": one.reason,
            "mean": days_text(one.mean_days, is_difference=True),
            "total": "―" if one.change == "demand" else days_text(one.total_days, is_difference=True),
            "is_better": one.mean_days is not None and one.mean_days < -0.05,
            "is_worse": one.mean_days is not None and one.mean_days > 0.05,
            "left_out": one.left_out,
            "journeys": one.journeys,
        }
        for one in found
    ]

"""Policies, rounds and claims in the words and order in which their pages show them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import day_text, language, this_year
from tsunagu.planning.domain.fairness.effect import FEW, OTHERS
from tsunagu.planning.domain.fairness.policy import ANY, CRITERIA, METHODS, SHAPES, TIES, URGENCIES, Policy
from tsunagu.planning.domain.fairness.ranking import WHYS
from tsunagu.planning.domain.fairness.record import score_of
from tsunagu.planning.domain.fairness.states import ANSWERS, STATES
from tsunagu.planning.queries.fairness import ClaimView, RoundView, StatementView
from tsunagu.therapies.queries import route_of

SHORT = {"declared": Text("方針", "policy"), "first_come": Text("受付順", "first come")}
"""The same in pictures with little room for words."""
BADGES = {
    "draft": "wait", "computing": "wait", "computed": "warn", "published": "ok", "ended": "ok", "withdrawn": "wait",
}  # fmt: skip
ANSWER_BADGES = {
    "waiting": "wait", "offered": "warn", "accepted": "ok", "declined": "stop", "lapsed": "stop", "gone": "wait",
}  # fmt: skip
FIXED = {
    "declared": Text("この回の方針", "Policy of this round"),
    "first_come": Text("受付順", "First come, first served"),
    "without_overrides": Text("個別判断なし", "Without overrides"),
    "efficient": Text("合計が最小の計画", "Least in total"),
}
"""What the ways that are compared are called; another declared policy has its own name."""
STATED: dict[str, Text] = {
    **{str(key): name for key, name in CRITERIA.items()},
    "waiting_since": Text("待機の起点", "Waiting since"),
}


def state_badge(state: str) -> tuple[str, Text]:
    """Return badge and name of a round's state."""
    return BADGES[state], STATES[state]


def period_text(view: RoundView) -> str:
    """Return the days of a round."""
    year, lang = this_year(), language()
    return f"{day_text(view.first, year, lang)}{_('–')}{day_text(view.last, year, lang)}"


def terms(policy: Policy) -> list[dict[str, Any]]:
    """Return the criteria of a policy, each with its weight in percent and how its points come about."""
    return [
        {
            "name": CRITERIA[key],
            "weight": weight,
            "share": round(100 * weight / policy.total),
            "how": _how(policy, key),
        }
        for key, weight in policy.weights.items()
        if weight
    ]


def _how(policy: Policy, key: str) -> str:
    lang = language()
    if key == "waited":
        said = {"weeks": policy.full_weeks, "shape": SHAPES[policy.shape].in_language(lang)}
        return _("All points after %(weeks)s weeks; %(shape)s.") % said
    if key == "urgency":
        return _(", ").join(
            f"{URGENCIES[one].in_language(lang)} {percent}" for one, percent in policy.urgency.items()
        )
    if key == "benefit":
        return _("By the grade that the physician states; not stated counts nothing.")
    said = {"points": policy.full_deficit}
    return (
        _("All points where %(points)s percentage points fewer of a prefecture's requests got dates.") % said
    )


def rules(policy: Policy) -> list[str]:
    """Return the rules of a policy that stand above the points."""
    lang = language()
    found = [_("Dates: %(how)s.") % {"how": METHODS[policy.method].in_language(lang)}]
    if policy.floor:
        found.append(
            _("Each prefecture gets at least %(n)s slots, as far as it asks for them.") % {"n": policy.floor}
        )
    if policy.guard_weeks is not None:
        said = _("Who has waited over %(n)s weeks longer than the median goes first.")
        found.append(said % {"n": policy.guard_weeks})
    found.append(_("Ties are ended %(how)s.") % {"how": TIES[policy.tie].in_language(lang)})
    return found


def scales(policy: Policy) -> list[dict[str, Any]]:
    """Return the grades of expected benefit, therapy by therapy."""
    return [
        {
            "therapy": _("every other therapy") if one.therapy == ANY else one.therapy,
            "name": one.name,
            "percent": one.percent,
        }
        for one in policy.grades
    ]


def variant_name(variant: Mapping[str, Any]) -> str:
    """Return what a way to allocate is called."""
    fixed = FIXED.get(variant["key"])
    return str(variant["title"]) if fixed is None else fixed.in_language(language())


def count_text(said: str) -> str:
    """Return a count as the network may read it."""
    return _("fewer than %(n)s") % {"n": FEW} if said.startswith("<") else said


def days_text(days: float | None) -> str:
    """Return days with one decimal; a dash for none."""
    return "―" if days is None else f"{days:.1f}"


def group_name(name: str, of: str) -> str:
    """Return the name of a place or a class of urgency."""
    if name == OTHERS:
        return _("Others together")
    return URGENCIES[int(name)].in_language(language()) if of == "urgency" else name


def lines(effect: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a line for each way that was compared."""
    return [
        {
            "key": one["key"],
            "name": variant_name(one),
            **spread_line(one["all"]),
            "gini": "―" if one["gini"] is None else f"{one['gini']:.2f}",
            "shorter": count_text(one["shorter"]),
            "longer": count_text(one["longer"]),
            "price": percent(one["price"]),
        }
        for one in effect["variants"]
    ]


def percent(share: float | None) -> str:
    """Return a share in percent with one decimal."""
    return "―" if share is None else f"{100 * share:.1f} %"


def group_lines(effect: Mapping[str, Any], of: str) -> list[dict[str, Any]]:
    """Return the groups (``places`` or ``urgency``) under every way, group by group."""
    names = sorted(
        {name for one in effect["variants"] for name in one[of]}, key=lambda name: (name == OTHERS, name)
    )
    return [
        {
            "group": group_name(name, of),
            "name": variant_name(one),
            "key": one["key"],
            **spread_line(one[of][name]),
        }
        for name in names
        for one in effect["variants"]
        if name in one[of]
    ]


def spread_line(spread: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a spread in words."""
    if spread is None:
        return {"count": "―", "slots": "―", "median": "―", "quartiles": "―", "longest": "―", "undated": "―"}
    low, high = days_text(spread["low"]), days_text(spread["high"])
    return {
        "count": spread["count"], "slots": count_text(spread["slots"]), "median": days_text(spread["median"]),
        "quartiles": f"{low}{_('–')}{high}", "longest": days_text(spread["longest"]),
        "undated": count_text(spread["undated"]),
    }  # fmt: skip


def claim_line(claim: ClaimView, *, with_result: bool) -> dict[str, Any]:
    """Return a request of a round as a line; its result only where it may be read."""
    result = claim.result if with_result else None
    found: dict[str, Any] = {
        "view": claim,
        "therapy": route_of(claim.therapy, claim.version).name,
        "since": claim.said("waiting_since"),
        "urgency": URGENCIES.get(claim.said("urgency"), Text("―", "―")),
        "benefit": claim.said("benefit") or _("not stated"),
        "answer": ANSWERS[claim.answer],
        "answer_badge": ANSWER_BADGES[claim.answer],
    }
    if result is not None:
        before, days = result["first_come_days"], result["days"]
        found |= {
            "has_result": True,
            "line": Text(**result["line"]),
            "why": WHYS[result["why"]],
            "has_slot": result["has_slot"],
            "points": f"{score_of(result['shares']).points / 100:.1f}",
            "days": days_text(days),
            "difference": "―" if before is None or days is None else f"{days - before:+.1f}",
            "of": result["of"],
            "shares": [
                {"name": CRITERIA[one.criterion], "points": f"{one.points / 100:.1f}", "most": f"{one.most / 100:.1f}",
                 "percent": round(100 * one.points / one.most) if one.most else 0}
                for one in score_of(result["shares"]).shares
            ],
        }  # fmt: skip
    return found


def statements(rows: Sequence[StatementView]) -> list[dict[str, Any]]:
    """Return everything that was stated, in words."""
    lang = language()

    def said(row: StatementView) -> str:
        if row.criterion == "urgency":
            return URGENCIES[row.value].in_language(lang)
        return str(row.value) or _("not stated")

    return [{"name": STATED[row.criterion], "value": said(row), "by": row.by, "at": row.at} for row in rows]

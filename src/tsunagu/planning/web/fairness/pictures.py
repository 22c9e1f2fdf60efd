"""Waits as pictures: one row for each way or group, its median, quartiles and, for the coordinator, each request."""

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tsunagu.foundation.web.svg.axes import Axis
from tsunagu.foundation.web.svg.intervals import Interval, intervals
from tsunagu.foundation.web.svg.marks import State
from tsunagu.foundation.web.times import language
from tsunagu.planning.domain.fairness.effect import OTHERS
from tsunagu.planning.web.fairness.shown import SHORT, group_name, variant_name

Waits = Mapping[str, Mapping[str, tuple[float | None, bool]]]
COMPARED = ("declared", "first_come")


def waits_by_way(effect: Mapping[str, Any], singles: Waits) -> SafeString:
    """Draw the waits of all requests under each way to allocate."""
    rows = [
        _row(variant_name(one), one["all"], _days(singles, one["key"]), _state(one["key"]))
        for one in effect["variants"]
        if one["all"] is not None and one["all"]["median"] is not None
    ]
    return intervals(
        rows,
        Axis(_("Days from the beginning of the wait until the infusion"), low=0),
        _("Waits by way"),
        state_words=_words(),
    )


def waits_by_group(
    effect: Mapping[str, Any], of: str, singles: Waits, members: Mapping[str, frozenset[str]]
) -> SafeString:
    """Draw the waits of each group (``places`` or ``urgency``), the policy of the round above first come.

    ``members`` names the requests of each group, as far as single ones may be shown.
    """
    by_key = {one["key"]: one for one in effect["variants"]}
    ways = [by_key[key] for key in COMPARED if key in by_key]
    names = sorted({name for one in ways for name in one[of]}, key=lambda name: (name == OTHERS, name))
    rows = []
    for name in names:
        for one in ways:
            if name in one[of] and one[of][name]["median"] is not None:
                label = f"{group_name(name, of)}　{SHORT[one['key']].in_language(language())}"
                days = _days(singles, one["key"], members.get(name, frozenset()))
                rows.append(_row(label, one[of][name], days, _state(one["key"])))
    label = _("Waits by prefecture") if of == "places" else _("Waits by urgency")
    return intervals(
        rows,
        Axis(_("Days from the beginning of the wait until the infusion"), low=0),
        label,
        state_words=_words(),
    )


def _words() -> dict[State, str]:
    """Return what the marks mean."""
    return {"ok": _("Policy of this round")}


def _state(key: str) -> State:
    return "ok" if key == "declared" else ""


def _row(label: str, spread: Mapping[str, Any], days: list[float], state: State) -> Interval:
    return Interval(label, spread["median"], spread["low"], spread["high"], days, state)


def _days(singles: Waits, key: str, only: frozenset[str] | None = None) -> list[float]:
    found = singles.get(key, {})
    return [
        days for name, (days, _slot) in found.items() if days is not None and (only is None or name in only)
    ]

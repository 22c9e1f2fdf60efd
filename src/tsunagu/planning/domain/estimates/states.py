"""States of an estimate as data, and when one is proposed at all."""

from collections.abc import Mapping
from math import ceil

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.planning.domain.estimates.figures import Figures, whole_hours
from tsunagu.planning.domain.estimates.found import Found

TRANSITIONS: Mapping[str, frozenset[str]] = {
    "noted": frozenset({"proposed", "noted"}),
    "proposed": frozenset({"accepted", "declined", "noted", "proposed"}),
    "accepted": frozenset({"superseded"}),
    "declined": frozenset({"superseded"}),
    "superseded": frozenset(),
}
STATES: Mapping[str, Text] = {
    "noted": Text("提案なし", "Nothing proposed"),
    "proposed": Text("提案中", "Proposed"),
    "accepted": Text("採用中", "In force"),
    "declined": Text("見送り", "Declined"),
    "superseded": Text("旧版", "Superseded"),
}
UNDECIDED = ("noted", "proposed")
LEAST_DIFFERENCE: Mapping[str, float] = {
    "hours": 1.0, "late_share": 0.005, "failure": 0.005, "late_hours": 1.0,
    "released": 0.01, "spread": 0.02, "lost": 0.01,
}  # fmt: skip
"""Below so much a difference is of no use to a plan, however sure it is."""


def check_may_become(state: str, wanted: str) -> None:
    """Refuse a change that the table doesn't allow."""
    if wanted not in TRANSITIONS[state]:
        raise Refused("estimate_state", NOT_NOW)


def before_of(found: Found, figures: Figures) -> dict[str, float]:
    """Return what is in force for what was observed, by the same names."""
    place = found.place
    if place.kind == "yield":
        return {"yield": 1.0}
    if place.kind == "duration":
        return {"hours": float(figures.hours(place, found.planned_hours))}
    if place.kind == "lot":
        given = figures.lots.get(place)
        return (
            dict(found.assumed) if given is None
            else {"released": given.released, "spread": given.spread, "lost": given.lost}
        )  # fmt: skip
    spread = figures.given(place.action, place.site, place.origin).spread
    return {"late_share": spread.late_share, "late_hours": spread.late_hours, "failure": spread.failure}


def is_worth_proposing(found: Found, figures: Figures) -> bool:
    """Say whether enough was observed, and what is in force lies outside an interval of what was observed.

    How late the late ones are counts only where some were late. The cells of a single step are only shown.
    """
    if found.n < figures.assumed.learning.least or found.place.kind == "yield":
        return False
    before = before_of(found, figures)
    if found.place.kind == "duration":
        hours, now = found.values["hours"], before["hours"]
        low, high = round(hours.interval.lower, 2), hours.interval.upper
        is_apart = abs(hours.value - now) >= LEAST_DIFFERENCE["hours"]
        return is_apart and whole_hours(hours.value) != now and not (ceil(low) <= now < high + 1)
    names = [name for name in before if name != "late_hours" or found.counts["late"]]
    return any(
        not found.values[name].interval.covers(before[name])
        and abs(found.values[name].value - before[name]) >= LEAST_DIFFERENCE[name]
        for name in names
    )


NOT_NOW = Text(
    "この見積りは、すでに決定されたか、いま採用されていません。",
    "This estimate is decided already, or isn't in force.",
)

"""The states of a mending and of its parts, which may follow which, and how long people have to answer. Data."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.estimates.assumptions import Pace

STATES: Mapping[str, Text] = {
    "proposed": Text("回答待ち", "Awaiting answers"),
    "accepted": Text("反映済み", "Carried out"),
    "declined": Text("不承認", "Declined"),
    "outdated": Text("前提が変わり終了", "Overtaken by events"),
}
TRANSITIONS: Mapping[str, frozenset[str]] = {
    "proposed": frozenset({"accepted", "declined", "outdated"}),
    "accepted": frozenset(),
    "declined": frozenset(),
    "outdated": frozenset(),
}
PART_STATES: Mapping[str, Text] = {
    "waiting": Text("回答待ち", "Awaiting an answer"),
    "accepted": Text("承認済み", "Accepted"),
    "declined": Text("不承認", "Declined"),
    "told": Text("連絡済み", "Told"),
    "objected": Text("異議あり", "Objected"),
}
PART_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "waiting": frozenset({"accepted", "declined"}),
    "told": frozenset({"objected"}),
    "accepted": frozenset(),
    "declined": frozenset(),
    "objected": frozenset(),
}
"""A hospital's part waits for its answer; an owner of capacity, and who can't be helped, is told."""

LEAST_TIME = timedelta(hours=1)


def answer_by(found_at: datetime, first_change: datetime | None, pace: Pace) -> datetime:
    """Return until when hospitals answer: less than they have where a changed step begins sooner, an hour at least."""
    latest = found_at + timedelta(hours=pace.answer)
    if first_change is not None:
        latest = min(latest, first_change)
    return max(latest, found_at + LEAST_TIME)


def object_by(found_at: datetime, answered_by: datetime, pace: Pace) -> datetime:
    """Return until when those who offer capacity may object."""
    return min(found_at + timedelta(hours=pace.object), answered_by)

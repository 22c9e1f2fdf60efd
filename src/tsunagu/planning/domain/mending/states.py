"""The states of a mending and of its parts, which may follow which, and how long people have to answer. Data."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from tsunagu.foundation.text import Text

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

ANSWER_WITHIN = timedelta(hours=24)
OBJECT_WITHIN = timedelta(hours=4)
LEAST_TIME = timedelta(hours=1)


def answer_by(found_at: datetime, first_change: datetime | None) -> datetime:
    """Return until when hospitals answer: a day, less where a changed step begins sooner, an hour at least."""
    latest = found_at + ANSWER_WITHIN
    if first_change is not None:
        latest = min(latest, first_change)
    return max(latest, found_at + LEAST_TIME)


def object_by(found_at: datetime, answered_by: datetime) -> datetime:
    """Return until when those who offer capacity may object."""
    return min(found_at + OBJECT_WITHIN, answered_by)

"""Charts as tables and files: the bars of a page as rows, all bars as CSV, moved journeys in words."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from tsunagu.foundation.written.sheets import Cell
from tsunagu.planning.domain.runs.comparing import Move
from tsunagu.planning.domain.runs.picture import Picture
from tsunagu.planning.web.runs.arranging import Row, lane_name
from tsunagu.planning.web.runs.words import days_text, moment_of

MOST_LINES = 200


def table_of(rows: Iterable[Row], start: date) -> dict[str, Any]:
    """Return the bars of a chart as lines of words, in the order in which they are drawn; of very many the first."""
    rows = list(rows)
    return {
        "lines": list(islice(_lines(rows, start), MOST_LINES)),
        "more": max(0, sum(len(row.bars) for row in rows) - MOST_LINES),
    }


def _lines(rows: Iterable[Row], start: date) -> Iterator[dict[str, str]]:
    for row in rows:
        for bar in sorted(row.bars, key=lambda one: (one.start, one.end)):
            yield {
                "row": row.label,
                "journey": bar.journey,
                "what": bar.what,
                "start": moment_of(start, bar.start),
                "end": moment_of(start, bar.end),
                "until": moment_of(start, bar.until) if bar.until > bar.end else "",
            }


def move_rows(found: Sequence[Move], start: date) -> list[dict[str, Any]]:
    """Return moved journeys in words: from when to when, and by how many days."""
    return [
        {
            "journey": one.journey,
            "before": "" if one.before is None else moment_of(start, one.before),
            "after": "" if one.after is None else moment_of(start, one.after),
            "days": days_text(one.hours / 24, is_difference=True)
            if one.before is not None and one.after is not None
            else "",
            "is_earlier": one.hours < 0,
            "is_later": one.hours > 0,
            "sites": [" / ".join(each) for each in one.replaced] if all(one.replaced) else None,
            "tasks": one.tasks,
        }
        for one in found
    ]


def csv_rows(picture: Picture, start: date) -> list[list[Cell]]:
    """Return every bar of a plan as rows of a file, after the head; times are ISO 8601 in Japan, without an offset."""
    midnight = datetime.combine(start, time())
    heads: list[Cell] = [
        _("Resource"), _("Kind"), _("Place"), _("Lane"), _("Patient or request"), _("First task"), _("Last task"),
        _("Begins at"), _("Ends at"), _("Free again"),
    ]  # fmt: skip
    rows = [heads]
    for bar in picture.bars:
        lane = picture.lanes[bar.lane]
        times = [(midnight + timedelta(hours=hour)).isoformat() for hour in (bar.start, bar.end, bar.until)]
        said = [lane.resource, lane.kind, lane.place, lane_name(lane), picture.journeys[bar.journey]]
        rows.append([*said, bar.first, bar.last, *times])
    return rows

"""Shippers arranged for the pages: how each stands, and what is on its way in them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from tsunagu.conditions.domain.holding import Hold
from tsunagu.conditions.queries import ShipperView
from tsunagu.foundation.text import Text
from tsunagu.journeys.queries.concerns_quality import due_at
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.holding import Holding

STANDINGS: dict[str, tuple[str, Text]] = {
    "fit": ("ok", Text("使用可", "Fit for use")),
    "lapsed": ("stop", Text("確認期限切れ", "Test out of date")),
    "unmeasured": ("warn", Text("未測定", "Not measured")),
    "retired": ("wait", Text("使用終了", "Out of use")),
}
HOLDS: dict[str, tuple[str, Text]] = {
    "over": ("stop", Text("保持時間超過", "Hold is over")),
    "short": ("stop", Text("到着に足りない", "Too short")),
    "soon": ("stop", Text("残りわずか", "Running out")),
    "tight": ("warn", Text("余裕が少ない", "Little to spare")),
    "ample": ("ok", Text("到着まで保持", "Holds until arrival")),
}


def standing(one: ShipperView, on: date) -> dict[str, Any]:
    """Return a shipper with the mark and word of how it stands."""
    state, word = STANDINGS[one.standing(on)]
    return {"one": one, "state": state, "word": word}


def under_way(found: Iterable[Holding], now: datetime) -> list[dict[str, Any]]:
    """Return each shipment with the hours that its shipper still holds, and whether that lasts until arrival."""
    lines = []
    for one in found:
        left = one.ends_at - now
        state, word = HOLDS[Hold(now, left / timedelta(hours=1)).state(one.arrival, now)]
        lines.append({"one": one, "hours": left / timedelta(hours=1), "state": state, "word": word})
    return lines


def shipper_lines(course: Course, now: datetime) -> list[dict[str, Any]]:
    """Return in which shippers the things of a journey travel, for its page."""
    lines = []
    for step, row, packing in course.packed if course.is_live else []:
        hold, arrival = packing.hold, due_at(step, row)
        state, word = HOLDS[hold.state(arrival, now)]
        lines.append({
            "step": step, "packing": packing, "hours": hold.left_hours(now), "ends_at": hold.ends_at,
            "arrival": arrival, "state": state, "word": word,
        })  # fmt: skip
    return lines

"""Read a logger file and judge a leg by it; the file is kept as it came."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tsunagu.conditions.domain.bands import BANDS, RULES
from tsunagu.conditions.domain.logger_file import parse
from tsunagu.conditions.domain.readings import thinned
from tsunagu.conditions.domain.verdict import ConditionVerdict, judge
from tsunagu.conditions.models import LoggerFile

MOST_POINTS = 240


@dataclass(frozen=True, slots=True)
class JudgedLeg:
    """The verdict on a leg, and the fields of its row in the view."""

    verdict: ConditionVerdict
    fields: dict[str, Any]


def judge_leg(
    content: bytes, band: str, start: datetime, end: datetime, now: datetime, used_minutes: float = 0.0
) -> JudgedLeg:
    """Judge the readings of a file against a band between two times.

    Raises
    ------
    BadInput : the file can't be read; the sentence names the line.
    """
    recording = parse(content, now)
    readings = recording.readings
    verdict = judge(readings, BANDS[band], RULES[band], start, end, used_minutes)
    margin = timedelta(hours=1)
    drawn = [one for one in readings if start - margin <= one.at <= end + margin]
    fields = {
        "band": band,
        "started_at": start,
        "ended_at": end,
        "state": verdict.state,
        "minutes_over": verdict.minutes_over,
        "budget_minutes": verdict.budget_minutes,
        "remaining_minutes": verdict.remaining_minutes,
        "points": [[one.at.isoformat(), round(one.celsius, 2)] for one in thinned(drawn, MOST_POINTS)],
        "excursions": [
            {
                "start": one.start.isoformat(),
                "end": one.end.isoformat(),
                "minutes": round(one.minutes, 1),
                "extreme_celsius": one.extreme_celsius,
            }
            for one in verdict.excursions
        ],
        "gaps": [gap.as_dict() for gap in verdict.gaps],
        "file_hash": hashlib.sha256(content).hexdigest(),
        "judged_at": now,
    }
    return JudgedLeg(verdict, fields)


def keep_file(chain: UUID, name: str, content: bytes, person: UUID, now: datetime) -> UUID:
    """Keep the bytes of a logger file; the ledger holds their hash."""
    uuid = uuid4()
    LoggerFile.objects.create(
        chain=chain,
        uuid=uuid,
        name=name[:120],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=person,
        uploaded_at=now,
    )
    return uuid

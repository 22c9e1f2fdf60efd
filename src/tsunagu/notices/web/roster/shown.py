"""The roster as its templates read it."""

from datetime import datetime, timedelta
from typing import Any

from tsunagu.foundation.text import Text
from tsunagu.members.queries.directory import member_names
from tsunagu.notices.domain.roster import DAYS_AHEAD, DUTIES, Turn
from tsunagu.notices.domain.roster_file import WEEKDAYS
from tsunagu.notices.queries.roster import RosterPage, members_with_roster, rosters_of

ENGLISH_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def roster_shown(page: RosterPage) -> dict[str, Any]:
    """Return the cards of a roster, one for each duty that somebody is named for."""
    duties = [
        {
            "key": key,
            "name": name,
            "now": page.now[key],
            "gaps": page.gaps[key],
            "turns": [_turn(row.uuid, row.turn) for row in page.turns if row.turn.duty == key],
            "changes": [row for row in page.changes if row.change.duty == key],
        }
        for key, name in DUTIES.items()
        if key in page.now
    ]
    return {"duties": duties, "missing": [name for key, name in DUTIES.items() if key not in page.now]}


def _turn(uuid: object, turn: Turn) -> dict[str, Any]:
    return {"uuid": uuid, "turn": turn, "days": _days(turn.weekdays)}


def _days(weekdays: str) -> Text:
    if weekdays == "1111111":
        return Text("毎日", "Every day")
    chosen = [place for place, is_on in enumerate(weekdays) if is_on == "1"]
    return Text(
        "".join(WEEKDAYS[place] for place in chosen), ", ".join(ENGLISH_DAYS[place] for place in chosen)
    )


def weekdays_ja(weekdays: str) -> str:
    """Return days of the week as the file has them: ``月火水木金``."""
    return _days(weekdays).ja


def members_with_gaps(now: datetime) -> list[dict[str, Any]]:
    """Return the members that have a roster, those with gaps in the coming two weeks first."""
    rosters = rosters_of(members_with_roster())
    names, until = member_names(rosters), now + timedelta(days=DAYS_AHEAD)
    found = [
        {
            "uuid": member,
            "name": names[member],
            "gaps": [
                {"duty": DUTIES[duty], "first": gaps[0], "count": len(gaps)}
                for duty in roster.duties
                if (gaps := roster.gaps(duty, now, until))
            ],
        }
        for member, roster in rosters.items()
    ]
    return sorted(found, key=lambda one: (not one["gaps"], one["name"].ja))

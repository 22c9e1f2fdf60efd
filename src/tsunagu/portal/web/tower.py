"""The control tower as its templates read it."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tsunagu.custody.queries.chains import open_mine
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.numbers import grouped, hours_and_days
from tsunagu.foundation.web.times import language
from tsunagu.journeys.queries.board import load_board
from tsunagu.journeys.queries.concern import KINDS, Concern
from tsunagu.journeys.queries.exceptions import exceptions
from tsunagu.journeys.queries.figures import Figure, figures
from tsunagu.journeys.queries.flow import flow
from tsunagu.journeys.queries.links import act_link, journey_link, task_link
from tsunagu.journeys.queries.timeline import timeline
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.stages import STAGES
from tsunagu.portal.web import pictures

FIRST_SHOWN = 8
MOST_SHOWN = 100
_MARKS = re.compile(r'(id|aria-labelledby|aria-describedby)="[^"]*"')


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the exception list as it is shown."""

    key: str
    concern: Concern
    number: str
    link: str
    hours: float
    is_hard: bool
    lateness: str
    action: str
    action_link: str
    is_own: bool


def short_number(number: str) -> str:
    """Return a number as lists show it: ``CH…26-000163``; a lot number whole."""
    parts = grouped(number)
    return f"{parts[0][:2]}…{parts[1]}-{parts[2]}" if len(parts) == 3 else number


def tower(
    actor: Actor, now: datetime, kind: str = "", stage: str = "", is_all: bool = False
) -> dict[str, Any]:
    """Return everything that the control tower shows to this person."""
    chains = open_mine()
    board = load_board(chains)
    every = exceptions(board, now)
    found = exceptions(board, now, kind, stage) if kind or stage else every
    states = pictures.worst_states(every.shown, now)
    danger = frozenset(chain for (chain, _step), state in states.items() if state == "stop")
    picture = flow(board, states)
    rows = [_row(one, actor, now) for one in found.shown[:MOST_SHOWN]]
    return {
        "now": now,
        "figures": [_figure(one) for one in figures(now, chains)],
        "rows": rows if is_all or kind or stage else rows[:FIRST_SHOWN],
        "left_out": 0 if is_all or kind or stage else max(len(rows) - FIRST_SHOWN, 0),
        "count": len(found.shown),
        "total": every.total,
        "kinds": [(key, name, every.kinds[key]) for key, name in KINDS.items() if every.kinds.get(key)],
        "stages": [
            (one.key, one.name, every.stages[one.key]) for one in STAGES.values() if every.stages.get(one.key)
        ],
        "kind": kind,
        "stage": stage,
        "stage_name": STAGES[stage].name if stage in STAGES else Text("", ""),
        "flow": pictures.flow_picture(picture) if board.courses else "",
        "here": _here(picture.stages),
        "timeline": pictures.timeline_picture(timeline(board, pictures.place_names(board), now, danger), now),
        "is_empty": not chains,
        "under_way": len(board.courses),
    }


def _here(stages: dict[str, int]) -> list[dict[str, Any]]:
    """Return how many journeys stand in each stage, with the share that the widest bar has."""
    most = max(stages.values(), default=0) or 1
    return [
        {"stage": STAGES[key], "count": count, "percent": round(100 * count / most)}
        for key, count in stages.items()
        if key != "supply"
    ]


def _row(one: Concern, actor: Actor, now: datetime) -> Row:
    hours = one.limit.slack_hours(now)
    is_own = one.member == actor.member_uuid
    if is_own:
        action, link = _text(one.task_name), task_link(one.task, one.number, one.step, one.subject)
    elif actor.is_coordinator:
        action = _("Contact")
        link = act_link(one.number, "notify", to=one.member, role=one.role, about=one.kind, step=one.step)
    else:
        action, link = _("See"), journey_link(one.number)
    return Row(
        key=f"{one.kind}-{one.chain.hex[-12:]}-{(one.subject or one.chain).hex[-6:]}",
        concern=one,
        number=short_number(one.number),
        link=journey_link(one.number),
        hours=hours,
        is_hard=one.limit.is_hard,
        lateness="" if one.limit.is_hard else _late(hours),
        action=action,
        action_link=link,
        is_own=is_own,
    )


def _late(hours: float) -> str:
    value, unit = hours_and_days(max(-hours, 0))
    return (_("%(value)s h late") if unit == "hours" else _("%(value)s d late")) % {"value": value}


def _text(text: Text) -> str:
    return text.in_language(language())


def _figure(one: Figure) -> dict[str, Any]:
    labels = {
        "under_way": (_("Cases under way"), _("cases")),
        "vein_to_vein": (_("CAR-T, collection to infusion"), _("days")),
        "on_time": (_("On the planned day"), "%"),
        "first_pass": (_("First-pass yield"), "%"),
        "waiting": (_("Patients waiting"), _("patients")),
    }
    label, unit = labels[one.key]
    notes = {
        "under_way": _("and %(count)s lots") % {"count": f"{one.more:.0f}"},
        "waiting": _("longest %(count)s days") % {"count": f"{one.more:.0f}"},
    }
    note = notes.get(one.key) or _("from %(count)s") % {"count": f"{one.more:.0f}"}
    return {
        "label": label,
        "value": one.value,
        "unit": unit if one.value is not None else "",
        "trend": one.trend,
        "note": note if one.value is not None else "",
    }


def digest(markup: str) -> str:
    """Return a digest of what is shown; the ids of drawings, new at each drawing, don't count."""
    return hashlib.sha256(_MARKS.sub("", markup).encode()).hexdigest()[:16]

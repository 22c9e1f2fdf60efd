"""The control tower as its templates read it."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.numbers import grouped, hours_and_days
from tsunagu.foundation.web.times import language
from tsunagu.journeys.queries.concern import KINDS, Concern
from tsunagu.journeys.queries.exceptions import MOST_SHOWN, Filters, exceptions, urgent_among
from tsunagu.journeys.queries.figures import Figure, figures
from tsunagu.journeys.queries.flow import flow
from tsunagu.journeys.queries.links import act_link, journey_link, task_link
from tsunagu.journeys.queries.timeline import coming, sites_in, timeline
from tsunagu.journeys.services.bring_up_to_date import look
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.queries.sites import site_names
from tsunagu.notices.domain.calling import urgency_of
from tsunagu.notices.domain.roster import DUTY_OF_ROLE, OnDuty
from tsunagu.notices.queries.calls import CallLine, calls_about
from tsunagu.notices.queries.roster import on_duty_now
from tsunagu.portal.web import pictures
from tsunagu.portal.web.narrowing import narrowing

FIRST_SHOWN = 8
URGENT = timedelta(hours=4)
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
    on_duty: OnDuty | None = None
    call: CallLine | None = None


def short_number(number: str) -> str:
    """Return a number as lists show it: ``CH…26-000163``; a lot number whole."""
    parts = grouped(number)
    return f"{parts[0][:2]}…{parts[1]}-{parts[2]}" if len(parts) == 3 else number


def tower(
    actor: Actor, now: datetime, filters: Filters | None = None, is_all: bool = False
) -> dict[str, Any]:
    """Return everything that the control tower shows to this person; what was recorded last is taken in first."""
    wanted = filters or Filters()
    left = look(now)
    is_whole = is_all or wanted.is_narrow
    found = exceptions(now, wanted, MOST_SHOWN if is_whole else FIRST_SHOWN)
    picture = flow(pictures.worst_states(found.places, now))
    listed = min(found.matching, MOST_SHOWN)
    counted = figures(now)
    return {
        "now": now,
        "left": left,
        "figures": [_figure(one) for one in counted],
        "rows": _rows(found.shown, actor, now),
        "left_out": 0 if is_whole else max(listed - FIRST_SHOWN, 0),
        "not_listed": max(found.matching - listed, 0),
        "is_coordinator": actor.is_coordinator,
        "count": found.matching,
        "total": found.total,
        "kinds": [(key, name, found.kinds[key]) for key, name in KINDS.items() if found.kinds.get(key)],
        "flow": pictures.flow_picture(picture) if picture.under_way else "",
        "flow_left_out": picture.left_out,
        "here": _here(picture.stages),
        "timeline": _timeline(now),
        "is_empty": all(one.value is None for one in counted),
        "under_way": picture.under_way,
    } | narrowing(found, wanted, actor)


def _timeline(now: datetime) -> Any:
    steps = coming(now)
    sites = sites_in(steps)
    danger = urgent_among({one.chain for one in steps}, now, URGENT)
    planned = timeline(steps, site_names(sites), pictures.place_names(sites), danger)
    return pictures.timeline_picture(planned, now)


def _here(stages: dict[str, int]) -> list[dict[str, Any]]:
    """Return how many journeys stand in each stage, with the share that the widest bar has."""
    most = max(stages.values(), default=0) or 1
    return [
        {"stage": STAGES[key], "count": count, "percent": round(100 * count / most)}
        for key, count in stages.items()
        if key != "supply"
    ]


def _rows(shown: Sequence[Concern], actor: Actor, now: datetime) -> list[Row]:
    """Return the lines with whom to call now, and how calls about them go."""
    duties = {one.about: DUTY_OF_ROLE.get(one.role, "") for one in shown}
    on_duty = on_duty_now(((one.member, duties[one.about]) for one in shown if duties[one.about]), now)
    calls = calls_about([one.about for one in shown])
    return [
        replace(
            _row(one, actor, now),
            on_duty=on_duty.get((one.member, duties[one.about])),
            call=calls.get(one.about),
        )
        for one in shown
    ]


def _row(one: Concern, actor: Actor, now: datetime) -> Row:
    hours = one.limit.slack_hours(now)
    is_own = one.member == actor.member_uuid
    if is_own:
        action, link = _text(one.task_name), task_link(one.task, one.number, one.step, one.subject)
    elif actor.is_coordinator:
        action = _("Contact")
        link = act_link(
            one.number, "notify", to=one.member, role=one.role, about=one.kind, step=one.step, subject=one.subject,
            urgency=urgency_of(hours) if one.limit.is_hard else "",
        )  # fmt: skip
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

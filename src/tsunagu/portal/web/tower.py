"""The control tower as its templates read it."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from tsunagu.journeys.queries.exceptions import MOST_SHOWN, Filters, exceptions, urgent_among
from tsunagu.journeys.queries.figures import Figure, figures
from tsunagu.journeys.queries.flow import flow
from tsunagu.journeys.queries.timeline import coming, sites_in, timeline
from tsunagu.journeys.services.bring_up_to_date import look
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.queries.sites import site_names
from tsunagu.portal.web import pictures
from tsunagu.portal.web.narrowing import narrowing
from tsunagu.portal.web.rows import reports_listed, rows

FIRST_SHOWN = 8
URGENT = timedelta(hours=4)
_MARKS = re.compile(r'(id|aria-labelledby|aria-describedby)="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"')


def tower(
    actor: Actor, now: datetime, filters: Filters | None = None, is_all: bool = False
) -> dict[str, Any]:
    """Return everything that the control tower shows to this person; what was recorded last is taken in first."""
    wanted = filters or Filters()
    left = look(now)
    is_whole = is_all or wanted.is_narrow
    most = MOST_SHOWN if is_whole else FIRST_SHOWN
    found, reports = exceptions(now, wanted, most), reports_listed(wanted, now)
    picture = flow(pictures.worst_states(found.places, now))
    matching = found.matching + len(reports)
    listed = min(matching, MOST_SHOWN)
    counted = figures(now)
    return {
        "now": now,
        "left": left,
        "figures": [_figure(one) for one in counted],
        "rows": rows(found.shown, reports, actor, now)[:most],
        "left_out": 0 if is_whole else max(listed - FIRST_SHOWN, 0),
        "not_listed": max(matching - listed, 0),
        "is_coordinator": actor.is_coordinator,
        "count": matching,
        "total": found.total + len(reports),
        "flow": pictures.flow_picture(picture) if picture.under_way else "",
        "flow_left_out": picture.left_out,
        "here": _here(picture.stages),
        "timeline": _timeline(now),
        "is_empty": all(one.value is None for one in counted),
        "under_way": picture.under_way,
    } | narrowing(found, wanted, actor, len(reports))


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
    """Return a digest of what is shown; ids of drawings and tokens of forms, new each time, don't count."""
    return hashlib.sha256(_MARKS.sub("", markup).encode()).hexdigest()[:16]

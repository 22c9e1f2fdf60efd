"""The inbox as its template reads it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tsunagu.foundation.web.numbers import hours_and_days
from tsunagu.journeys.queries.inbox import Inbox, Task
from tsunagu.journeys.queries.links import journey_link, task_link
from tsunagu.portal.web.rows import short_number


def inbox_shown(inbox: Inbox, now: datetime) -> dict[str, Any]:
    """Return the lines of the inbox, and how many there are."""
    return {
        "now": now,
        "mine": [_line(one, now) for one in inbox.mine],
        "colleagues": [_line(one, now) for one in inbox.colleagues],
        "blocked": [_line(one, now) for one in inbox.blocked],
        "count": inbox.count,
    }


def _line(task: Task, now: datetime) -> dict[str, Any]:
    hours = None if task.limit is None else task.limit.slack_hours(now)
    is_hard = task.limit is not None and task.limit.is_hard
    return {
        "task": task,
        "hours": hours,
        "is_hard": is_hard,
        "planned": None if is_hard or hours is None else _planned(hours),
        "is_late": not is_hard and hours is not None and hours < 0,
        "number": short_number(task.number) if task.number else "",
        "link": journey_link(task.number) if task.number else "",
        "action": _action(task),
        "action_link": _action_link(task),
        "is_notice": task.kind == "notice",
        "is_call": task.kind == "notice" and task.link.startswith("/calls/"),
    }


def _planned(hours: float) -> str:
    value, unit = hours_and_days(abs(hours))
    if hours < 0:
        return (_("%(value)s h late") if unit == "hours" else _("%(value)s d late")) % {"value": value}
    return (_("in %(value)s h") if unit == "hours" else _("in %(value)s d")) % {"value": value}


def _action(task: Task) -> str:
    return {
        "step": _("Complete") if task.is_begun else _("Go to the step"),
        "give": _("Hand over"),
        "receive": _("Receive"),
        "countersign": _("Sign"),
        "decision": _("Go to the decision"),
        "correction": _("Go to the decision"),
        "verify": _("Verify"),
        "notice": _("Open the notice"),
    }[task.kind]


def _action_link(task: Task) -> str:
    if task.kind == "notice":
        return task.link
    kind = "decide" if task.kind == "decision" else task.kind
    return task_link(kind, task.number, task.step, task.subject)

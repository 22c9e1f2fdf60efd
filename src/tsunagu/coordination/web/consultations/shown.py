"""Consultations arranged for the templates: which acts a person is offered, the log, the tasks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tsunagu.coordination.domain.matching import consultations as rules
from tsunagu.coordination.queries.matching import consultations as queries
from tsunagu.coordination.queries.matching.consultations import ConsultationView
from tsunagu.coordination.web.consultations.forms import FORMS, PartForm
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

TABS = {
    "open": Text("進行中", "Under way"),
    "asked": Text("回答待ち（自組織）", "Waiting for your answer"),
    "over": Text("終了", "Over"),
}
PARTY_BADGES = {"opener": "wait", "asked": "warn", "joined": "ok", "declined": "stop"}
ENTRY_NAMES = {
    "act": Text("操作", "Act"),
    "note": Text("メモ", "Note"),
    "file": Text("ファイル", "File"),
    "task": Text("対応事項", "Task"),
}


def line(view: ConsultationView) -> dict[str, Any]:
    """Return a consultation with its badge."""
    return {
        "view": view,
        "badge": rules.BADGES[view.state],
        "state": rules.STATES[view.state],
        "outcome": rules.OUTCOMES.get(view.outcome) if view.ended_at else None,
        "came_of_it": rules.CAME_OF_IT.get(view.came_of_it),
    }


def tabs(counts: Mapping[str, int], chosen: str) -> list[dict[str, Any]]:
    """Return the tabs of the list."""
    return [
        {"key": key, "name": name, "count": counts[key], "is_chosen": key == chosen}
        for key, name in TABS.items()
    ]


def acts_of(view: ConsultationView, actor: Actor, coordinates: bool, today: date) -> set[str]:
    """Return the acts that this person is offered; services check them again."""
    if actor.is_reader:
        return set()
    stands = view.state_of(actor.member_id)
    if stands == "asked" and view.state in rules.TALKING:
        return {"answer"}
    if not coordinates and stands not in ("opener", "joined"):
        return set()
    found = {"note"}
    if view.state in rules.TALKING:
        found |= {"file", "task", "meeting"}
        found |= {"ask"} if coordinates or stands == "opener" else set()
    if view.state in ("opened", "accepted", "in_talks"):
        found.add("outcome")
    if view.state == "accepted":
        found.add("begin")
    if view.state in ("agreed", "not_agreed"):
        found.add("close")
    if view.follow_up_on is not None and (view.came_of_it or view.follow_up_on <= today):
        found.add("after")
    return found


def forms_of(view: ConsultationView, acts: set[str], filled: Mapping[str, PartForm]) -> dict[str, PartForm]:
    """Return the forms of the acts, the one that was sent with what was typed."""
    return {act: filled.get(act) or FORMS[act](view, auto_id=f"id_{act}_%s") for act in FORMS if act in acts}


def page(view: ConsultationView, actor: Actor, coordinates: bool, today: date) -> dict[str, Any]:
    """Return what the page of a consultation shows besides its forms."""
    tasks = queries.tasks_of(view.uuid)
    log = queries.log_of(view.uuid)
    return {
        **line(view),
        "parties": [
            {"one": one, "badge": PARTY_BADGES[one.state], "state": rules.PARTY_STATES[one.state]}
            for one in view.parties
        ],
        "log": [{"one": one, "kind": ENTRY_NAMES[one.kind]} for one in reversed(log)],
        "files": queries.files_of(view.uuid),
        "tasks": [
            {
                "one": one,
                "is_late": one.is_late_on(today),
                "may_finish": one.done_at is None
                and not actor.is_reader
                and (coordinates or actor.member_id in (one.doer_id, one.given_by)),
            }
            for one in tasks
        ],
    }

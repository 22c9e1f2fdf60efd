"""Everything that the template of a journey's page is given."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tsunagu.custody.domain.aliases import NAMES
from tsunagu.custody.queries.aliases import aliases_of
from tsunagu.evaluation.queries import sources_of
from tsunagu.evaluation.queries.calculations import calculations_of
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.numbers import slack_state
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.domain.screening import marker_name
from tsunagu.journeys.domain.states import LABELS
from tsunagu.journeys.domain.verdicts import Verdict, is_about_the_person
from tsunagu.journeys.domain.wording import cells
from tsunagu.journeys.queries.concerns_people import CAPACITIES
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.inbox import may_sign_as
from tsunagu.journeys.queries.page import DonorTestRow, JourneyPage
from tsunagu.journeys.queries.rows import DecisionRow
from tsunagu.journeys.services.decide import lacking_on
from tsunagu.journeys.services.facts.needs import needed_purposes
from tsunagu.journeys.services.identity import patient_of
from tsunagu.journeys.services.perform import preview
from tsunagu.journeys.web import pictures, shown, things
from tsunagu.journeys.web.certificate_paper import certificate_shown
from tsunagu.journeys.web.investigations import investigation_lines
from tsunagu.journeys.web.offers import may_dispose, may_sample, offers
from tsunagu.journeys.web.shippers.shown import shipper_lines
from tsunagu.journeys.web.words import AS_WHOM
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.route import Step
from tsunagu.therapies.domain.vocabulary import CONSENTS, PARTIES, SETTINGS

MANY_LINES = 5
"""With more open lines of evaluation than these, consents stand in the column beside it."""
MOST_SHOWN = 20
"""So many decisions, deviations and donor tests stand on the page; the history has them all."""
PROPOSERS = ("physician", "quality", "supervisor", "sponsor", "mah", "hospital_coordinator")
PARTY_NAMES: dict[str, Text] = {
    **PARTIES,
    "owner": Text("依頼者", "Owner"),
    "coordinator": Text("調整担当", "Coordinator"),
}
RESULTS: dict[str, Text] = {
    "negative": Text("陰性", "Negative"),
    "positive": Text("陽性", "Positive"),
    "pending": Text("検査中", "Running"),
    "set_aside": Text("陽性（不採用）", "Positive, set aside"),
}


def page_shown(page: JourneyPage, actor: Actor, now: datetime, wanted: str) -> dict[str, Any]:
    """Return the context of the page for this person."""
    course = page.course
    step = shown.main_step(page, wanted, actor.member_uuid)
    gates = shown.gate_lines(_verdicts(page, actor, now, step))
    return {
        "now": now,
        "course": course,
        "journey": course.journey,
        "number": course.number,
        "state": LABELS[course.journey.state],
        "setting": SETTINGS.get(course.journey.setting),
        "basis": page.basis,
        "withheld": [(name, page.member(member)) for name, member in page.withheld],
        "patient": patient_of(course.chain, actor.member_uuid) if course.case is not None else None,
        "holder": _holder(page),
        "promise": _promise(page, now),
        "limit": _limit(page, now),
        "line": pictures.steps_picture(page, now),
        "custody": pictures.custody_picture(page, now),
        **_conditions(course, now),
        "step": step,
        "step_row": course.rows.get(step.key) if step else None,
        "step_member": page.member(course.rows[step.key].member) if step else None,
        "gates": gates,
        "in_the_way": sum(1 for line in gates if not line.verdicts[0].passes),
        "may_propose": actor.holds(*PROPOSERS),
        **_evaluation(page, actor),
        "actor_member": actor.member_uuid,
        "history": shown.history_lines(page, actor),
        "history_left": page.history_total - len(page.history),
        "items": things.item_groups(page),
        "offers": offers(page, actor, now),
        "decisions": _decisions(page, actor, now),
        **_departures(page, actor),
        "permits": _permits(page, actor),
        "attempts": shown.attempts(page),
        **_parties(page),
        "is_own_hospital": course.case is not None and course.case.hospital == actor.member_uuid,
        **_at_items(page, actor),
    }


def _conditions(course: Course, now: datetime) -> dict[str, Any]:
    """What loggers showed, and how long the shippers under way still hold."""
    return {
        "temperature": pictures.temperature_picture(course),
        "shippers": shipper_lines(course, now),
    }


def _at_items(page: JourneyPage, actor: Actor) -> dict[str, bool]:
    """What the person may do beside a thing in the list."""
    return {
        "may_lift": actor.is_quality,
        "may_dispose": may_dispose(page.course, actor),
        "may_sample": may_sample(page.course, actor),
    }


def _evaluation(page: JourneyPage, actor: Actor) -> dict[str, Any]:
    panels = shown.panels(page)
    return {
        "panels": panels,
        "is_long_evaluation": any(one.is_open and len(one.lines) > MANY_LINES for one in panels),
        "may_correct": actor.holds("qc", "quality"),
        "certificates": [certificate_shown(one) for one in page.certificates],
        "sources": sources_of(page.course.chain),
        "calculations": _calculations(page),
    }


def _calculations(page: JourneyPage) -> list[dict[str, Any]]:
    """Return what was calculated, and the runs that were not valid, with the name of the characteristic."""
    course, found = page.course, []
    for one in calculations_of(course.chain):
        panel = course.route.panel(course.route.step(one.step).panel or "")
        found.append({"line": one, "name": panel.characteristic(one.characteristic).name})
    return found


def _verdicts(page: JourneyPage, actor: Actor, now: datetime, step: Step | None) -> list[Verdict]:
    """Return what the gates say; what is about the acting person is left out for those who won't act."""
    if step is None:
        return []
    found = preview(actor, page.course.chain, step.key, now)
    if page.course.rows[step.key].member == actor.member_uuid:
        return list(found)
    return [one for one in found if not is_about_the_person(one) and not one.cause.startswith("custody")]


def _holder(page: JourneyPage) -> dict[str, Any] | None:
    here = page.course.main_items
    if not here:
        return None
    newest = max(here, key=lambda item: (item.held_since, item.made_at))
    return {"name": page.member(newest.holder), "position": newest.position, "since": newest.held_since}


def _promise(page: JourneyPage, now: datetime) -> dict[str, Any] | None:
    at = page.course.journey.promised_at
    if at is None:
        return None
    slack = page.course.promise_slack(now)
    return {
        "at": at,
        "slack": slack,
        "state": ""
        if slack is None
        else "ok"
        if slack >= 0
        else slack_state(24 + slack)
        if slack > -24
        else "warn",
        "is_kept": page.course.is_promise_kept(),
        "is_late": slack is not None and slack < 0,
        "size": None if slack is None else abs(slack),
    }


def _limit(page: JourneyPage, now: datetime) -> dict[str, Any] | None:
    limit = page.course.next_cell_limit
    if limit is None:
        return None
    return {"limit": limit, "hours": limit.slack_hours(now)}


def _awaited(course: Course, decision: DecisionRow) -> list[Text | None]:
    """Return in which capacities a decision still awaits a signature."""
    if decision.state != "open":
        return []
    have = {each.role for each in course.signatures.get(decision.uuid, ())}
    return [CAPACITIES.get(need) for need in decision.needs if need not in have]


def _decisions(page: JourneyPage, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    course = page.course
    shown_here = course.decisions[: -MOST_SHOWN - 1 : -1]
    is_signed = any(one.state == "open" and not _awaited(course, one) for one in shown_here)
    lacks = lacking_on(actor, course.chain, now) if is_signed else {}
    found = []
    for one in shown_here:
        signed = course.signatures.get(one.uuid, [])
        missing = _awaited(course, one)
        found.append(
            {
                "decision": one,
                "step": pictures.step_name(course, one.step),
                "state": LABELS[one.state],
                "mark": {"open": "warn", "made": "ok", "refused": "stop"}[one.state],
                "signed": [
                    {
                        "name": page.person(each.person),
                        "member": page.member(each.member),
                        "as": AS_WHOM.get(each.role, Text(each.role, each.role)),
                        "agrees": each.agrees,
                        "at": each.signed_at,
                        "note": each.note,
                    }
                    for each in signed
                ],
                "missing": missing,
                "lacks": None if missing else lacks.get(one.uuid),
                "may_sign": may_sign_as(course, one, actor) is not None,
                "proposer": page.person(one.proposed_by),
            }
        )
    return found


def _deviations(page: JourneyPage, actor: Actor) -> list[dict[str, Any]]:
    releasing = {row.member for row in page.course.every_step if row.action == "release"}
    return [
        {
            "deviation": one,
            "step": pictures.step_name(page.course, one.step) if one.step else None,
            "person": page.person(one.raised_by),
            "member": page.member(one.member),
            "may_close": one.state == "open"
            and actor.member_uuid in {one.member, *releasing}
            and actor.holds("quality"),
        }
        for one in page.deviations[: -MOST_SHOWN - 1 : -1]
    ]


def _departures(page: JourneyPage, actor: Actor) -> dict[str, Any]:
    return {
        "deviations": _deviations(page, actor),
        "investigations": investigation_lines(page, actor),
        "has_open": _has_open(page),
    }


def _has_open(page: JourneyPage) -> bool:
    """Whether a decision or a deviation still waits; what waits stands above the columns."""
    decisions = any(one.state == "open" for one in page.course.decisions)
    looked_into = any(one.state != "concluded" for one in page.investigations)
    return decisions or looked_into or any(one.state == "open" for one in page.deviations)


def _permits(page: JourneyPage, actor: Actor) -> dict[str, Any]:
    newest = {one.purpose: one for one in page.consents}
    needed = [purpose for purpose in needed_purposes(page.course.route) if purpose not in newest]
    return {
        "consents": [
            {"row": one, "name": CONSENTS.get(one.purpose, Text(one.purpose, one.purpose))}
            for one in page.consents[-MOST_SHOWN:]
        ],
        "lacking": [CONSENTS.get(one, Text(one, one)) for one in needed],
        "tests": _tests(page, actor),
        "weights": page.weights[:3],
        "readiness": [
            {
                "row": one,
                "cells": cells(Decimal(str(one.ordered_cells))) if one.ordered_cells else "",
                "person": page.person(one.ordered_by),
            }
            for one in page.readiness[:3]
        ],
    }


def _tests(page: JourneyPage, actor: Actor) -> list[dict[str, Any]]:
    """Return the donor tests, those with the same answer on the same day in one line, positive ones first."""
    found: dict[tuple[str, date, UUID | None], list[DonorTestRow]] = {}
    for one in page.donor_tests[-MOST_SHOWN:]:
        result = "set_aside" if one.set_aside_at else one.result
        alone = one.uuid if result == "positive" else None
        found.setdefault((result, tokyo_date(one.sampled_at), alone), []).append(one)
    order = {"positive": 0, "pending": 1}
    return [
        {
            "state": {"negative": "ok", "positive": "stop"}.get(result, "warn"),
            "result": RESULTS.get(result, Text(result, result)),
            "names": [marker_name(one.marker) for one in rows],
            "on": on,
            "retest": min((one.retest_due for one in rows if one.retest_due), default=None),
            "assess": alone if actor.holds("quality") else None,
        }
        for (result, on, alone), rows in sorted(found.items(), key=lambda one: order.get(one[0][0], 2))
    ]


def _parties(page: JourneyPage) -> dict[str, Any]:
    found: dict[Any, list[Text]] = {}
    for member, role in page.parties:
        found.setdefault(member, []).append(PARTY_NAMES.get(role, Text(role, role)))
    return {
        "parties": [{"uuid": one, "name": page.member(one), "roles": roles} for one, roles in found.items()],
        "numbers": [(NAMES.get(one.scheme), one) for one in aliases_of(page.course.chain)],
    }

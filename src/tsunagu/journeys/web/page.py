"""Everything that the template of a journey's page is given."""

from datetime import datetime
from typing import Any

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.numbers import slack_state
from tsunagu.journeys.domain.states import LABELS
from tsunagu.journeys.domain.verdicts import Verdict
from tsunagu.journeys.queries.concerns_people import CAPACITIES
from tsunagu.journeys.queries.inbox import may_sign_as
from tsunagu.journeys.queries.page import JourneyPage
from tsunagu.journeys.services.identity import patient_of
from tsunagu.journeys.services.perform import preview
from tsunagu.journeys.web import pictures, shown
from tsunagu.journeys.web.offers import offers
from tsunagu.journeys.web.words import AS_WHOM
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.route import Step
from tsunagu.therapies.domain.vocabulary import CONSENTS, PARTIES, SETTINGS

ABOUT_THE_ACTOR = (
    "custody",
    "qualification.role",
    "qualification.training",
    "release.not_quality",
    "release.by_maker",
)
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
}


def page_shown(page: JourneyPage, actor: Actor, now: datetime, wanted: str) -> dict[str, Any]:
    """Return the context of the page for this person."""
    course = page.course
    step = shown.main_step(page, wanted, actor.member_uuid)
    verdicts = _verdicts(page, actor, now, step)
    return {
        "now": now,
        "course": course,
        "journey": course.journey,
        "number": course.number,
        "state": LABELS[course.journey.state],
        "setting": SETTINGS.get(course.journey.setting),
        "basis": page.basis,
        "patient": patient_of(course.chain, actor.member_uuid) if course.case is not None else None,
        "holder": _holder(page),
        "promise": _promise(page, now),
        "limit": _limit(page, now),
        "line": pictures.steps_picture(page, now),
        "custody": pictures.custody_picture(page, now),
        "temperature": pictures.temperature_picture(course),
        "step": step,
        "step_row": course.rows.get(step.key) if step else None,
        "step_member": page.member(course.rows[step.key].member) if step else None,
        "gates": shown.gate_lines(verdicts),
        "in_the_way": sum(1 for one in verdicts if not one.passes),
        "may_propose": actor.holds(*PROPOSERS),
        "panels": shown.panels(page),
        "may_correct": actor.holds("qc", "quality"),
        "actor_member": actor.member_uuid,
        "history": shown.history_lines(page),
        "history_left": page.history_total - len(page.history),
        "items": shown.items_shown(page),
        "offers": offers(page, actor, now),
        "decisions": _decisions(page, actor),
        "deviations": _deviations(page, actor),
        "permits": _permits(page),
        "attempts": shown.attempts(page),
        "parties": _parties(page),
        "is_own_hospital": course.case is not None and course.case.hospital == actor.member_uuid,
        "may_lift": actor.is_quality,
    }


def _verdicts(page: JourneyPage, actor: Actor, now: datetime, step: Step | None) -> list[Verdict]:
    """Return what the gates say; what is about the acting person is left out for those who won't act."""
    if step is None:
        return []
    found = preview(actor, page.course.chain, step.key, now)
    if page.course.rows[step.key].member == actor.member_uuid:
        return list(found)
    return [one for one in found if not one.cause.startswith(ABOUT_THE_ACTOR)]


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


def _decisions(page: JourneyPage, actor: Actor) -> list[dict[str, Any]]:
    course = page.course
    found = []
    for one in course.decisions[: -MOST_SHOWN - 1 : -1]:
        signed = course.signatures.get(one.uuid, [])
        have = {each.role for each in signed}
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
                "missing": [CAPACITIES.get(need) for need in one.needs if need not in have]
                if one.state == "open"
                else [],
                "may_sign": may_sign_as(course, one, actor) is not None,
                "proposer": page.person(one.proposed_by),
            }
        )
    return found


def _deviations(page: JourneyPage, actor: Actor) -> list[dict[str, Any]]:
    return [
        {
            "deviation": one,
            "step": pictures.step_name(page.course, one.step) if one.step else None,
            "person": page.person(one.raised_by),
            "member": page.member(one.member),
            "may_close": one.state == "open" and one.member == actor.member_uuid and actor.holds("quality"),
        }
        for one in page.deviations[: -MOST_SHOWN - 1 : -1]
    ]


def _permits(page: JourneyPage) -> dict[str, Any]:
    newest = {one.purpose: one for one in page.consents}
    needed = [purpose for purpose in page.course.route.consents if purpose not in newest]
    return {
        "consents": [
            {"row": one, "name": CONSENTS.get(one.purpose, Text(one.purpose, one.purpose))}
            for one in page.consents[-MOST_SHOWN:]
        ],
        "lacking": [CONSENTS.get(one, Text(one, one)) for one in needed if one != "out_of_specification"],
        "tests": [{"row": one, "result": RESULTS.get(one.result)} for one in page.donor_tests[-MOST_SHOWN:]],
        "weights": page.weights[:3],
        "readiness": [{"row": one, "person": page.person(one.ordered_by)} for one in page.readiness[:3]],
    }


def _parties(page: JourneyPage) -> list[dict[str, Any]]:
    found: dict[Any, list[Text]] = {}
    for member, role in page.parties:
        found.setdefault(member, []).append(PARTY_NAMES.get(role, Text(role, role)))
    return [{"uuid": member, "name": page.member(member), "roles": roles} for member, roles in found.items()]

"""Out-of-specification investigations as the page of a journey shows them, with who does what next."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tsunagu.evaluation.domain.investigation import KINDS, OUTCOMES, STATES
from tsunagu.evaluation.queries import InvestigationView
from tsunagu.foundation.text import Text
from tsunagu.journeys.queries.inbox import responsible_at
from tsunagu.journeys.queries.links import act_link
from tsunagu.journeys.queries.page import JourneyPage
from tsunagu.members.domain.actor import Actor


@dataclass(frozen=True, slots=True)
class Next:
    """What this person can do in an investigation."""

    label: str | Promise
    link: str


@dataclass(frozen=True, slots=True)
class InvestigationLine:
    """One investigation: what failed, how far it has come, and what this person can do."""

    investigation: InvestigationView
    name: Text
    state: Text
    outcome: Text | None
    kind: Text | None
    member: Text
    concluded_by: Text | None
    next: list[Next]


def investigation_lines(page: JourneyPage, actor: Actor) -> list[InvestigationLine]:
    """Return the investigations of a journey, open ones first, then the newest."""
    ordered = sorted(page.investigations, key=lambda one: one.opened_at, reverse=True)
    ordered.sort(key=lambda one: one.state == "concluded")
    return [_line(page, one, actor) for one in ordered]


def _line(page: JourneyPage, one: InvestigationView, actor: Actor) -> InvestigationLine:
    panel = page.course.route.panel(one.panel)
    return InvestigationLine(
        one,
        panel.characteristic(one.characteristic).name,
        STATES[one.state],
        OUTCOMES.get(one.outcome),
        KINDS.get(one.retest_kind),
        page.member(one.member),
        page.person(one.concluded_by) if one.concluded_by else None,
        _next(page, one, actor),
    )


def _next(page: JourneyPage, one: InvestigationView, actor: Actor) -> list[Next]:
    number, found = page.course.number, list[Next]()
    is_laboratory = actor.member_uuid == one.member
    is_quality = actor.holds("quality") and _is_responsible(page, one, actor.member_uuid)
    if one.state == "open" and is_laboratory and actor.holds("qc", "quality", "supervisor"):
        found.append(Next(_("Check the laboratory"), act_link(number, "oos-check", subject=one.uuid)))
    if one.state == "planned" and is_laboratory and actor.holds("qc"):
        found.append(Next(_("Record the retest"), act_link(number, "oos-retest", subject=one.uuid)))
    if one.state in ("checked", "retested") and is_quality and actor.person_uuid not in one.took_part:
        found.append(Next(_("Conclude"), act_link(number, "oos-conclude", subject=one.uuid)))
    if one.state == "checked" and is_quality:
        found.append(Next(_("Plan a retest"), act_link(number, "oos-plan", subject=one.uuid)))
    return found


def _is_responsible(page: JourneyPage, one: InvestigationView, member: UUID) -> bool:
    return member in responsible_at(page.course, one.step)

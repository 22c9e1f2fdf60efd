"""The list of comparability studies, and what their pages share: who acts, badges, refusals at their fields."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tsunagu.evaluation.domain.comparability import OUTCOMES, STATES
from tsunagu.evaluation.domain.comparability_signing import HOLDER, QUALITY
from tsunagu.evaluation.queries.comparability import StudyView, studies
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language
from tsunagu.journeys.queries.comparability import therapy_name
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_names

BADGES = {
    "planned": "wait",
    "measuring": "wait",
    "analysed": "warn",
    "concluded": "warn",
    "withdrawn": "stop",
}


@require_GET
@signed_in
def list_page(request: HttpRequest) -> HttpResponse:
    """Show the studies that the person's organisation is a party of, those that wait for signatures first."""
    actor, found = actor_of(request, Actor), studies()
    names = member_names({member for one in found for member in (one.manufacturer, one.holder)})
    lines = [
        {
            "study": one,
            "product": therapy_name(one.therapies),
            "maker": names.get(one.manufacturer),
            "holder": names.get(one.holder),
            "badge": badge_of(one),
        }
        for one in found
    ]
    lines.sort(key=lambda line: not waits_for_signature(line["study"]))  # type: ignore[arg-type]
    context = {"lines": lines, "may_plan": actor.holds(QUALITY, HOLDER)}
    return render(request, "comparability/list.html", context)


def waits_for_signature(study: StudyView) -> bool:
    """Return whether a signature is what a study waits for."""
    return study.state in ("analysed", "concluded") and study.signed_at is None


def badge_of(study: StudyView) -> tuple[str, Text]:
    """Return how a study stands: the state of the badge and its word."""
    if study.state == "concluded" and study.signed_at is not None:
        return ("ok" if study.outcome == "passed" else "stop"), OUTCOMES[study.outcome]
    if study.state == "concluded":
        return "warn", Text("二人目の署名待ち", "Second signature needed")
    return BADGES[study.state], STATES[study.state]


def status_of(refused: Refused | None) -> int:
    """Return the status of a form that was sent back: 422 for what was typed, else that of the refusal."""
    return 422 if refused is None or isinstance(refused, BadInput) else refused.status


def signs_as(actor: Actor) -> dict[str, Any]:
    """Return who signs, for the line above a button, and a key that makes a request sent twice one act."""
    return {
        "fresh": str(uuid4()),
        "signs_as": _("You sign as %(name)s, %(member)s.")
        % {
            "name": actor.person_name.in_language(language()),
            "member": actor.member_name.in_language(language()),
        },
    }

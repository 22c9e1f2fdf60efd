"""The list of rounds, one's own to report first, and the form that plans one."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.evaluation.domain.rounds import STATES
from tsunagu.evaluation.queries.rounds import Part, RoundView, rounds, rounds_asked_of
from tsunagu.evaluation.services.plan_round import check_organiser, plan_round
from tsunagu.evaluation.web.forms import PlanForm
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.forms import said_at_field
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import members_with_role

BADGES = {
    "preparing": "wait",
    "sent": "wait",
    "reporting": "warn",
    "closed": "wait",
    "analysed": "wait",
    "published": "ok",
}
TO_RUN = frozenset({"preparing", "closed", "analysed"})
"""States in which a round waits for its organiser."""


@require_GET
@signed_in
def list_page(request: HttpRequest) -> HttpResponse:
    """Show the rounds: what waits for us first, then the newest."""
    actor, now = actor_of(request, Actor), clock.now()
    found = rounds()
    parts = rounds_asked_of(actor.member_uuid, [one.uuid for one in found])
    organises = actor.is_coordinator and actor.holds("coordinator")
    lines = [_line(one, parts.get(one.uuid), now) for one in found]
    lines.sort(key=lambda line: not (line["state_key"] in TO_RUN if organises else line["is_due"]))  # stable
    context = {"lines": lines, "may_plan": organises}
    return render(request, "evaluation/rounds/list.html", context)


def _line(one: RoundView, part: Part | None, now: datetime) -> dict[str, Any]:
    state = one.state_at(now)
    is_due = part is not None and part.reported_at is None and state == "reporting"
    waits = part is not None and part.reported_at is not None and state == "reporting"
    return {
        "round": one,
        "part": part,
        "state_key": state,
        "is_due": is_due,
        "hours": (one.reports_due - now).total_seconds() / 3600 if is_due else None,
        "badge": "ok" if waits else BADGES[state],
        "state": _("Reported") if waits else STATES[state],
    }


@require_http_methods(["GET", "POST"])
@signed_in
def plan_page(request: HttpRequest) -> HttpResponse:
    """Plan a round: only the network's coordination sees this page."""
    actor, now = actor_of(request, Actor), clock.now()
    check_organiser(actor)
    members = members_with_role("qc", tokyo_date(now))
    members.pop(actor.member_uuid, None)
    form = PlanForm(members, now, request.POST or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            receipt = plan_round(actor, form.plan(), now, form.cleaned_data["key"])
        except Refused as refusal:
            refused = said_at_field(form, refusal)
        else:
            number = next(one.number for one in rounds() if one.uuid == receipt.chain)
            messages.success(request, _("The round is planned. Codes have been drawn by lot."))
            return HttpResponseRedirect(reverse("rounds:round", args=[number]))
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluation/rounds/plan.html", {"form": form, "refused": refused}, status=status)

"""The calls that wait, one call as it goes, and answering it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_names
from tsunagu.notices.domain.calling import RUNGS, STATES, WAITING, WAYS
from tsunagu.notices.domain.roster import DUTIES
from tsunagu.notices.models import CallStep
from tsunagu.notices.queries import calls
from tsunagu.notices.services.answer_call import LONGEST_ANSWER, acknowledge

BADGES = {"open": "warn", "unanswered": "stop", "acknowledged": "ok", "ended": "wait"}


@require_GET
@signed_in
def calls_page(request: HttpRequest) -> HttpResponse:
    """Show the calls to the reader's organisation; to the coordinator all."""
    found = calls.calls_list()
    names = member_names({one.member for one in found})
    lines = [
        {
            "call": one,
            "member": names.get(one.member, Text("", "")),
            "badge": BADGES[one.state],
            "state": STATES[one.state],
            "rung": RUNGS.get(one.told_rung, Text("", "")),
            "waits": one.state in WAITING,
        }
        for one in found
    ]
    return render(request, "notices/calls/list.html", {"lines": lines, "now": clock.now()})


@require_GET
@signed_in
def call_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a call: what it asks, who was told when, and who answered."""
    return render(request, "notices/calls/call.html", _shown(request, uuid))


@require_POST
@signed_in
def answer_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer a call, from its page or from the inbox in one tap."""
    actor, answer = actor_of(request, Actor), request.POST.get("answer", "")
    try:
        acknowledge(actor, uuid, clock.now(), answer)
    except Refused as refused:
        if refused.field != "answer":
            raise
        said = {"problem": refused.reason.in_language(language()), "typed": answer}
        return render(request, "notices/calls/call.html", _shown(request, uuid) | said, status=422)
    messages.success(request, _("Thank you. Nobody else is called about this."))
    return HttpResponseRedirect(reverse("calls:call", args=[uuid]))


def _shown(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    page, actor = calls.call_page(uuid), actor_of(request, Actor)
    call, waits = page.call, page.call.state in WAITING
    is_told = any(step.person == actor.person_uuid for step in page.steps)
    is_theirs = call.member_id == actor.member_id or is_told
    return {
        "call": call,
        "member": Text(call.member.name_ja, call.member.name_en),
        "duty": DUTIES.get(call.duty, Text(call.duty, call.duty)),
        "badge": BADGES[call.state],
        "state": STATES[call.state],
        "steps": [
            _step(step, place == len(page.steps) and waits) for place, step in enumerate(page.steps, 1)
        ],
        "waits": waits,
        "may_answer": waits and not actor.is_reader and (is_theirs or actor.is_coordinator),
        "says_who": not is_theirs,
        "longest": LONGEST_ANSWER,
        "now": clock.now(),
    }


def _step(step: CallStep, is_last: bool) -> dict[str, Any]:
    return {
        "step": step,
        "name": step.name if step.name_ja else RUNGS[step.rung],
        "rung": RUNGS[step.rung],
        "way": WAYS[step.way],
        "is_last": is_last,
    }

"""The page of a scanned item, and its one act."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language
from tsunagu.journeys.domain.refusal import GatesRefused
from tsunagu.journeys.services.carry_out import CHANGED, carry_out
from tsunagu.journeys.services.next_action import next_action
from tsunagu.journeys.services.sent_before import was_sent
from tsunagu.journeys.web.scan_forms import ActForm
from tsunagu.journeys.web.scan_shown import item_shown
from tsunagu.journeys.web.shown import gate_lines
from tsunagu.members.domain.actor import Actor

LONGEST_KEY = 60


@require_GET
@signed_in
def item_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the verdict on a scanned item, its facts and the one next act."""
    now = clock.now()
    found = next_action(actor_of(request, Actor), uuid, now)
    return render(request, "scan/item.html", item_shown(request, found, now))


@require_POST
@signed_in
def do(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Carry out the act that the page offered; the same request again is the same act."""
    now, actor = clock.now(), actor_of(request, Actor)
    key = request.POST.get("request_key", "")[:LONGEST_KEY]
    found = next_action(actor, uuid, now)
    after = HttpResponseRedirect(reverse("scan:item", args=[uuid]))
    if was_sent(found.item.chain, key):
        return after
    shown_step = found.act.step.key if found.at_hand and found.act.step else ""
    is_stale = (request.POST.get("act"), request.POST.get("step", "")) != (found.act.kind, shown_step)
    if is_stale or not found.act.is_something or found.is_bedside:
        return _refused(request, uuid, Refused("state_changed", CHANGED))
    form = ActForm(found, request.POST)
    if not form.is_valid():
        return render(request, "scan/item.html", item_shown(request, found, now, form), status=422)
    try:
        carry_out(actor, uuid, form.handed(), now, key or None)
    except NotFound:
        raise
    except Refused as refused:
        return _refused(request, uuid, refused, form)
    messages.success(request, _done(found.act.kind))
    return after


def _refused(request: HttpRequest, uuid: UUID, refused: Refused, form: ActForm | None = None) -> HttpResponse:
    """Show the page again with the sentence on top, and what was typed still in its fields."""
    now = clock.now()
    found = next_action(actor_of(request, Actor), uuid, now)
    if form is not None and refused.field in form.fields:
        form.add_error(refused.field, refused.reason.in_language(language()))
    is_same = form is not None and form.found.act.kind == found.act.kind
    shown = item_shown(request, found, now, form if is_same else None)
    shown["refused"] = refused
    if isinstance(refused, GatesRefused):
        shown["gates_open"] = [line for line in gate_lines(refused.verdicts) if line.mark != "ok"]
    return render(request, "scan/item.html", shown, status=refused.status)


def _done(kind: str) -> str:
    return {
        "receive": _("Received. Your signature is recorded."),
        "give": _("Handed over. The receiver's signature is awaited."),
        "give_back": _("Given back. The receiver's signature is awaited."),
        "sign_as_giver": _("Signed by both sides."),
        "judge": _("The acceptance is recorded."),
        "start": _("The step has begun."),
        "check": _("Confirmed (1/2). Another person now scans the same item."),
        "perform": _("The step is recorded."),
    }[kind]

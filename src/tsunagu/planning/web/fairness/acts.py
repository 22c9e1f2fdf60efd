"""Acts of fair allocation: declare, open, compute, publish, end; state, override, answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.forms import said_at_field
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.queries import fairness as queries
from tsunagu.planning.queries.estimates import assumptions
from tsunagu.planning.services.fairness.answer_offer import accept_offer, decline_offer, offer_next
from tsunagu.planning.services.fairness.declare_policy import declare_policy
from tsunagu.planning.services.fairness.end_round import end_round
from tsunagu.planning.services.fairness.open_round import open_round
from tsunagu.planning.services.fairness.override import agree_override, ask_override, withdraw_override
from tsunagu.planning.services.fairness.publish_round import publish_round
from tsunagu.planning.services.fairness.rows import check_coordinator
from tsunagu.planning.services.fairness.start_computing import reopen_inputs, start_computing, withdraw_round
from tsunagu.planning.services.fairness.state_inputs import state_inputs
from tsunagu.planning.web.fairness.forms import OverrideForm, PolicyForm, RoundForm, terms_to_begin_with
from tsunagu.planning.web.fairness.views import claim_answer, inputs_form, round_answer

BOTH = ["GET", "POST"]
RoundAct = Callable[[Actor, UUID, datetime], object]


def _next(actor: Actor, uuid: UUID, now: datetime) -> None:
    check_coordinator(actor)
    offer_next(uuid, now)


ROUND_ACTS: dict[str, RoundAct] = {
    "compute": start_computing,
    "reopen": lambda actor, uuid, _now: reopen_inputs(actor, uuid),
    "withdraw": lambda actor, uuid, _now: withdraw_round(actor, uuid),
    "publish": publish_round,
    "next": _next,
    "end": end_round,
}


def _done(act: str) -> str:
    return {
        "compute": _("Inputs are closed. The round is being computed under every policy."),
        "reopen": _("Inputs are open again."),
        "withdraw": _("The round is withdrawn."),
        "publish": _("Published. Every place is held for %(hours)s hours and its hospital is told.")
        % {"hours": assumptions().pace.hold},
        "next": _("Places that are free were offered to those who are next."),
        "end": _("The round is ended."),
    }[act]


@require_http_methods(BOTH)
@signed_in
def new_policy(request: HttpRequest) -> HttpResponse:
    """Declare a policy, or the next version of one."""
    actor, now = actor_of(request, Actor), clock.now()
    check_coordinator(actor)
    initial: dict[str, Any] = {"in_force_from": tokyo_date(now)}
    before = next((one for one in queries.policies() if str(one.uuid) == request.GET.get("from")), None)
    if before is not None:
        initial |= terms_to_begin_with(before.title, before.policy)
    form = PolicyForm(request.POST or None, initial=initial)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = declare_policy(actor, form.policy(), form.declared(), now)
        except Refused as refusal:
            refused = said_at_field(form, refusal)
        else:
            messages.success(request, _("The policy is declared."))
            return HttpResponseRedirect(reverse("planning:allocation_policy", args=[made]))
    context = {"form": form, "refused": refused, "before": before}
    return render(request, "planning/fairness/new_policy.html", context, status=_status(request))


@require_http_methods(BOTH)
@signed_in
def new_round(request: HttpRequest) -> HttpResponse:
    """Open a round for a period."""
    actor, now = actor_of(request, Actor), clock.now()
    check_coordinator(actor)
    newest = [one for one in queries.policies() if one.is_newest]
    named = [
        (str(one.uuid), _("%(title)s, version %(n)s") % {"title": one.title, "n": one.policy.version})
        for one in newest
    ]
    form = RoundForm(named, request.POST or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = open_round(actor, UUID(said["policy"]), form.period(), said["title"], now, said["key"])
        except Refused as refusal:
            refused = said_at_field(form, refusal)
        else:
            messages.success(request, _("The round is open. The hospitals are asked for their inputs."))
            return HttpResponseRedirect(reverse("planning:allocation_round", args=[made]))
    context = {"form": form, "refused": refused, "has_policies": bool(newest)}
    return render(request, "planning/fairness/new_round.html", context, status=_status(request))


@require_POST
@signed_in
def round_act(request: HttpRequest, uuid: UUID, act: str) -> HttpResponse:
    """Compute, reopen, withdraw, publish or end a round, or offer what is free to the next."""
    if act not in ROUND_ACTS:
        raise Http404
    view = queries.round_of(uuid)
    try:
        ROUND_ACTS[act](actor_of(request, Actor), uuid, clock.now())
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return round_answer(request, view, refusal)
    messages.success(request, _done(act))
    return HttpResponseRedirect(reverse("planning:allocation_round", args=[uuid]))


@require_POST
@signed_in
def state_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """State what the policy counts of one's own request."""
    claim = queries.claim_of(uuid, clock.now())
    policy = queries.policy(queries.round_of(claim.round).policy).policy
    form = inputs_form(claim, policy, request.POST)
    if not form.is_valid():
        return claim_answer(request, claim, form)
    try:
        state_inputs(actor_of(request, Actor), uuid, form.stated(), clock.now())
    except Refused as refusal:
        if refusal.status == 404:
            raise
        refused = said_at_field(form, refusal)
        return claim_answer(request, claim, form if refused is None else None, refused=refused)
    messages.success(request, _("Kept, with your name and the time."))
    return HttpResponseRedirect(reverse("planning:allocation_claim", args=[uuid]))


@require_POST
@signed_in
def new_override(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for an override of a request."""
    claim = queries.claim_of(uuid, clock.now())
    form = OverrideForm(request.POST)
    if not form.is_valid():
        return claim_answer(request, claim, override=form)
    try:
        ask_override(actor_of(request, Actor), uuid, form.wanted(), clock.now())
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        refused = said_at_field(form, refusal)
        return claim_answer(request, claim, override=form if refused is None else None, refused=refused)
    messages.success(request, _("Kept. It counts once a second person has agreed."))
    return HttpResponseRedirect(reverse("planning:allocation_claim", args=[uuid]))


@require_POST
@signed_in
def override_act(request: HttpRequest, uuid: UUID, override: UUID, act: str) -> HttpResponse:
    """Agree to an override of a request, or withdraw it."""
    done = {"agree": _("You agreed: the override counts."), "withdraw": _("The override is withdrawn.")}
    if act not in done:
        raise Http404
    verb = agree_override if act == "agree" else withdraw_override
    return _on_claim(request, uuid, lambda actor, now: verb(actor, override, now), done[act])


@require_POST
@signed_in
def answer(request: HttpRequest, uuid: UUID, said: str) -> HttpResponse:
    """Accept the dates that a request was given, or decline them."""
    done = {
        "accept": _("The dates are confirmed."),
        "decline": _("Declined. The place is offered to the next; the request stays open."),
    }
    if said not in done:
        raise Http404
    verb = accept_offer if said == "accept" else decline_offer
    return _on_claim(request, uuid, lambda actor, now: verb(actor, uuid, now), done[said])


def _on_claim(
    request: HttpRequest, uuid: UUID, act: Callable[[Actor, datetime], None], done: str
) -> HttpResponse:
    now = clock.now()
    claim = queries.claim_of(uuid, now)
    try:
        act(actor_of(request, Actor), now)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        return claim_answer(request, claim, refused=refusal)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("planning:allocation_claim", args=[uuid]))


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200

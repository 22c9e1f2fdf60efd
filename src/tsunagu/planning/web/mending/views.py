"""Pages of mended plans: the list, one as a difference, the answers, and a patient who can't come."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.queries.estimates import assumptions
from tsunagu.planning.queries.mendings import mending_of, mending_of_part, mendings_of
from tsunagu.planning.queries.requests import request_of
from tsunagu.planning.services.answer_mending import accept_part, decline_part, object_to_part
from tsunagu.planning.services.own_requests import ASKERS, check_asker
from tsunagu.planning.services.state_unfit import state_unfit
from tsunagu.planning.web.mending import shown
from tsunagu.planning.web.mending.forms import AcceptForm, ReasonForm, UnfitForm
from tsunagu.planning.web.mending.tables import csv_rows

Act = Callable[[Actor, forms.Form], None]


@require_GET
@signed_in
def list_page(request: HttpRequest) -> HttpResponse:
    """Show the mendings that concern one's own member, the open one first; the coordinator sees all."""
    rows = [shown.row(one) for one in mendings_of()]
    return render(request, "planning/mending/list.html", {"rows": rows})


@require_GET
@signed_in
def mending_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one mending as a difference, with the buttons of whom it concerns."""
    return _page(request, uuid)


def _page(
    request: HttpRequest,
    uuid: UUID,
    part: UUID | None = None,
    form: forms.Form | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    actor = actor_of(request, Actor)
    context: dict[str, Any] = shown.page(
        mending_of(uuid), actor.member_uuid, actor.holds(*ASKERS), clock.now()
    )
    if actor.is_reader:
        for one in context["owners"]:
            one["may_object"] = False
    context |= {"refused": refused, "wrong": form, "wrong_part": part, "frozen": assumptions().pace.frozen}
    status = 200 if refused is None and form is None else 422 if form is not None else 409
    return render(request, "planning/mending/mending.html", context, status=status)


@require_POST
@signed_in
def accept(request: HttpRequest, part: UUID) -> HttpResponse:
    """Accept the new dates of one request."""
    done = _("You have accepted. The dates change once all hospitals concerned have.")
    return _answer(
        request, part, AcceptForm(request.POST), lambda who, _form: accept_part(who, part, clock.now()), done
    )


@require_POST
@signed_in
def decline(request: HttpRequest, part: UUID) -> HttpResponse:
    """Decline the new dates of one request."""
    done = _("You have declined. Another plan is looked for that leaves these dates alone.")

    def act(who: Actor, form: forms.Form) -> None:
        decline_part(who, part, form.cleaned_data["reason"], clock.now())

    return _answer(request, part, ReasonForm(request.POST), act, done)


@require_POST
@signed_in
def object_page(request: HttpRequest, part: UUID) -> HttpResponse:
    """Say that new hours of one's own resources don't suit."""
    done = _("Your objection is kept, and another plan is looked for.")

    def act(who: Actor, form: forms.Form) -> None:
        object_to_part(who, part, form.cleaned_data["reason"], clock.now())

    return _answer(request, part, ReasonForm(request.POST), act, done)


def _answer(request: HttpRequest, part: UUID, form: forms.Form, act: Act, done: str) -> HttpResponse:
    uuid = mending_of_part(part)
    if not form.is_valid():
        return _page(request, uuid, part, form)
    try:
        act(actor_of(request, Actor), form)
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return _page(request, uuid, refused=refusal)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("planning:mending", args=[uuid]))


@require_GET
@signed_in
def changes_csv(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write every change of a mending that one may see."""
    return csv_file(f"mending-{str(uuid)[:8]}.csv", csv_rows(mending_of(uuid)))


@require_http_methods(["GET", "POST"])
@signed_in
def unfit_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say that the patient of a request with promised dates can't come for a while."""
    actor, now = actor_of(request, Actor), clock.now()
    check_asker(actor)
    found = request_of(uuid)
    form = UnfitForm(request.POST or None, initial={"first": tokyo_date(now)})
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            state_unfit(actor, uuid, said["first"], said["last"], now)
        except Refused as refusal:
            if refusal.status in (403, 404):
                raise
            refused = refusal
            if isinstance(refusal, BadInput) and refusal.field in form.fields:
                form.add_error(refusal.field, refusal.reason.in_language(language()))
        else:
            messages.success(
                request, _("The days are kept. If the dates must change, a plan is proposed shortly.")
            )
            return HttpResponseRedirect(reverse("planning:request", args=[uuid]))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "refused": refused, "view": found}
    return render(request, "planning/mending/unfit.html", context, status=status)

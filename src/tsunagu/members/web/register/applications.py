"""Applications to join, as the coordinator has them: the queue, one of them, and the decision."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.joining.application import Applied
from tsunagu.members.domain.joining.states import DONE, STATES, may_next, next_number
from tsunagu.members.domain.register.columns import COLUMNS, column_name
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.domain.vocabulary import MEMBER_KINDS, word
from tsunagu.members.queries.joining import ApplicationView, application, applications
from tsunagu.members.queries.membership import records
from tsunagu.members.services.decide_application import accept_application, reply_to_application
from tsunagu.members.services.register_writing import check_keeps_register
from tsunagu.members.web.register.forms import AcceptForm, ReplyForm
from tsunagu.members.web.register.shown import pages, value_text

SHOWN = (
    "name_ja", "name_kana", "name_en", "kind", "fee_class", "representative", "contact", "email", "phone",
    "prefecture", "address", "website",
)  # fmt: skip


@require_GET
@signed_in
def queue_page(request: HttpRequest) -> HttpResponse:
    """Show the applications: those that wait for the coordinator first."""
    check_keeps_register(actor_of(request, Actor))
    every = [line_shown(one) for one in applications()]
    context = {
        "pages": pages("applications"), "address": request.build_absolute_uri(reverse("joining:form")),
        "open": [one for one in every if one["is_open"]], "closed": [one for one in every if not one["is_open"]],
    }  # fmt: skip
    return render(request, "members/register/applications.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def application_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show an application; ask the applicant something, or decline."""
    actor = actor_of(request, Actor)
    check_keeps_register(actor)
    reply = ReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and reply.is_valid():
        said = reply.cleaned_data
        try:
            reply_to_application(actor, uuid, said["verb"], said["note"], clock.now())
        except Refused as refused:
            if refused.field not in reply.fields:
                raise
            reply.add_error(refused.field, refused.reason.in_language(language()))
        else:
            messages.success(request, _("The applicant reads it under the private link."))
            return HttpResponseRedirect(reverse("register:application", args=[uuid]))
    return _page(request, application(uuid), reply=reply)


@require_http_methods(["POST"])
@signed_in
def accept(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Accept an application: the member stands in the register, in preparation."""
    actor = actor_of(request, Actor)
    check_keeps_register(actor)
    form = AcceptForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            member = accept_application(actor, uuid, now=clock.now(), **said)
        except Refused as refused:
            if refused.field not in form.fields:
                raise
            form.add_error(refused.field, refused.reason.in_language(language()))
        else:
            messages.success(request, _("Accepted. The new member stands in the register, in preparation."))
            return HttpResponseRedirect(reverse("register:membership", args=[member]))
    return _page(request, application(uuid), accepting=form)


def _page(
    request: HttpRequest,
    view: ApplicationView,
    reply: ReplyForm | None = None,
    accepting: AcceptForm | None = None,
) -> HttpResponse:
    may = may_next(view.state, "coordinator")
    proposed = {
        "number": next_number(one.record.number for one in records()), "joined_on": tokyo_date(clock.now()),
        "fee_class": view.applied.fee_class,
    }  # fmt: skip
    context = {
        "pages": pages("applications"), "one": line_shown(view), "view": view, **applied_shown(view.applied),
        "acts": acts_shown(view), "may_accept": "accepted" in may, "may_reply": "declined" in may,
        "accepting": accepting or AcceptForm(initial=proposed), "reply": reply or ReplyForm(),
    }  # fmt: skip
    is_refused = any(form is not None and form.is_bound for form in (reply, accepting))
    return render(request, "members/register/application.html", context, status=422 if is_refused else 200)


def line_shown(view: ApplicationView) -> dict[str, Any]:
    """Return an application as a line of the queue."""
    return {
        "uuid": view.uuid, "reference": view.reference, "name": view.applied.name, "at": view.handed_in_at,
        "kind": word(MEMBER_KINDS, view.applied.kind), "state": STATES[view.state],  # type: ignore[index]
        "is_open": view.is_open, "fee": value_text("fee_class", view.applied.fee_class), "entered": view.entered,
    }  # fmt: skip


def applied_shown(applied: Applied) -> dict[str, Any]:
    """Return what was applied with, in the words of the register."""
    return {
        "facts": [
            {"name": column_name(key), "value": value_text(key, getattr(applied, key))}
            for key in SHOWN
            if key in COLUMNS and getattr(applied, key)
        ],
        "stages": [STAGES[key] for key in applied.stages if key in STAGES],
        "offers": applied.offers,
        "seeks": applied.seeks,
    }


def acts_shown(view: ApplicationView) -> list[dict[str, Any]]:
    """Return what happened to an application, the latest first."""
    told = [{"verb": DONE[act.verb], "note": act.note, "at": act.made_at, "by": act.by} for act in view.acts]  # type: ignore[index]
    return told[::-1]

"""What members do with needs: write, edit, post, close, introduce, answer."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.coordination.queries.matching import needs as queries
from tsunagu.coordination.services.matching.introduce import answer, introduce, withdraw
from tsunagu.coordination.services.matching.permission import (
    check_may_write,
    introduction_to_answer,
    need_to_change,
)
from tsunagu.coordination.services.matching.post_need import close_need, edit_need, post_need, write_need
from tsunagu.coordination.web.needs.forms import (
    AnswerForm,
    CloseForm,
    IntroduceForm,
    NeedForm,
    first_initial,
    initial_of,
)
from tsunagu.coordination.web.needs.views import page
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.domain.actor import Actor


@require_http_methods(["GET", "POST"])
@signed_in
def new_page(request: HttpRequest) -> HttpResponse:
    """Write a draft; with the second button it is posted at once."""
    actor, now = actor_of(request, Actor), clock.now()
    check_may_write(actor)
    is_sent = request.method == "POST"
    form = NeedForm(request.POST if is_sent else None, initial=first_initial(tokyo_date(now)))

    def act() -> UUID:
        uuid = write_need(actor, form.content(), now, form.cleaned_data["key"])
        if "post" in request.POST:
            post_need(actor, uuid, now)
        return uuid

    made = _filled(form, act) if is_sent else None
    if made is None:
        return render(request, "coordination/needs/edit.html", {"form": form}, status=422 if is_sent else 200)
    messages.success(
        request,
        _("Posted. The coordinator is told, and looks for members that can answer.")
        if "post" in request.POST
        else _("Kept as a draft that only your member reads."),
    )
    return _to(made)


@require_http_methods(["GET", "POST"])
@signed_in
def edit_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change what is written; every version is kept."""
    actor, now = actor_of(request, Actor), clock.now()
    need_to_change(actor, uuid)
    need = queries.need_by_uuid(actor, uuid)
    is_sent = request.method == "POST"
    form = NeedForm(request.POST if is_sent else None, initial=initial_of(need))

    def act() -> UUID:
        edit_need(actor, uuid, form.content(), form.cleaned_data["version"] or 0, now)
        return uuid

    if is_sent and _filled(form, act) is not None:
        messages.success(request, _("Changed. What stood before is kept in the versions."))
        return _to(uuid)
    context = {"form": form, "need": need}
    return render(request, "coordination/needs/edit.html", context, status=422 if is_sent else 200)


@require_POST
@signed_in
def post(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Post a draft, or open what was closed."""
    post_need(actor_of(request, Actor), uuid, clock.now())
    messages.success(request, _("Posted. The coordinator is told, and looks for members that can answer."))
    return _to(uuid)


@require_POST
@signed_in
def close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Close it with a reason."""
    form = CloseForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if not reason:
        need_to_change(actor_of(request, Actor), uuid)
        return page(request, uuid, close_form=form)
    close_need(actor_of(request, Actor), uuid, reason, clock.now())
    messages.success(request, _("Closed. Members that had not answered yet are told."))
    return _to(uuid)


@require_POST
@signed_in
def introduce_member(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Bring a member to a need, or offer the own one."""
    actor, form = actor_of(request, Actor), IntroduceForm(request.POST)
    if "offer" in request.POST:
        form = IntroduceForm(request.POST.dict() | {"invited": str(actor.member_uuid)})
    if not form.is_valid():
        return page(request, uuid, answer_form=form)
    try:
        introduce(actor, uuid, form.cleaned_data["invited"], form.cleaned_data["note"], clock.now())
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        return page(request, uuid, refused, answer_form=form)
    messages.success(request, _("Done. Whose answer is waited for now is told."))
    return _to(uuid)


@require_POST
@signed_in
def answer_introduction(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say yes or no to an introduction; the last yes begins the consultation."""
    actor, form = actor_of(request, Actor), AnswerForm(request.POST)
    need = introduction_to_answer(uuid).need.uuid
    if not form.is_valid():
        return page(request, need, answer_form=form)
    says_yes = request.POST.get("answer") == "yes"
    begun = answer(actor, uuid, says_yes=says_yes, note=form.cleaned_data["note"], now=clock.now())
    if begun is not None:
        messages.success(request, _("The consultation has begun. Both sides and the coordinator take part."))
        return HttpResponseRedirect(reverse("consultations:consultation", args=[begun]))
    messages.success(request, _("Your answer is recorded, and told to whom it concerns."))
    return _to(need)


@require_POST
@signed_in
def withdraw_introduction(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take an introduction back that waits for an answer."""
    actor = actor_of(request, Actor)
    need = introduction_to_answer(uuid).need.uuid
    withdraw(actor, uuid, clock.now())
    messages.success(request, _("The introduction is withdrawn."))
    return _to(need)


def _filled(form: forms.Form, act: Callable[[], UUID]) -> UUID | None:
    """Do what was filled in; or say at its field what is wrong, and return None."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        field = {"is_open": "visibility"}.get(refused.field or "", refused.field)
        form.add_error(field if field in form.fields else None, refused.reason.in_language(language()))
        return None


def _to(uuid: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("needs:need", args=[uuid]))

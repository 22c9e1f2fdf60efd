"""Asking members for a consultation: whom, about what, and with which value-chain proposal."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tsunagu.coordination.domain.matching.consultations import LONGEST_SUBJECT
from tsunagu.coordination.queries.composing.proposals import Kept, own_proposal
from tsunagu.coordination.services.matching.open_consultation import Asked, open_consultation
from tsunagu.coordination.services.matching.permission import check_may_write
from tsunagu.coordination.web.consultations.forms import NewForm
from tsunagu.coordination.web.picking import Picker, picker
from tsunagu.coordination.web.saying import say_at_field
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import uuids_of_keys

FIND = "look"
"""The button that looks for members: what was typed stays, and nothing is sent yet."""


@require_http_methods(["GET", "POST"])
@signed_in
def new_page(request: HttpRequest) -> HttpResponse:
    """Ask members for a consultation; ``?chain=`` and ``?members=`` (keys or uuids) fill in what a proposal says."""
    actor, today = actor_of(request, Actor), tokyo_date(clock.now())
    check_may_write(actor)
    if request.method != "POST":
        return _fresh(request, actor, today)
    if FIND in request.POST:
        found = _picker(actor, today, request.POST)
        return _page(request, NewForm(initial=request.POST.dict()), found, _kept(actor, request.POST))
    form = NewForm(request.POST)
    if form.is_valid() and (uuid := _opened(actor, form)) is not None:
        messages.success(request, _("The members are asked, and the coordinator is told."))
        return HttpResponseRedirect(reverse("consultations:consultation", args=[uuid]))
    return _page(request, form, _picker(actor, today, request.POST), _kept(actor, request.POST), status=422)


def _opened(actor: Actor, form: NewForm) -> UUID | None:
    said = form.cleaned_data
    asked = Asked(said["subject"], said["text"], form.chosen(), said["chain"])
    try:
        return open_consultation(actor, asked, clock.now(), said["key"])
    except Refused as refused:
        if refused.status == 403:
            raise
        say_at_field(form, refused, hidden_above=True)
        return None


def _fresh(request: HttpRequest, actor: Actor, today: date) -> HttpResponse:
    """Return the page as it begins: with the proposal and the members that the address names."""
    kept, named = _kept(actor, request.GET), request.GET.get("members", "").replace(",", " ").split()
    known = uuids_of_keys(named)
    chosen = [str(known.get(one, one)) for one in named]
    found = picker("members", "", today, chosen=chosen, besides=[actor.member_uuid], is_many=True)
    initial: dict[str, Any] = {"subject": request.GET.get("subject", "")[:LONGEST_SUBJECT]}
    if kept is not None:
        words = _("We would like to talk about the value-chain proposal “%(title)s”, which goes along.")
        initial |= {"chain": kept.uuid, "text": words % {"title": kept.title}}
    is_refused = kept is None and bool(request.GET.get("chain"))
    return _page(request, NewForm(initial=initial), found, kept, is_refused=is_refused)


def _picker(actor: Actor, today: date, data: QueryDict) -> Picker:
    chosen, words = data.getlist("members"), data.get("find", "")
    return picker("members", words, today, chosen=chosen, besides=[actor.member_uuid], is_many=True)


def _kept(actor: Actor, data: QueryDict) -> Kept | None:
    """Return the proposal that goes along, if it is one of the own member."""
    try:
        return own_proposal(UUID(data.get("chain", "")), actor.member_uuid)
    except ValueError:
        return None


def _page(
    request: HttpRequest,
    form: NewForm,
    found: Picker,
    kept: Kept | None,
    *,
    is_refused: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "picker": found, "kept": kept, "is_refused": is_refused}
    return render(request, "coordination/consultations/new.html", context, status=status)

"""Pages on which the organiser keeps a gathering: the card, the programme, publishing, calling off."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.coordination.queries.gatherings import gathering, online_link
from tsunagu.coordination.services.gatherings import keep
from tsunagu.coordination.services.gatherings import publish as publishing
from tsunagu.coordination.services.gatherings.rows import organised
from tsunagu.coordination.web.gatherings import shown
from tsunagu.coordination.web.gatherings.forms import (
    CallOffForm,
    GatheringForm,
    ItemForm,
    card_initial,
    item_initial,
)
from tsunagu.coordination.web.saying import say_at_field
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotAllowed, NotFound, Refused
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.members.domain.actor import Actor

BOTH = ["GET", "POST"]


@require_http_methods(BOTH)
@signed_in
def new_page(request: HttpRequest) -> HttpResponse:
    """Write down a gathering of one's own member."""
    actor, now = actor_of(request, Actor), clock.now()
    if actor.is_reader:
        raise NotAllowed("organiser", keep.READERS)
    form = GatheringForm(
        request.POST if request.method == "POST" else None, initial=card_initial(None, "", now)
    )
    if form.is_bound and form.is_valid():
        try:
            uuid = keep.write_down(actor, form.details(), form.cleaned_data["key"], now)
        except Refused as refusal:
            say_at_field(form, refusal)
        else:
            messages.success(request, _("Written down as a draft. Enter the programme, then publish it."))
            return HttpResponseRedirect(_page(uuid))
    return _form(request, form, {"view": None})


@require_http_methods(BOTH)
@signed_in
def edit_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change the card of a gathering."""
    actor, now = actor_of(request, Actor), clock.now()
    organised(actor, uuid)
    view = gathering(uuid)
    initial = card_initial(view, online_link(uuid), now)
    form = GatheringForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            moved = keep.change_card(actor, uuid, form.details(), now)
        except Refused as refusal:
            say_at_field(form, refusal)
        else:
            messages.success(request, _changed(moved))
            return HttpResponseRedirect(_page(uuid))
    return _form(request, form, shown.card(view, now))


def _changed(moved: int) -> str:
    if not moved:
        return _("Changed.")
    said = ngettext(
        "Changed. %(n)s person moved up from the waiting list and was told.",
        "Changed. %(n)s people moved up from the waiting list and were told.", moved,
    )  # fmt: skip
    return said % {"n": moved}


@require_http_methods(BOTH)
@signed_in
def item_page(request: HttpRequest, uuid: UUID, item: UUID | None = None) -> HttpResponse:
    """Enter an entry of the programme, or change one."""
    actor, now = actor_of(request, Actor), clock.now()
    organised(actor, uuid)
    view = gathering(uuid)
    if item is not None and item not in dict(view.items):
        raise NotFound("item", keep.NO_ITEM)
    form = ItemForm(request.POST if request.method == "POST" else None, initial=item_initial(view, item))
    if form.is_bound and form.is_valid():
        try:
            keep.put_item(actor, uuid, form.item(), now, item)
        except Refused as refusal:
            say_at_field(form, refusal)
        else:
            messages.success(request, _("The programme was changed."))
            return HttpResponseRedirect(_page(uuid) + "#programme")
    context = shown.card(view, now) | {"form": form, "item": item}
    return render(request, "gatherings/item.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def remove_item(request: HttpRequest, uuid: UUID, item: UUID) -> HttpResponse:
    """Take an entry out of the programme."""
    keep.remove_item(actor_of(request, Actor), uuid, item, clock.now())
    messages.success(request, _("The entry was taken out of the programme."))
    return HttpResponseRedirect(_page(uuid) + "#programme")


@require_POST
@signed_in
def publish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Publish a draft."""
    publishing.publish(actor_of(request, Actor), uuid, clock.now())
    messages.success(request, _("Published. Those whom it is for can read it and register."))
    return HttpResponseRedirect(_page(uuid))


@require_http_methods(BOTH)
@signed_in
def call_off_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Call a gathering off, with the reason that everybody reads."""
    actor, now = actor_of(request, Actor), clock.now()
    organised(actor, uuid)
    form = CallOffForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            publishing.call_off(actor, uuid, form.cleaned_data["reason"], now)
        except Refused as refusal:
            say_at_field(form, refusal)
        else:
            messages.success(request, _("Called off. Everybody who registered is told."))
            return HttpResponseRedirect(_page(uuid))
    context = shown.card(gathering(uuid), now) | {"form": form}
    return render(request, "gatherings/call_off.html", context, status=422 if form.is_bound else 200)


def _page(uuid: UUID) -> str:
    return reverse("gatherings:gathering", args=[uuid])


def _form(request: HttpRequest, form: GatheringForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "gatherings/edit.html", context | {"form": form}, status=status)

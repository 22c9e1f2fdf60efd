"""Pages on which a member offers something, changes the terms, takes it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.coordination.queries.sharing import OfferView, offer
from tsunagu.coordination.services.sharing.book import READERS
from tsunagu.coordination.services.sharing.offer import change_offer, make_offer, own_offer, withdraw_offer
from tsunagu.coordination.web.saying import say_at_field
from tsunagu.coordination.web.sharing.forms import Choices, OfferForm, offer_initial
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotAllowed, Refused
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import standing_members
from tsunagu.members.queries.sites import sites_of

BOTH = ["GET", "POST"]


@require_http_methods(BOTH)
@signed_in
def new_page(request: HttpRequest) -> HttpResponse:
    """Offer something at a site of one's own."""
    actor = actor_of(request, Actor)
    if actor.is_reader:
        raise NotAllowed("owner", READERS)
    return _edit(request, actor, actor.member_uuid, None)


@require_http_methods(BOTH)
@signed_in
def edit_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change an offer and its terms."""
    actor = actor_of(request, Actor)
    own_offer(actor, uuid)
    view = offer(uuid)
    return _edit(request, actor, view.member, view)


@require_POST
@signed_in
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take an offer back."""
    withdraw_offer(actor_of(request, Actor), uuid, clock.now())
    messages.success(request, _("Withdrawn. Nobody can book it any more; bookings stay."))
    return HttpResponseRedirect(reverse("sharing:offer", args=[uuid]))


def _edit(request: HttpRequest, actor: Actor, member: UUID, view: OfferView | None) -> HttpResponse:
    now = clock.now()
    today = tokyo_date(now)
    sites: Choices = [(f"{one.uuid}", one.name.in_language(language())) for one in sites_of(member, today)]
    members: Choices = [(f"{one.uuid}", one.name.in_language(language())) for one in standing_members(today)]
    form = OfferForm(
        sites, members, request.POST if request.method == "POST" else None, initial=offer_initial(view)
    )
    if form.is_bound and form.is_valid():
        try:
            uuid = (
                make_offer(actor, form.card(), form.terms(), form.cleaned_data["key"], now) if view is None
                else change_offer(actor, view.uuid, form.card(), form.terms(), now)
            )  # fmt: skip
        except Refused as refusal:
            say_at_field(form, refusal)
        else:
            messages.success(request, _("Offered. All members see it now."))
            return HttpResponseRedirect(reverse("sharing:offer", args=[uuid]))
    context = {"form": form, "view": view, "has_sites": bool(sites)}
    return render(request, "sharing/edit.html", context, status=422 if form.is_bound else 200)

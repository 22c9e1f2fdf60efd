"""Pages of gatherings that anybody opens: the list, one gathering with its programme, registering from outside."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.coordination.queries.gatherings import NO_GATHERING, GatheringView, gathering, gatherings
from tsunagu.coordination.services.gatherings.register import register_guest
from tsunagu.coordination.web.gatherings import shown
from tsunagu.coordination.web.gatherings.forms import GuestForm
from tsunagu.coordination.web.saying import say_at_field
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.web.scope import open_to_all


@require_GET
@open_to_all
def list_page(request: HttpRequest) -> HttpResponse:
    """Show the public gatherings, those to come first."""
    now = clock.now()
    cards = [shown.card(one, now) for one in gatherings(public_only=True)]
    context = {
        "coming": [one for one in cards if not one["is_past"]],
        "past": [one for one in reversed(cards) if one["is_past"]],
    }
    return render(request, "gatherings/public_list.html", context)


@require_http_methods(["GET", "POST"])
@open_to_all
def gathering_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a public gathering, and take the registration of someone from outside.

    Where letters are sent the private link goes by letter alone, and the answer is the same whether an address has
    registered before or not. Without a mail server there is no other way to hand the link over than here.
    """
    view, now = _public(uuid), clock.now()
    form = GuestForm(request.POST if request.method == "POST" else None, now=now)
    if form.is_bound and form.is_valid():
        try:
            found = register_guest(uuid, form.guest(), form.cleaned_data["key"], now)
        except Refused as refusal:
            say_at_field(form, refusal)
        else:
            if found.link and not settings.MAIL_IS_SENT:
                return HttpResponseRedirect(reverse("public_gatherings:mine", args=[found.link]))
            messages.success(request, _by_letter() if settings.MAIL_IS_SENT else _by_telephone())
            return HttpResponseRedirect(reverse("public_gatherings:gathering", args=[uuid]))
    context: dict[str, Any] = shown.card(view, now) | {
        "programme": shown.programme(view), "form": form, "structured": shown.structured(request, view),
        "unnamed": False, "paper_url": "public_gatherings:file",
    }  # fmt: skip
    return render(request, "gatherings/public.html", context, status=422 if form.is_bound else 200)


@require_GET
@open_to_all
def calendar_file(request: HttpRequest) -> HttpResponse:
    """Answer all public gatherings as a calendar file, to subscribe to."""
    return shown.calendar(request, gatherings(public_only=True), "public_gatherings:gathering", "gatherings")


@require_GET
@open_to_all
def one_calendar_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer a public gathering as a calendar file."""
    return shown.calendar(request, [_public(uuid)], "public_gatherings:gathering", "gathering")


def _by_letter() -> str:
    """Return what everybody is told where letters are sent, whether the address was known or not."""
    return _(
        "We have taken it in. Whether you have a place, and the link to your own page, are sent to the e-mail address"
        " that you gave, at most once an hour. If no letter comes, ask the organiser."
    )


def _by_telephone() -> str:
    """Return what is said of a known address where no letters are sent."""
    return _("Your own page can't be shown here, for others may know your address. Please ask the organiser.")


def _public(uuid: UUID) -> GatheringView:
    """Return a gathering for the public pages: to members too they show only what everybody reads."""
    view = gathering(uuid)
    if view.details.audience != "everybody" or view.facts.state == "draft":
        raise NotFound("gathering", NO_GATHERING)
    return view

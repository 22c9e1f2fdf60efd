"""The private page of someone from outside who registered: the place, the ticket, giving it back, being forgotten."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tsunagu.coordination.queries.gatherings import registration_behind
from tsunagu.coordination.services.gatherings import give_back as giving
from tsunagu.coordination.services.gatherings.telling import digest_of
from tsunagu.coordination.web.gatherings import shown
from tsunagu.foundation import clock
from tsunagu.foundation.web.scope import open_to_all


def _kept_secret(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep the link out of caches and search engines; other sites are told no address anyway (same-origin)."""

    def answered(request: HttpRequest, link: str) -> HttpResponse:
        answer = never_cache(view)(request, link)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return answered


@require_GET
@_kept_secret
@open_to_all
def mine_page(request: HttpRequest, link: str) -> HttpResponse:
    """Show how one's registration stands, with the ticket."""
    own, view, online = registration_behind(digest_of(link))
    now = clock.now()
    context = shown.card(view, now) | {
        "mine": shown.registration(own), "link": link, "online": online,
        "ticket": shown.ticket(link) if own.state == "registered" else "",
        "may_give_back": own.state != "cancelled" and now < view.details.starts_at,
        "cancelled": view.facts.state == "cancelled", "mail_is_sent": settings.MAIL_IS_SENT,
    }  # fmt: skip
    return render(request, "gatherings/mine.html", context)


@require_POST
@_kept_secret
@open_to_all
def give_back(request: HttpRequest, link: str) -> HttpResponse:
    """Give the place back."""
    giving.give_back_by_link(link, clock.now())
    messages.success(request, _("Your place was given back."))
    return HttpResponseRedirect(reverse("public_gatherings:mine", args=[link]))


@require_POST
@_kept_secret
@open_to_all
def withdraw(request: HttpRequest, link: str) -> HttpResponse:
    """Erase who registered."""
    giving.withdraw_consent(link, clock.now())
    messages.success(request, _("Your data was erased, and your place was given back."))
    return HttpResponseRedirect(reverse("public_gatherings:list"))


@require_GET
@_kept_secret
@open_to_all
def calendar_file(request: HttpRequest, link: str) -> HttpResponse:
    """Answer the gathering that one registered for as a calendar file."""
    _, view, _ = registration_behind(digest_of(link))
    return shown.calendar(request, [view], "public_gatherings:gathering", "gathering")

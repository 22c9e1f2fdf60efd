"""Filters of the tower that a person keeps: keeping one, beginning with one, forgetting one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.services import keep_filter
from tsunagu.portal.web.narrowing import address, asked

PAGE = "tower"


@require_POST
@signed_in
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what the list is narrowed to under a name."""
    actor = actor_of(request, Actor)
    chosen, _filters = asked(QueryDict(request.POST.get("query", "").removeprefix("?")), actor)
    query, name = address(chosen), request.POST.get("name", "")
    try:
        keep_filter.keep_filter(actor, PAGE, name, query, request.POST.get("first") == "1", clock.now())
    except BadInput as refused:
        messages.error(request, refused.reason.in_language(language()))
    else:
        messages.success(request, _("The filter is kept."))
    return HttpResponseRedirect(reverse("portal:tower") + query)


@require_POST
@signed_in
def begin(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let the tower begin with a filter, or no longer."""
    keep_filter.begin_with(actor_of(request, Actor), uuid, request.POST.get("first") == "1")
    return HttpResponseRedirect(reverse("portal:tower") + "?")


@require_POST
@signed_in
def forget(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Forget a filter."""
    keep_filter.forget_filter(actor_of(request, Actor), uuid)
    messages.success(request, _("The filter is removed."))
    return HttpResponseRedirect(reverse("portal:tower") + "?")

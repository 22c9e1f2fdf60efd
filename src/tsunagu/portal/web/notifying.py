"""One press of the tower that notifies who is responsible: for a concern of a journey, or for a report due."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tsunagu.coordination.services.pipeline.tell_of_report import tell_of_report
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language
from tsunagu.journeys.services.bring_up_to_date import look
from tsunagu.journeys.services.notify_responsible import notify_responsible
from tsunagu.members.domain.actor import Actor
from tsunagu.portal.web.narrowing import address, asked


@require_POST
@signed_in
def notify_matter(request: HttpRequest) -> HttpResponse:
    """Notify who is responsible for a concern; sent twice it is told once."""
    actor, now = actor_of(request, Actor), clock.now()
    look(now)
    one = notify_responsible(actor, request.POST.get("number", ""), _about(request), now)
    return _back(request, actor, one.member_name)


@require_POST
@signed_in
def notify_report(request: HttpRequest) -> HttpResponse:
    """Remind who answers for a report due; sent twice on a day it is told once."""
    actor = actor_of(request, Actor)
    return _back(request, actor, tell_of_report(actor, _about(request), clock.now()).member_name)


def _back(request: HttpRequest, actor: Actor, told: Text) -> HttpResponse:
    chosen, _filters = asked(QueryDict(request.POST.get("query", "").removeprefix("?")), actor)
    messages.success(request, _("%(member)s was notified.") % {"member": told.in_language(language())})
    return HttpResponseRedirect(reverse("portal:tower") + address(chosen))


def _about(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("about", ""))
    except ValueError as error:
        raise BadInput("about", UNREADABLE) from error


UNREADABLE = Text(
    "どの要対応についての連絡か読み取れません。管制の画面を開き直してください。",
    "Which matter this is about can't be read. Reload the control tower.",
)

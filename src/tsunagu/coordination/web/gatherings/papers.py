"""Papers of a gathering: given back as attachments, added and taken away by the organiser."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tsunagu.coordination.queries.gatherings import paper
from tsunagu.coordination.services.gatherings import attach_file as attaching
from tsunagu.coordination.services.gatherings.rows import organised
from tsunagu.coordination.web.gatherings.forms import PaperForm
from tsunagu.coordination.web.gatherings.views import show
from tsunagu.coordination.web.saying import say_at_field
from tsunagu.foundation import clock
from tsunagu.foundation.attachments import MOST_BYTES
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.downloads import file_answer
from tsunagu.foundation.web.scope import actor_of, open_to_all, signed_in
from tsunagu.members.domain.actor import Actor


@require_GET
@signed_in
def file(request: HttpRequest, uuid: UUID, file: UUID) -> HttpResponse:
    """Answer a paper to a person of a member."""
    return _attachment(uuid, file)


@require_GET
@open_to_all
def public_file(request: HttpRequest, uuid: UUID, file: UUID) -> HttpResponse:
    """Answer a paper of a public gathering to anybody."""
    return _attachment(uuid, file)


def _attachment(uuid: UUID, file: UUID) -> HttpResponse:
    """Answer it as an attachment; a browser never shows it as a page of ours."""
    name, media_type, content = paper(uuid, file)
    return file_answer(name, content, media_type)


@require_POST
@signed_in
def attach(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Attach a paper, or say at its field what is wrong with it."""
    actor, form = actor_of(request, Actor), PaperForm(request.POST, request.FILES)
    organised(actor, uuid)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        content = sent.read(MOST_BYTES + 1)
        try:
            attaching.attach_file(
                actor, uuid, sent.name or "", content, form.cleaned_data["key"], clock.now()
            )
        except Refused as refusal:
            say_at_field(form, refusal)
        else:
            messages.success(request, _("The paper is on the page."))
            return _back(uuid)
    return show(request, uuid, form)


@require_POST
@signed_in
def remove(request: HttpRequest, uuid: UUID, file: UUID) -> HttpResponse:
    """Take a paper away."""
    attaching.remove_file(actor_of(request, Actor), uuid, file)
    messages.success(request, _("The paper was taken off the page."))
    return _back(uuid)


def _back(uuid: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("gatherings:gathering", args=[uuid]) + "#papers")

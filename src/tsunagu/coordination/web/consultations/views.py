"""Pages on which those who take part look at their consultations."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.coordination.queries.composing.proposals import seen_as
from tsunagu.coordination.queries.matching import consultations as queries
from tsunagu.coordination.queries.pipeline import products_of_need
from tsunagu.coordination.services.matching.permission import is_coordinator
from tsunagu.coordination.web.consultations import shown
from tsunagu.coordination.web.consultations.forms import PartForm
from tsunagu.coordination.web.picking import picker
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.downloads import file_answer
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor


@require_GET
@signed_in
def list_page(request: HttpRequest) -> HttpResponse:
    """Show the consultations of a tab."""
    actor = actor_of(request, Actor)
    wanted = request.GET.get("show", "")
    show = wanted if wanted in shown.TABS else "open"
    context = {
        "tabs": shown.tabs(queries.counts(actor), show), "show": show,
        "lines": [shown.line(one) for one in queries.consultations(actor, show)],
        "may_write": not actor.is_reader,
    }  # fmt: skip
    return render(request, "coordination/consultations/list.html", context)


@require_GET
@signed_in
def consultation_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one consultation."""
    return page(request, uuid)


@require_GET
@signed_in
def file(request: HttpRequest, uuid: UUID, file: UUID) -> HttpResponse:
    """Give a file back as an attachment; a browser never shows it as a page of ours."""
    name, media_type, content = queries.file_of(uuid, file)
    answer = file_answer(name, content, media_type)
    answer["Cache-Control"] = "private, no-store"
    return answer


def page(
    request: HttpRequest,
    uuid: UUID,
    refused: Refused | None = None,
    filled: dict[str, PartForm] | None = None,
) -> HttpResponse:
    """Return the page of a consultation; after a refusal with what was typed."""
    actor, today = actor_of(request, Actor), tokyo_date(clock.now())
    view, coordinates = queries.consultation(uuid), is_coordinator(actor)
    acts = shown.acts_of(view, actor, coordinates, today)
    context = shown.page(view, actor, coordinates, today) | {
        "forms": shown.forms_of(view, acts, filled or {}), "refused": refused,
        "chain": None if view.chain is None else seen_as(view.chain, actor.member_uuid),
        "products": products_of_need(view.need),
    }  # fmt: skip
    if "ask" in acts:
        context["picker"] = picker(
            "member", request.GET.get("find", ""), today, chosen=request.POST.getlist("member"),
            besides=[one.uuid for one in view.parties],
        )  # fmt: skip
    status = 422 if filled and refused is None else 200 if refused is None else refused.status
    return render(request, "coordination/consultations/consultation.html", context, status=status)

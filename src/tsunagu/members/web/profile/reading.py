"""The history of a page, evidence files, and the directory for passers-by."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.foundation import clock
from tsunagu.foundation.web.downloads import file_answer
from tsunagu.foundation.web.scope import actor_of, open_to_all, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.domain.vocabulary import MEMBER_KINDS, word
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.members.queries.profile.changes import history
from tsunagu.members.queries.profile.page import evidence_file, own_page
from tsunagu.members.queries.profile.public import public_members
from tsunagu.members.services.profile.editing import check_may_read_history
from tsunagu.members.web.profile import shown

PER_PAGE = 30
PUBLIC_PER_PAGE = 60


@require_GET
@signed_in
def history_page(request: HttpRequest, member: UUID) -> HttpResponse:
    """Show the versions of a member's page: who changed what, when and why."""
    owner = member_by_uuid(member)
    check_may_read_history(actor_of(request, Actor), owner.id)
    page_obj = Paginator(history(member), PER_PAGE).get_page(request.GET.get("page"))
    context = {"owner": owner, "page_obj": page_obj}
    return render(request, "members/profile/history.html", context)


@require_GET
@signed_in
def evidence(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Return the exact bytes of an evidence file, to be kept, never to be opened in the browser."""
    name, content = evidence_file(uuid)
    return file_answer(name, content, "application/octet-stream")


@require_GET
@open_to_all
def public_page(request: HttpRequest) -> HttpResponse:
    """List the members of the network for everybody, all or those of one stage."""
    members = public_members(tokyo_date(clock.now()))
    chosen = request.GET.get("stage", "")
    chosen = chosen if chosen in STAGES else ""
    lines = [
        {
            "one": one, "kind": word(MEMBER_KINDS, one.kind),
            "stages": [STAGES[key] for key in one.stages if key in STAGES],
        }
        for one in members
        if not chosen or chosen in one.stages
    ]  # fmt: skip
    stages = [
        {"stage": stage, "count": sum(key in one.stages for one in members)} for key, stage in STAGES.items()
    ]
    page = Paginator(lines, PUBLIC_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "lines": page.object_list,
        "page_obj": page,
        "chosen": chosen,
        "stages": stages,
        "count": len(members),
    }
    return render(request, "members/profile/public.html", context)


@require_GET
@open_to_all
def public_member_page(request: HttpRequest, member: UUID) -> HttpResponse:
    """Show what a member tells everybody; someone signed in sees the same, and the way to the whole page."""
    today = tokyo_date(clock.now())
    page = own_page(member, only_public=True)
    context = {
        "page_shown": page, "member": page.member, "kind": word(MEMBER_KINDS, page.member.kind),
        "profile": shown.profile_shown(page), "sites": shown.sites_shown(page.sites, today),
        "services": shown.services_shown(page.services), "contacts": shown.contacts_shown(page.contacts),
        "has_left": page.member.left_on is not None and page.member.left_on < today,
        "is_signed_in": isinstance(getattr(request, "actor", None), Actor), "for_everybody": True,
    }  # fmt: skip
    return render(request, "members/profile/public_member.html", context)

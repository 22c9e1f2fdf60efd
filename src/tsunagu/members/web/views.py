"""The page of a member."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tsunagu.foundation import clock
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members import queries
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.vocabulary import MEMBER_KINDS, word
from tsunagu.members.queries.profile.changes import waiting_changes
from tsunagu.members.queries.profile.page import own_page
from tsunagu.members.services.profile.editing import may_edit
from tsunagu.members.web import shown
from tsunagu.members.web.profile.shown import (
    MANY_SITES,
    contacts_shown,
    profile_shown,
    services_shown,
    sites_shown,
)


def _today() -> date:
    return tokyo_date(clock.now())


@signed_in
def member_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a member as members see it: what it says of itself, sites, people, and agreements with the reader's own."""
    today, actor = _today(), actor_of(request, Actor)
    page = own_page(uuid)
    is_own = actor.member_uuid == uuid
    edits = may_edit(actor, page.member.id)
    own = [] if is_own else queries.agreements_with(actor.member_uuid, uuid)
    context = {
        "page_shown": page,
        "member": page.member,
        "kind": word(MEMBER_KINDS, page.member.kind),
        "is_own": is_own,
        "may_ask": not is_own and not actor.is_reader,
        "may_edit": edits,
        "may_read_history": edits or actor.is_reader,
        "may_issue_keys": edits,
        "waiting": waiting_changes(uuid) if edits or actor.is_reader else [],
        "profile": profile_shown(page),
        "sites": sites_shown(page.sites, today),
        "has_many_sites": len(page.sites) >= MANY_SITES,
        "services": services_shown(page.services),
        "contacts": contacts_shown(page.contacts),
        "people": shown.people_shown(queries.people_of(uuid, today)),
        "agreements": [shown.validity_row(one.name, "", one.validity, today) for one in own],
    }
    return render(request, "members/member.html", context)

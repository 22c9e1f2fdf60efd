"""The directory of the network and the page of a member."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tsunagu.foundation import clock
from tsunagu.foundation.web.context import short_address
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members import queries
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.domain.vocabulary import MEMBER_KINDS, word
from tsunagu.members.web import shown
from tsunagu.members.web.forms import DirectoryFilter


def _today() -> date:
    return tokyo_date(clock.now())


@signed_in
def directory_page(request: HttpRequest) -> HttpResponse:
    """Show the members that match the filters, under their areas, and where the network can do what."""
    today = _today()
    form = DirectoryFilter(request.GET)
    chosen = form.chosen()
    entries = queries.directory(today, stage=chosen["stage"], area=chosen["area"], text=chosen["q"])
    context = {
        "form": form,
        "chosen": chosen,
        "is_filtered": any(chosen.values()),
        "groups": shown.by_area(entries, chosen["area"]),
        "count": len(entries),
        "stages": STAGES.values(),
        "rows": shown.bubbles(queries.coverage(today)),
    }
    is_part = request.headers.get("HX-Request") == "true" and not request.headers.get("HX-Boosted")
    if not is_part:
        return render(request, "members/directory.html", context)
    answer = render(request, "members/parts/results.html", context)
    answer["HX-Push-Url"] = short_address(request)
    return answer


@signed_in
def member_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a member: sites, capabilities, licences, people, and the agreements with the reader's own member."""
    today = _today()
    page = queries.member_page(uuid, today)
    actor = actor_of(request, Actor)
    own = [] if actor.member_uuid == uuid else queries.agreements_with(actor.member_uuid, uuid)
    context = {
        "page_member": page,
        "member": page.member,
        "kind": word(MEMBER_KINDS, page.member.kind),
        "is_own": actor.member_uuid == uuid,
        "may_issue_keys": not actor.is_reader and (actor.member_uuid == uuid or actor.is_coordinator),
        "sites": [shown.site_shown(site) for site in page.sites],
        "contacts": shown.contacts_shown(page),
        "agreements": [shown.validity_row(one.name, "", one.validity, today) for one in own],
    }
    return render(request, "members/member.html", context)

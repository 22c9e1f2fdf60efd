"""Pages of shared use that are read: what is offered, and one offer with its week."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.coordination.domain.sharing.terms import KINDS
from tsunagu.coordination.queries.sharing import offer, offers
from tsunagu.coordination.services.sharing.offer import may_offer
from tsunagu.coordination.web.sharing import shown
from tsunagu.foundation import clock
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor


@require_GET
@signed_in
def list_page(request: HttpRequest) -> HttpResponse:
    """Show what members offer, by site; of one kind where that is asked for."""
    actor, every = actor_of(request, Actor), offers()
    chosen = request.GET.get("kind", "")
    chosen = chosen if chosen in KINDS else ""
    kept = [one for one in every if not chosen or one.kind == chosen]
    sites = {one.site: one for one in kept}
    context = {
        "groups": [
            {
                "site": head.site_name, "owner": head.owner,
                "offers": [shown.offer_shown(one) for one in kept if one.site == key],
            }
            for key, head in sites.items()
        ],
        "kinds": [
            {"key": key, "name": name, "count": sum(one.kind == key for one in every), "is_chosen": key == chosen}
            for key, name in KINDS.items()
            if any(one.kind == key for one in every)
        ],
        "chosen": chosen, "total": len(every), "may_write": not actor.is_reader,
        "has_own": any(one.member_id == actor.member_id for one in every),
    }  # fmt: skip
    return render(request, "sharing/list.html", context)


@require_GET
@signed_in
def offer_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one offer: its terms, and its week with what is free."""
    actor, now, view = actor_of(request, Actor), clock.now(), offer(uuid)
    monday = shown.week_of(request.GET.get("week", ""), tokyo_date(now))
    context = shown.offer_shown(view) | {
        "week": shown.week(view, monday, actor.member_id, now),
        "keeps": may_offer(actor, view.member_id), "may_book": not actor.is_reader and not view.is_withdrawn,
    }  # fmt: skip
    return render(request, "sharing/offer.html", context)

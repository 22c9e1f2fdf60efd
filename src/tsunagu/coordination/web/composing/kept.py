"""A proposal that was kept or shown: as it was, and whether it is still true."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tsunagu.coordination.domain.composing import words
from tsunagu.coordination.domain.composing.problem import Chain
from tsunagu.coordination.domain.composing.record import chain_from, request_from
from tsunagu.coordination.domain.composing.shape import shape_of
from tsunagu.coordination.queries.composing import proposals as queries
from tsunagu.coordination.queries.composing.network import presets
from tsunagu.coordination.services.composing.keep_chain import recheck
from tsunagu.coordination.services.composing.share_chain import share_chain
from tsunagu.coordination.web.composing import shown
from tsunagu.coordination.web.composing.forms import ShareForm, month
from tsunagu.coordination.web.composing.views import talk_address
from tsunagu.coordination.web.picking import picker
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.vocabulary import SETTINGS, word

HOURS_A_DAY = 24


@require_GET
@signed_in
def proposal_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a proposal of the reader's member (to the coordinator: any)."""
    return _page(request, queries.proposal(uuid))


@require_GET
@signed_in
def shared_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a proposal that another member has shown to the reader's."""
    return _page(request, queries.share(uuid))


@require_POST
@signed_in
def show_to(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show an own proposal to another member."""
    actor, kept = actor_of(request, Actor), queries.proposal(uuid)
    form = ShareForm(request.POST)
    if not form.is_valid():
        return _page(request, kept, form)
    try:
        share_chain(actor, uuid, form.cleaned_data["reader"], form.cleaned_data["note"], clock.now())
    except Refused as refused:
        if refused.field not in form.fields:
            raise
        form.add_error(refused.field, refused.reason.in_language(language()))
        return _page(request, kept, form)
    messages.success(request, _("The proposal is shown to this member."))
    return HttpResponseRedirect(reverse("composing:proposal", args=[uuid]))


def _page(request: HttpRequest, kept: queries.Kept, form: ShareForm | None = None) -> HttpResponse:
    actor, today = actor_of(request, Actor), tokyo_date(clock.now())
    asked = request_from(kept.question["request"])
    is_own = not kept.is_shared and kept.member == actor.member_uuid and not actor.is_reader
    context: dict[str, Any] = {
        "kept": kept, "asked": asked, "setting": word(SETTINGS, asked.setting), "today": today,
        "start": month(asked.starts_on), "rows": _rows(actor, kept), "is_own": is_own,
        "wish": presets().wishes[kept.answer["wish"]].name, "missing": kept.answer["missing"],
        "query": kept.question.get("asked", {}).get("query", ""),
        "form": (form or ShareForm()) if is_own else None,
        "shown_to": queries.shown_to(kept.uuid) if is_own else [],
    }  # fmt: skip
    if is_own:
        context["picker"] = picker(
            "reader", request.GET.get("find", ""), today, chosen=request.POST.getlist("reader"),
            besides=[actor.member_uuid],
        )  # fmt: skip
        for number, row in enumerate(context["rows"]):
            row["talk"] = talk_address(actor, kept, number)
    status = 422 if form is not None and form.errors else 200
    return render(request, "coordination/composing/proposal.html", context, status=status)


def _rows(actor: Actor, kept: queries.Kept) -> list[dict[str, Any]]:
    """Return the chains as they were, with what the checker says today."""
    names, shape = kept.answer["names"], shape_of(request_from(kept.question["request"]))
    today = tokyo_date(clock.now())
    found = []
    for number, (data, checked) in enumerate(
        zip(kept.answer["chains"], recheck(actor, kept, today), strict=True)
    ):
        chain, then = chain_from(data)
        now = checked.now.criteria
        found.append(
            {
                "number": number + 1, "then": then, "days": f"{then.hours / HOURS_A_DAY:.1f}",
                "spread": -(-data["spread_hours"] // HOURS_A_DAY), "faults": checked.now.faults,
                "is_changed": now is not None and _told(now) != _told(then),
                "parts": [
                    (shown.part_name(shape, part), Text(**names[str(site)]["name"]))
                    for part, site in chain.sites.items()
                ],
                "couriers": _couriers(chain, names),
                "now": now, "now_days": None if now is None else f"{now.hours / HOURS_A_DAY:.1f}",
            }
        )  # fmt: skip
    return found


def _couriers(chain: Chain, names: dict[str, Any]) -> Text:
    """Return the couriers of a chain by the names that they had."""
    lanes = [str(one) for one in chain.lanes.values() if one is not None]
    return words.listed(list(dict.fromkeys(Text(**names[one]["name"]) for one in lanes)))


def _told(criteria: Any) -> tuple[int, ...]:
    """Return the figures that don't depend on whose agreements the reader sees."""
    return (criteria.hours, criteria.cost, criteria.alone, criteria.km)

"""The open hand-overs of one's organisation, with their timers; sign as the giver, or take back."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.states import LABELS
from tsunagu.custody.queries.hand_overs import OpenHandOver, one_hand_over, open_hand_overs
from tsunagu.custody.queries.naming import product_words
from tsunagu.custody.services.hand_over import cancel, sign_as_giver
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_names

LONGEST = 500
LISTED_ITEMS = 6


@require_GET
@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """Show what awaits a signature: ours first, the most overdue on top."""
    return render(request, "custody/hand_overs.html", _shown(actor_of(request, Actor), clock.now()))


@require_POST
@signed_in
def act(request: HttpRequest, uuid: UUID, verb: str) -> HttpResponse:
    """Sign as the giver, or take back what was given; sent twice, it is done once."""
    if verb not in ("sign", "cancel"):
        raise Http404
    actor, now = actor_of(request, Actor), clock.now()
    after = HttpResponseRedirect(reverse("custody:hand_overs"))
    try:
        told = _do(request, actor, uuid, verb, now)
    except NotFound:
        raise
    except Refused as refused:
        shown = _shown(actor, now) | {"refused": refused}
        return render(request, "custody/hand_overs.html", shown, status=refused.status)
    messages.success(request, told)
    return after


def _do(request: HttpRequest, actor: Actor, uuid: UUID, verb: str, now: datetime) -> str:
    if actor.is_reader:
        raise NotAllowed("reader", Text("閲覧だけの役割です。", "Your role only reads."))
    signer, known = Signer(actor.person_uuid, actor.member_uuid), one_hand_over(uuid)
    key = str(
        uuid5(uuid, f"{verb}/{actor.person_uuid}")
    )  # once per hand-over and person, whichever form it was
    is_own = known.view.giver == actor.member_uuid
    if verb == "sign":
        if not (is_own and known.view.state == "complete"):
            sign_as_giver(signer, uuid, now, key)
        return _("Signed. Both sides have signed now.")
    reason = request.POST.get("reason", "").strip()
    if not reason or len(reason) > LONGEST:
        raise BadInput(
            "reason_needed",
            Text(
                f"取り消す理由を1〜{LONGEST}文字で入力してください。",
                f"Give the reason for taking it back in 1 to {LONGEST} characters.",
            ),
            "reason",
        )
    if not (is_own and known.view.state == "cancelled"):
        cancel(signer, uuid, reason, now, key)
    return _("Taken back. The items stay with you.")


def _shown(actor: Actor, now: datetime) -> dict[str, Any]:
    found = open_hand_overs(None if actor.is_reader else actor.member_uuid)
    names = member_names({uuid for one in found for uuid in (one.view.giver, one.view.receiver)})
    words = product_words({(one.therapy, item.product) for one in found for item in one.items})
    lines = [_line(one, actor, now, names, words) for one in found]
    lines.sort(key=lambda line: (not line["is_ours"], line["hours"]))
    return {"lines": lines, "ours": sum(line["is_ours"] for line in lines), "is_reader": actor.is_reader}


def _line(one: OpenHandOver, actor: Actor, now: datetime, names: Any, words: Any) -> dict[str, Any]:
    view, me = one.view, actor.member_uuid
    waits_for = view.receiver if view.state == "given" else view.giver
    kinds: dict[Text, int] = {}
    for item in one.items:
        name = words[one.therapy, item.product].name
        kinds[name] = kinds.get(name, 0) + 1
    return {
        "view": view,
        "number": one.number,
        "kinds": list(kinds.items()),
        "labels": [item.label for item in one.items[:LISTED_ITEMS]],
        "more": max(0, len(one.items) - LISTED_ITEMS),
        "first": one.items[0].uuid if one.items else None,
        "giver": names.get(view.giver),
        "receiver": names.get(view.receiver),
        "state": LABELS[view.state],
        "since": view.given_at or view.received_at,
        "hours": (view.due_at - now).total_seconds() / 3600,
        "is_ours": waits_for == me,
        "may_sign": view.state == "received_unsigned" and view.giver == me,
        "may_cancel": view.state == "given" and view.giver == me,
        "may_receive": view.state == "given" and view.receiver == me,
    }

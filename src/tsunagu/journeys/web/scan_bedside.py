"""The guided confirmation at the bedside: item, second number, wristband, two persons. Works without any script."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import BadInput, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.journeys.domain.refusal import GatesRefused
from tsunagu.journeys.services.bedside import Bedside, Read, WrongPatient, look, read_more
from tsunagu.journeys.services.carry_out import Handed, carry_out
from tsunagu.journeys.services.next_action import Found, next_action
from tsunagu.journeys.services.on_scan import on_scan
from tsunagu.journeys.services.sent_before import was_sent
from tsunagu.journeys.web.scan_facts import Fact, facts_of
from tsunagu.journeys.web.scan_shown import stop_page
from tsunagu.journeys.web.shown import gate_lines
from tsunagu.members.domain.actor import Actor

MOST_ITEMS = 60
INFECTION = Text("感染の徴候の有無を選んでください。", "Say whether the patient has signs of an infection.")


@require_http_methods(["GET", "POST"])
@signed_in
def bedside(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take the next reading, or the signature; nothing is written until everything agrees."""
    now, actor = clock.now(), actor_of(request, Actor)
    found = next_action(actor, uuid, now)
    key = request.POST.get("request_key", "")[:60]
    if was_sent(found.item.chain, key) or not found.is_bedside or found.act.kind not in ("check", "perform"):
        return HttpResponseRedirect(reverse("scan:item", args=[uuid]))
    if request.method == "GET":
        return show(request, found, Read((uuid,)))
    read = _read_so_far(request, uuid)
    if request.POST.get("sign"):
        return _sign(request, found, read, key)
    try:
        read = read_more(actor, found, read, request.POST.get("symbol", ""))
    except WrongPatient as wrong:
        return stop_page(request, wrong.reason, uuid)
    except BadInput as refused:
        return show(request, found, read, refused)
    return show(request, found, read)


def show(request: HttpRequest, found: Found, read: Read, refused: Refused | None = None) -> HttpResponse:
    """Show the present stage, or the STOP as soon as anything does not agree."""
    now, actor = clock.now(), actor_of(request, Actor)
    try:
        state = look(actor, found, read, now)
    except WrongPatient as wrong:
        return stop_page(request, wrong.reason, found.item.uuid)
    told = on_scan(actor, found)
    gates = gate_lines(
        tuple(one for one in state.verdicts if not one.cause.startswith("readiness.infection_unknown"))
    )
    context: dict[str, Any] = {
        "found": found,
        "item": found.item,
        "state": state,
        "read": read,
        "seconds": list(read.seconds.items()),
        "product": told.product,
        "patient": told.patient,
        "facts": [*_confirmed(state), *facts_of(found, told, now)],
        "gates_open": [line for line in gates if line.mark != "ok"],
        "is_blocked": any(not line.verdicts[0].passes for line in gates),
        "stages": _stages(state, found.act.kind == "check"),
        "is_second_person": found.act.kind == "perform",
        "may_sign": state.may_sign,
        "asks_infection": _asks(found, state),
        "infection": read.has_infection,
        "request_key": str(uuid4()),
        "refused": refused,
        "step": found.act.step,
    }
    if isinstance(refused, GatesRefused):
        context["gates_open"] = [line for line in gate_lines(refused.verdicts) if line.mark != "ok"]
        context["is_blocked"] = True
    return render(request, "scan/bedside.html", context, status=refused.status if refused else 200)


def _confirmed(state: Bedside) -> list[Fact]:
    """Return what the reading has shown, once all of it is done."""
    if state.stage != "sign":
        return []
    lines = [Fact(_("Wristband"), _("Matches (two identifiers)"))]
    if state.needed > 1:
        lines.append(Fact(_("Containers"), f"{len(state.items)} / {state.needed}"))
    return lines


def _asks(found: Found, state: Bedside) -> bool:
    """Whether the signer must say if there is an infection: who gives it always must."""
    return found.act.kind == "perform" or state.infection_unknown


def _stages(state: Bedside, is_first_person: bool) -> list[dict[str, Any]]:
    """Return the stages of the confirmation; after the first person's signature the second one follows."""
    order = ["item", "second", "wristband", "sign"]
    names = [_("Item"), _("Second number"), _("Wristband"), _("Signature")]
    if is_first_person:
        names.append(_("Other person"))
    at = "item" if state.stage == "item" else state.stage
    here = order.index(at)
    return [
        {"name": name, "is_done": place < here, "is_now": place == here, "number": place + 1}
        for place, name in enumerate(names)
    ]


def _read_so_far(request: HttpRequest, uuid: UUID) -> Read:
    """Return what the page carries along; the item of the address always comes first."""
    posted = [_uuid(text) for text in request.POST.getlist("item")[:MOST_ITEMS]]
    items = dict.fromkeys([uuid, *(one for one in posted if one is not None)])
    seconds: dict[UUID, str] = {}
    for line in request.POST.getlist("second")[:MOST_ITEMS]:
        first, _sep, value = line.partition("=")
        known = _uuid(first)
        if known in items and value:
            seconds[known] = value[:60]
    infection = {"no": False, "yes": True}.get(request.POST.get("infection", ""))
    return Read(tuple(items), seconds, request.POST.get("wristband", "")[:200], infection)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _sign(request: HttpRequest, found: Found, read: Read, key: str) -> HttpResponse:
    actor, now, kind = actor_of(request, Actor), clock.now(), found.act.kind
    handed = Handed(
        kind=kind,
        step=found.act.step.key if found.act.step else "",
        others=tuple(read.items[1:]),
        seconds=read.seconds,
        wristband=read.wristband,
        has_infection=read.has_infection,
    )
    try:
        state = look(actor, found, read, now)
        if read.has_infection is None and _asks(found, state):
            raise BadInput("infection", INFECTION, "infection")
        carry_out(actor, found.item.uuid, handed, now, key or None)
    except WrongPatient as wrong:
        return stop_page(request, wrong.reason, found.item.uuid)
    except NotFound:
        raise
    except Refused as refused:
        return show(request, found, read, refused)
    told = _("Confirmed (1/2). Another person now scans the same item on a device of their own.")
    messages.success(request, told if kind == "check" else _("The administration is recorded (2/2)."))
    return HttpResponseRedirect(reverse("scan:item", args=[found.item.uuid]))

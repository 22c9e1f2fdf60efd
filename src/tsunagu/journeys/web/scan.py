"""Scanning: the page with the camera, what was read, and pictures that the server decodes."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from tsunagu.custody.queries.state import chain_numbers
from tsunagu.foundation import clock
from tsunagu.foundation.documents.symbols import LARGEST_BYTES, read_image
from tsunagu.foundation.refusals import BadInput, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.journeys.services.bedside import Read, WrongPatient, check_case
from tsunagu.journeys.services.next_action import find, next_action
from tsunagu.journeys.web import scan_bedside, scan_case
from tsunagu.journeys.web.scan_shown import stop_page
from tsunagu.members.domain.actor import Actor

NO_SYMBOL = Text(
    "画像にシンボルが見つかりません。近づけて撮り直すか、番号を入力してください。",
    "No symbol was found in the picture. Go closer and take it again, or type the number.",
)


@require_GET
@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Show the camera, and the field that a hand scanner types into."""
    return render(request, "scan/start.html", {})


@require_POST
@signed_in
def read(request: HttpRequest) -> HttpResponse:
    """Find what was scanned, typed or photographed, and go to its page."""
    actor, wristband = actor_of(request, Actor), request.POST.get("wristband", "")[:200]
    try:
        text = _text(request)
        target = find(actor, text)
    except NotFound as refused:
        if wristband:
            return stop_page(request, refused.reason)
        return render(request, "scan/start.html", {"refused": refused}, status=refused.status)
    except Refused as refused:
        if wristband:
            return scan_case.again(request, actor, request.POST.get("number", ""), wristband, refused)
        shown = {"refused": refused, "typed": request.POST.get("symbol", "")[:200]}
        return render(request, "scan/start.html", shown, status=refused.status)
    if target.kind == "case":
        read_band = text if text.strip().upper().startswith("TSW1:") else ""
        number = chain_numbers([target.uuid])[target.uuid]
        if read_band:
            return scan_case.show(request, actor, number, read_band)
        return HttpResponseRedirect(reverse("scan:case", args=[number]))
    if wristband:
        return _at_the_bed(request, actor, target.uuid, wristband)
    return HttpResponseRedirect(reverse("scan:item", args=[target.uuid]))


def _at_the_bed(request: HttpRequest, actor: Actor, uuid: UUID, wristband: str) -> HttpResponse:
    """The wristband was read first: the item must be of that patient's case, or all stops."""
    found = next_action(actor, uuid, clock.now())
    try:
        case = find(actor, wristband if wristband.upper().startswith("TSW1:") else f"TSW1:{wristband}")
        check_case(found, case.uuid)
    except (WrongPatient, Refused) as refused:
        return stop_page(request, refused.reason)
    if not found.is_bedside or found.act.kind not in ("check", "perform"):
        return HttpResponseRedirect(reverse("scan:item", args=[found.item.uuid]))
    return scan_bedside.show(request, found, Read((found.item.uuid,), {}, wristband))


def _text(request: HttpRequest) -> str:
    """Return what was typed, else what the uploaded picture holds."""
    picture = request.FILES.get("picture")
    if picture is None:
        return request.POST.get("symbol", "")
    if (picture.size or 0) > LARGEST_BYTES:
        raise BadInput("no_symbol", NO_SYMBOL, "symbol")
    texts = read_image(picture.read())
    if not texts:
        raise BadInput("no_symbol", NO_SYMBOL, "symbol")
    return texts[0]


@require_POST
@signed_in
def decode(request: HttpRequest) -> HttpResponse:
    """Decode one frame of the camera (JPEG in the body); the answer lists what its symbols hold."""
    try:
        return JsonResponse({"texts": read_image(request.body)})
    except BadInput as refused:
        return JsonResponse({"texts": [], "reason": refused.reason.in_language(get_language() or "ja")})

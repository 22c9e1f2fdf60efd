"""The desk at the door: scan tickets, check in from the list of names, enter who walks in, and the list as a file."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tsunagu.coordination.domain.gatherings.states import PLACES
from tsunagu.coordination.domain.gatherings.tickets import NO_TICKET
from tsunagu.coordination.queries.gatherings import OwnRegistration, gathering, registrations
from tsunagu.coordination.services.gatherings import check_in as checking
from tsunagu.coordination.services.gatherings.rows import organised
from tsunagu.coordination.services.gatherings.settle_attendance import settle_attendance
from tsunagu.coordination.web.gatherings import shown
from tsunagu.coordination.web.gatherings.forms import WalkInForm
from tsunagu.coordination.web.saying import say_at_field
from tsunagu.foundation import clock
from tsunagu.foundation.documents.symbols import LARGEST_BYTES, read_image
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import TOKYO, language
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.searching.spelling import fold

HEADINGS = {
    "ja": ["氏名", "所属", "メールアドレス", "状態", "待ち順", "申込日時", "同意日時", "来場日時", "当日参加", "出欠"],
    "en": [
        "Name", "Organisation", "E-mail", "State", "Waiting", "Asked at", "Agreed at", "Came at", "Walked in",
        "Attendance",
    ],
}  # fmt: skip


@require_GET
@signed_in
def door_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show who registered, who waits and who came."""
    organised(actor_of(request, Actor), uuid)
    return _show(request, uuid, {})


@require_POST
@signed_in
def read(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Check in whose ticket was scanned, typed or photographed, and say who it is."""
    actor = actor_of(request, Actor)
    organised(actor, uuid)
    try:
        came = checking.check_in_by_symbol(actor, uuid, _symbol(request), clock.now())
    except Refused as refused:
        return _show(request, uuid, {"refused": refused}, refused.status)
    return _show(request, uuid, {"came": came})


def _symbol(request: HttpRequest) -> str:
    picture = request.FILES.get("picture")
    if picture is None:
        return request.POST.get("symbol", "")[:500]
    texts = read_image(picture.read()) if (picture.size or 0) <= LARGEST_BYTES else []
    if not texts:
        raise BadInput("ticket", NO_TICKET, "symbol")
    return texts[0]


@require_POST
@signed_in
def check_in(request: HttpRequest, uuid: UUID, registration: UUID) -> HttpResponse:
    """Check in someone from the list, or take that back."""
    actor = actor_of(request, Actor)
    if "undo" in request.POST:
        checking.undo_check_in(actor, uuid, registration, clock.now())
        messages.success(request, _("The check-in was taken back."))
    else:
        _say(request, checking.check_in(actor, uuid, registration, clock.now()))
    return HttpResponseRedirect(reverse("gatherings:door", args=[uuid]))


@require_POST
@signed_in
def walk_in(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Enter and check in someone who came without registering."""
    actor, form = actor_of(request, Actor), WalkInForm(request.POST)
    organised(actor, uuid)
    if form.is_valid():
        said = form.cleaned_data
        try:
            came = checking.walk_in(
                actor, uuid, said["name"], said["organisation"], said["email"], said["key"], clock.now()
            )
        except Refused as refusal:
            say_at_field(form, refusal)
        else:
            _say(request, came)
            return HttpResponseRedirect(reverse("gatherings:door", args=[uuid]))
    return _show(request, uuid, {"walk_in": form}, 422)


@require_POST
@signed_in
def settle(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Settle who came and who did not."""
    settle_attendance(actor_of(request, Actor), uuid, clock.now())
    messages.success(request, _("Attendance is settled."))
    return HttpResponseRedirect(reverse("gatherings:door", args=[uuid]))


def _say(request: HttpRequest, came: checking.CheckedIn) -> None:
    if came.was_there:
        messages.info(request, _("%(name)s is checked in already.") % {"name": came.name})
    else:
        messages.success(request, _("%(name)s is checked in.") % {"name": came.name})


@require_GET
@signed_in
def csv(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer the list of names as a file."""
    organised(actor_of(request, Actor), uuid)
    rows: list[list[Any]] = [HEADINGS[language()]]
    is_settled = gathering(uuid).attendance_at is not None
    rows += [_row(one, is_settled) for one in registrations(uuid)]
    return csv_file("registrations.csv", rows)


def _row(one: OwnRegistration, is_settled: bool) -> list[Any]:
    return [
        one.name, one.organisation, one.email, PLACES[one.state][1].in_language(language()),
        one.position or "", _written(one.asked_at), _written(one.agreed_at), _written(one.checked_in_at),
        "○" if one.is_walk_in else "", _attended(one, is_settled).in_language(language()),
    ]  # fmt: skip


def _attended(one: OwnRegistration, is_settled: bool) -> Text:
    """Say whether someone came; nothing before that is settled, and of who had no place."""
    if one.checked_in_at is not None:
        return Text("来場", "Came")
    return Text("欠席", "Absent") if is_settled and one.state == "registered" else Text("", "")


def _written(at: Any) -> str:
    return f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M}" if at else ""


def _is_like(one: OwnRegistration, typed: str) -> bool:
    """Say whether a name or an organisation holds what was typed, in whichever kana, width or form of kanji."""
    said, sought = (fold(text).replace(" ", "") for text in (f"{one.name} {one.organisation}", typed))
    return sought in said


def _show(request: HttpRequest, uuid: UUID, more: dict[str, Any], status: int = 200) -> HttpResponse:
    view, every, now = gathering(uuid), registrations(uuid), clock.now()
    kept, q = [one for one in every if not one.is_erased], request.GET.get("q", "").strip()[:80]
    sought = [one for one in kept if _is_like(one, q)]
    context = shown.card(view, now) | {
        "expected": [shown.registration(one) for one in sought if one.state == "registered"],
        "waiting": [shown.registration(one) for one in sought if one.state == "waiting"],
        "given_back": [shown.registration(one) for one in sought if one.state == "cancelled"],
        "erased": len(every) - len(kept), "kept_count": len(kept), "q": q,
        "figures": shown.attendance(every, is_settled=view.attendance_at is not None),
        "may_settle": view.facts.state == "published" and now >= view.details.ends_at and not view.attendance_at,
        "mail_is_sent": settings.MAIL_IS_SENT,
        "walk_in": WalkInForm(),
    }  # fmt: skip
    return render(request, "gatherings/door.html", context | more, status=status)

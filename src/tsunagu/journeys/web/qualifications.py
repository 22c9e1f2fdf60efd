"""Which methods are qualified at which sites: the list, the form that issues or renews, the one that withdraws."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.evaluation.domain.qualifications import BASES, STATES, Qualification, State
from tsunagu.evaluation.queries.qualifications import NO_SUCH, qualification_by_number, qualifications
from tsunagu.evaluation.services.qualify_method import qualify_method
from tsunagu.evaluation.services.withdraw_qualification import withdraw_qualification
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.journeys.queries.subjects import subjects
from tsunagu.journeys.web.qualification_forms import QualifyForm, WithdrawForm
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.members.queries.directory import member_names
from tsunagu.members.queries.sites import site_names, sites_of

BADGES: dict[State, str] = {
    "valid": "ok",
    "ending": "warn",
    "coming": "wait",
    "lapsed": "stop",
    "withdrawn": "stop",
}
ORDER: tuple[State, ...] = ("ending", "lapsed", "withdrawn", "valid", "coming")


@require_GET
@signed_in
def list_page(request: HttpRequest) -> HttpResponse:
    """Show the qualifications of one's own sites, what ends or has ended first, or of the whole network."""
    actor, now = actor_of(request, Actor), clock.now()
    wide = request.GET.get("of") == "network"
    found = qualifications(None if wide else actor.member_uuid)
    sites, members = site_names(one.site for one in found), member_names({one.organiser for one in found})
    may = actor.holds("quality")
    lines = [_line(one, found, now, may and one.organiser == actor.member_uuid) for one in found]
    for line in lines:
        line |= {"site": sites.get(line["one"].site), "member": members.get(line["one"].organiser)}
    lines.sort(key=lambda line: (line["is_renewed"], ORDER.index(line["state"]), line["one"].valid_until))
    context = {"lines": lines, "may_issue": may, "wide": wide}
    return render(request, "laboratory/qualifications.html", context)


def _line(one: Qualification, found: list[Qualification], now: datetime, may: bool) -> dict[str, Any]:
    state = one.state_at(now)
    is_renewed = state in ("lapsed", "withdrawn") and any(
        other.subject == one.subject and other.state_at(now) in ("valid", "ending") for other in found
    )
    said = {
        "site": str(one.site),
        "subject": f"{one.characteristic}/{one.method}",
        "method_version": one.method_version,
        "basis_kind": one.basis_kind,
    }
    return {
        "one": one,
        "name": Text(one.characteristic_ja, one.characteristic_en),
        "method": Text(one.method_ja, one.method_en),
        "basis": BASES.get(one.basis_kind, Text(one.basis_kind, one.basis_kind)),
        "state": state,
        "label": STATES[state],
        "badge": BADGES[state],
        "is_renewed": is_renewed,
        "renew": f"{reverse('laboratory:qualify')}?{urlencode(said)}" if may and not is_renewed else "",
        "withdraw": may and state in ("valid", "ending", "coming"),
    }


@require_http_methods(["GET", "POST"])
@signed_in
def qualify_page(request: HttpRequest) -> HttpResponse:
    """Issue or renew: only the laboratory's quality unit sees this page; an address may fill it in beforehand."""
    actor, now = actor_of(request, Actor), clock.now()
    check_role(actor, "quality")
    today = tokyo_date(now)
    sites = sites_of(actor.member_uuid, today)
    form = QualifyForm(sites, subjects(), today, request.GET.dict(), request.POST or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            qualify_method(actor, form.typed(), now, form.cleaned_data["key"])
        except Refused as refusal:
            refused = _at_field(form, refusal)
        else:
            messages.success(
                request, _("The qualification is signed. Gates of the whole network read it from now on.")
            )
            return HttpResponseRedirect(reverse("laboratory:qualifications"))
    return _form(request, "laboratory/qualify.html", {"form": form, "refused": refused})


@require_http_methods(["GET", "POST"])
@signed_in
def withdraw_page(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw a qualification with a reason; other laboratories find none of that number here."""
    actor, now = actor_of(request, Actor), clock.now()
    found = qualification_by_number(number)
    if found.organiser != actor.member_uuid:
        raise NotFound("no_such_qualification", NO_SUCH)
    check_role(actor, "quality")
    form = WithdrawForm(request.POST or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_qualification(actor, number, form.cleaned_data["reason"], now, form.cleaned_data["key"])
        except Refused as refusal:
            refused = _at_field(form, refusal)
        else:
            messages.success(request, _("Withdrawn. Steps that need this method now ask for a decision."))
            return HttpResponseRedirect(reverse("laboratory:qualifications"))
    site: UUID = found.site
    line = _line(found, [found], now, False) | {"site": site_names([site]).get(site)}
    return _form(request, "laboratory/withdraw.html", {"form": form, "refused": refused, "line": line})


def _form(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    refused = context["refused"]
    status = 200 if request.method == "GET" else refused.status if refused else 422
    return render(request, template, context, status=status)


def _at_field(form: Any, refusal: Refused) -> Refused | None:
    """Say a refusal at its field; return it where it belongs to none."""
    if refusal.field and refusal.field in form.fields:
        form.add_error(refusal.field, refusal.reason.in_language(language()))
        return None
    return refusal

"""Forms of the register: the coordinator keeps agreements, a member's quality unit its audits and suppliers."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import said_at_field
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members import services
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.members.domain.roles import QUALITY_ROLES
from tsunagu.members.domain.validity import Validity
from tsunagu.members.queries import register
from tsunagu.members.queries.directory import standing_members
from tsunagu.members.services.permission import check_may_write
from tsunagu.members.web.agreements import shown
from tsunagu.members.web.agreements.forms import AgreementForm, ApprovalForm, AuditForm, EndForm, RenewForm

Sent = dict[str, Any]


def _members(without: UUID | None = None) -> list[tuple[str, str]]:
    lang, today = language(), tokyo_date(clock.now())
    found = [
        (str(one.uuid), one.name.in_language(lang)) for one in standing_members(today) if one.uuid != without
    ]
    return sorted(found, key=lambda choice: choice[1])


def _answer(
    request: HttpRequest, form: forms.Form, act: Callable[[Sent], None], told: str, back: str, page: Sent
) -> HttpResponse:
    """Carry out a form that was filled in well and go back to the list; else show it with what is wrong."""
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            refused = said_at_field(form, refusal)
        else:
            messages.success(request, told)
            return HttpResponseRedirect(back)
    context = page | {"form": form, "refused": refused, "back": back}
    status = 422 if request.method == "POST" else 200
    return render(request, "members/agreements/form.html", context, status=status)


def _back(show: str) -> str:
    return reverse(f"agreements:{shown.PAGES[show]}")


@require_http_methods(["GET", "POST"])
@signed_in
def new_agreement(request: HttpRequest) -> HttpResponse:
    """Record an agreement."""
    check_may_write(None)
    sent = request.POST if request.method == "POST" else None
    form = AgreementForm(_members(), sent, initial={"parties": request.GET.getlist("party")})

    def act(said: Sent) -> None:
        services.add_agreement(
            said["kind"], [UUID(one) for one in said["parties"]],
            valid_from=said["valid_from"], valid_until=said["valid_until"],
            grants_coordinator_view=said["grants_coordinator_view"], fields=said["fields_seen"],
            capabilities=said["capabilities"], reference=said["reference"],
        )  # fmt: skip

    page = {"heading": _("Record an agreement"), "button": _("Record it in the register")}
    return _answer(request, form, act, _("The agreement is recorded."), _back("agreements"), page)


@require_http_methods(["GET", "POST"])
@signed_in
def end_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let an agreement end with a day."""
    check_may_write(None)
    one, today = register.agreement_by_uuid(uuid), tokyo_date(clock.now())
    form = EndForm(request.POST if request.method == "POST" else None, initial={"last_day": today})
    page = {
        "heading": _("End the agreement"),
        "button": _("End it"),
        "about": shown.agreement_line(one, today),
        "warning": _("Steps that rely on it need a decision of the quality units from the day after."),
    }
    back = reverse("agreements:agreement", args=[uuid])
    act = _ending(services.end_agreement, uuid)
    return _answer(request, form, act, _("The last day is recorded."), back, page)


def _ending(verb: Callable[[UUID, Any], None], uuid: UUID) -> Callable[[Sent], None]:
    return lambda said: verb(uuid, said["last_day"])


@require_http_methods(["GET", "POST"])
@signed_in
def renew_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let an agreement go on under a new paper."""
    check_may_write(None)
    one, today = register.agreement_by_uuid(uuid), tokyo_date(clock.now())
    form = RenewForm(
        request.POST if request.method == "POST" else None,
        initial=_a_year_more(one.validity, today) | {"reference": one.reference},
    )
    page = {
        "heading": _("Renew the agreement"),
        "button": _("Renew"),
        "about": shown.agreement_line(one, today),
    }

    def act(said: Sent) -> None:
        services.renew_agreement(uuid, said["valid_from"], said["valid_until"], said["reference"])

    return _answer(request, form, act, _("The agreement goes on."), _back("agreements"), page)


def _a_year_more(validity: Validity, today: date) -> dict[str, date]:
    """Propose a year from the day after the last; for what has lapsed already, from today."""
    if validity.valid_until is None:
        return {}
    first = max(validity.valid_until + timedelta(days=1), today)
    return {"valid_from": first, "valid_until": first + timedelta(days=364)}


@require_http_methods(["GET", "POST"])
@signed_in
def new_audit(request: HttpRequest) -> HttpResponse:
    """Record an audit that the own member made."""
    actor = actor_of(request, Actor)
    check_role(actor, *sorted(QUALITY_ROLES), "coordinator")
    form = AuditForm(_members(actor.member_uuid), request.POST if request.method == "POST" else None)

    def act(said: Sent) -> None:
        services.record_audit(
            actor.member_uuid, UUID(said["audited"]), now=clock.now(), held_on=said["held_on"],
            valid_until=said["valid_until"], way=said["way"], outcome=said["outcome"],
            open_findings=said["open_findings"], capabilities=said["capabilities"], summary=said["summary"],
        )  # fmt: skip

    page = {"heading": _("Record an audit"), "button": _("Record it in the register")}
    return _answer(request, form, act, _("The audit is recorded."), _back("audits"), page)


@require_http_methods(["GET", "POST"])
@signed_in
def new_approval(request: HttpRequest) -> HttpResponse:
    """Approve a supplier for a material, for the own member."""
    actor = actor_of(request, Actor)
    check_role(actor, *sorted(QUALITY_ROLES), "coordinator")
    sent = request.POST if request.method == "POST" else None
    form = ApprovalForm(_members(actor.member_uuid), sent, initial={"valid_from": tokyo_date(clock.now())})

    def act(said: Sent) -> None:
        services.approve_supplier(
            actor.member_uuid, UUID(said["supplier"]), said["material"],
            valid_from=said["valid_from"], valid_until=said["valid_until"],
        )  # fmt: skip

    page = {"heading": _("Approve a supplier"), "button": _("Approve")}
    return _answer(request, form, act, _("The approval is recorded."), _back("suppliers"), page)


@require_http_methods(["GET", "POST"])
@signed_in
def end_approval_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let the approval of a supplier end with a day."""
    actor, today = actor_of(request, Actor), tokyo_date(clock.now())
    check_role(actor, *sorted(QUALITY_ROLES), "coordinator")
    one = next((each for each in register.approvals() if each.uuid == uuid), None)
    if one is None:
        raise NotFound("approval", NO_APPROVAL)
    form = EndForm(request.POST if request.method == "POST" else None, initial={"last_day": today})
    page = {
        "heading": _("End the approval"),
        "button": _("End it"),
        "approval": shown.approval_line(one, today),
    }
    act = _ending(services.end_approval, uuid)
    return _answer(request, form, act, _("The last day is recorded."), _back("suppliers"), page)


NO_APPROVAL = Text("この供給業者の承認は登録されていません。", "This approval is not registered.")

"""The register as a list and as a table, and the page of an agreement."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tsunagu.foundation import clock
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.agreements import FIELDS
from tsunagu.members.queries import register
from tsunagu.members.web.agreements import shown

PER_PAGE = 50


@require_GET
@signed_in
def list_page(request: HttpRequest, show: str = "agreements") -> HttpResponse:
    """Show the agreements, audits or approvals that the reader may see, who ends first, first."""
    actor, today = actor_of(request, Actor), tokyo_date(clock.now())
    every, found, arrange = _found(request, show, today)
    state = request.GET.get("state", "")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "show": show,
        "tabs": [(reverse(f"agreements:{shown.PAGES[key]}"), key, name) for key, name in shown.SHOWN.items()],
        "chips": shown.chips(every, today, state),
        "state": state,
        "text": request.GET.get("q", "")[:100],
        "page_obj": page,
        "lines": [arrange(one, today) for one in page.object_list],
        "has_any": bool(every),
        "may_keep": actor.is_coordinator,
        "may_record": may_record(actor),
    }
    return render(request, "members/agreements/list.html", context)


def may_record(actor: Actor) -> bool:
    """Say whether the person may record audits and approve suppliers for the own member."""
    return actor.is_quality or actor.is_coordinator


def _found(request: HttpRequest, show: str, today: date) -> tuple[Sequence[Any], list[Any], Any]:
    """Return all that the reader may see, what matches the filters, and how a line of it is arranged."""
    state, text = request.GET.get("state", ""), request.GET.get("q", "")[:100]
    if show == "audits":
        audits = register.audits()
        return audits, shown.matching(audits, today, state, text, shown.audit_words), shown.audit_line
    if show == "suppliers":
        given = register.approvals()
        return given, shown.matching(given, today, state, text, shown.approval_words), shown.approval_line
    bound = register.agreements()
    return bound, shown.matching(bound, today, state, text, shown.agreement_words), shown.agreement_line


@require_GET
@signed_in
def agreement_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show an agreement: its parties, what it covers, which data they see of each other."""
    one, today = register.agreement_by_uuid(uuid), tokyo_date(clock.now())
    seen = [(name, key in one.fields) for key, name in FIELDS.items()]
    context = {
        "line": shown.agreement_line(one, today),
        "seen": seen if one.fields else [],
        "may_keep": actor_of(request, Actor).is_coordinator,
    }
    return render(request, "members/agreements/agreement.html", context)


@require_GET
@signed_in
def table_csv(request: HttpRequest) -> HttpResponse:
    """Return the agreements that match the filters as a table."""
    today, lang = tokyo_date(clock.now()), language()
    _, found, _ = _found(request, "agreements", today)
    return csv_file(
        f"agreements-{today.isoformat()}.csv",
        [
            [one.in_language(lang) for one in shown.HEADINGS],
            *(shown.agreement_row(one, today) for one in found),
        ],
    )

"""Pages that change published capacity by hand: a resource and its week, exceptions in bulk, withdrawing."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.web.forms import said_at_field
from tsunagu.foundation.web.scope import signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.members.queries.sites import sites_of
from tsunagu.members.services.permission import check_may_write
from tsunagu.planning.domain.capacity.calendar import Pattern
from tsunagu.planning.domain.capacity.checks import check_pattern
from tsunagu.planning.queries.capacity import ResourceView, resource, resources
from tsunagu.planning.services import add_exceptions, publish_resource, remove_exception, withdraw_resource
from tsunagu.planning.web.forms import EMPTY_ROWS, CardForm, ExceptionForm, PatternForm, WithdrawForm

MOST_ROWS = 60
BOTH = ["GET", "POST"]


@require_http_methods(BOTH)
@signed_in
def new_page(request: HttpRequest, member: UUID) -> HttpResponse:
    """Publish a resource for the first time."""
    return _edit(request, member, None)


@require_http_methods(BOTH)
@signed_in
def edit_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a resource and its week."""
    view = resource(uuid)
    return _edit(request, view.member, view)


def _edit(request: HttpRequest, member: UUID, view: ResourceView | None) -> HttpResponse:
    now = clock.now()
    today, owner = tokyo_date(now), member_by_uuid(member)
    check_may_write(owner.id)
    sites = sites_of(member, today)
    data = request.POST if request.method == "POST" else None
    form = CardForm(sites, view, data)
    rows = _rows(view, today, data)
    refused: Refused | None = None
    if data is not None and "more" not in data:
        site = None if view is None else next(one.uuid for one in sites if one.key == view.published.site)
        done, refused = _publish(form, rows, site, today, now)
        if done is not None:
            messages.success(request, _("Published. All members see it now."))
            return HttpResponseRedirect(reverse("planning:resource", args=[done]))
    is_refused = data is not None and "more" not in data
    context = {
        "form": form, "rows": rows, "refused": refused, "owner": owner, "view": view,
        "has_errors": is_refused and (bool(form.errors) or any(row.errors for row in rows)),
        "row_count": len(rows),
    }  # fmt: skip
    return render(request, "planning/capacity/edit.html", context, status=422 if is_refused else 200)


def _rows(view: ResourceView | None, today: date, data: Any) -> list[PatternForm]:
    """Return a form for each line of the week and some to fill in; asked for more, some more."""
    patterns: Sequence[Pattern] = () if view is None else view.published.patterns
    count = len(patterns) + EMPTY_ROWS
    if data is not None:
        said = str(data.get("rows", ""))
        count = min(int(said), MOST_ROWS) if said.isascii() and said.isdigit() and len(said) < 4 else count
        if "more" in data:
            count = min(count + EMPTY_ROWS, MOST_ROWS)
    return [
        PatternForm(number, patterns[number] if number < len(patterns) else None, today, _for_row(number, data))
        for number in range(count)
    ]  # fmt: skip


def _for_row(number: int, data: Any) -> Any:
    """Return what was sent if this line was on the page that sent it."""
    return data if data is not None and f"p{number}-from_hour" in data else None


def _publish(
    form: CardForm, rows: Sequence[PatternForm], site: UUID | None, today: date, now: datetime
) -> tuple[UUID | None, Refused | None]:
    """Publish what was filled in, or say at each field what is wrong with it."""
    patterns = _patterns(rows, today)
    if not form.is_valid() or any(row.errors for row in rows):
        return None, None
    try:
        where = form.site() if site is None else site
        return publish_resource(where, form.card(), patterns, now, is_new=site is None), None
    except Refused as refusal:
        return None, said_at_field(form, refusal)


def _patterns(rows: Sequence[PatternForm], today: date) -> list[Pattern]:
    found = []
    for row in rows:
        if not row.is_bound or not row.is_valid() or row.is_empty:
            continue
        pattern = row.pattern(today)
        try:
            check_pattern(pattern)
        except BadInput as refused:
            said_at_field(row, refused)
        found.append(pattern)
    return found


@require_http_methods(BOTH)
@signed_in
def exceptions_page(request: HttpRequest, member: UUID) -> HttpResponse:
    """Set the same exception for several resources of a member at once."""
    now = clock.now()
    owner = member_by_uuid(member)
    check_may_write(owner.id)
    views = resources(member, since=tokyo_date(now))
    given = {"resources": [one for one in request.GET.getlist("resource") if len(one) < 40]}
    form = ExceptionForm(views, request.POST if request.method == "POST" else None, initial=given)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            count = add_exceptions(form.chosen(), form.exception(), now)
        except Refused as refusal:
            refused = said_at_field(form, refusal)
        else:
            said = ngettext("%(n)s calendar changed.", "%(n)s calendars changed.", count) % {"n": count}
            messages.success(request, said if count else _("Nothing changed: it is entered already."))
            return HttpResponseRedirect(reverse("planning:member", args=[member]))
    context = {"form": form, "refused": refused, "owner": owner, "has_resources": bool(views)}
    status = 422 if request.method == "POST" else 200
    return render(request, "planning/capacity/exceptions.html", context, status=status)


@require_POST
@signed_in
def remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take an exception back."""
    of = remove_exception(uuid, clock.now())
    messages.success(request, _("The exception is removed."))
    return HttpResponseRedirect(reverse("planning:resource", args=[of]))


@require_http_methods(BOTH)
@signed_in
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Withdraw a resource from a day on."""
    now, view = clock.now(), resource(uuid)
    check_may_write(view.member_id)
    is_sent = request.method == "POST"
    form = WithdrawForm(request.POST if is_sent else None, initial={"on": tokyo_date(now)})
    if is_sent and form.is_valid():
        withdraw_resource(uuid, form.cleaned_data["on"], now)
        messages.success(request, _("Withdrawn. Publishing it again lifts this."))
        return HttpResponseRedirect(reverse("planning:member", args=[view.member]))
    context = {"form": form, "view": view}
    return render(request, "planning/capacity/withdraw.html", context, status=422 if is_sent else 200)

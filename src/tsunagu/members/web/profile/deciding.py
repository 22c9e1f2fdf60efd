"""Pages of proposed changes: the coordinator's queue, one change as a difference, and what is decided about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotAllowed, NotFound, Refused
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.profile.changes import difference
from tsunagu.members.domain.profile.parts import PARTS
from tsunagu.members.queries.profile import changes as queries
from tsunagu.members.queries.profile.values import current_values, names_in
from tsunagu.members.services.profile import approve_change, return_change, withdraw_change
from tsunagu.members.services.profile.editing import decides, may_edit
from tsunagu.members.web.profile.forms import DecisionForm

PER_PAGE = 20


@require_GET
@signed_in
def proposals_page(request: HttpRequest) -> HttpResponse:
    """Show what waits for approval and what was decided: the coordinator sees all, a member its own."""
    actor = actor_of(request, Actor)
    context = {
        "decides": decides(actor),
        "waiting": queries.waiting_changes(),
        "page_obj": Paginator(queries.decided_changes(), PER_PAGE).get_page(request.GET.get("page")),
        "approved": [part.name for part in PARTS.values() if part.is_approved],
        "at_once": [part.name for part in PARTS.values() if not part.is_approved],
        "own": actor.member_uuid if may_edit(actor, actor.member_id) and not decides(actor) else None,
    }
    return render(request, "members/profile/proposals.html", context)


@require_GET
@signed_in
def proposal_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one change, before and after, and what can be done about it."""
    return _page(request, uuid)


@require_POST
@signed_in
def approve_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let it onto the page."""
    return _decided(
        request,
        uuid,
        lambda actor: approve_change(actor, uuid, clock.now()),
        _("Approved. It is on the page now."),
    )


@require_POST
@signed_in
def return_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Return it to the member with the reason."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, uuid, form=form, status=422)
    note = form.cleaned_data["note"]
    return _decided(
        request, uuid, lambda actor: return_change(actor, uuid, note, clock.now()),
        _("Returned. The member sees the reason."),
    )  # fmt: skip


@require_POST
@signed_in
def withdraw_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take it back."""
    return _decided(
        request,
        uuid,
        lambda actor: withdraw_change(actor, uuid, clock.now()),
        _("Taken back. The page stays as it is."),
    )


def _decided(request: HttpRequest, uuid: UUID, decide: Callable[[Actor], Any], told: str) -> HttpResponse:
    try:
        decide(actor_of(request, Actor))
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        return _page(request, uuid, refused=refused.reason.in_language(language()), status=refused.status)
    messages.success(request, told)
    return HttpResponseRedirect(reverse("members:proposal", args=[uuid]))


def _page(
    request: HttpRequest,
    uuid: UUID,
    *,
    form: DecisionForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    actor, change = actor_of(request, Actor), queries.change_of(uuid)
    is_waiting = change.state == "proposed"
    now = current_values(change.part.key, change.subject) if change.is_out_of_date else None
    context = {
        "change": change,
        "current": _current(change, now),
        "decides": decides(actor) and is_waiting,
        "may_withdraw": is_waiting
        and may_edit(actor, change.member_id)
        and actor.member_id == change.member_id,
        "mend": _mend(change) if may_edit(actor, change.member_id) and _may_be_mended(change, now) else "",
        "form": form or DecisionForm(),
        "refused": refused,
        "file": _file(change),
    }
    return render(request, "members/profile/proposal.html", context, status=status)


def _current(change: queries.ChangeView, now: dict[str, Any] | None) -> Any:
    """Return what is there now of the fields that the change names, where it is out of date."""
    if now is None:
        return None
    there = {key: now[key] for key in (change.after or change.before) if key in now}
    return {line.name: line.after for line in difference(change.part, {}, there, names_in([there]))}


def _may_be_mended(change: queries.ChangeView, now: dict[str, Any] | None) -> bool:
    is_there = change.verb == "add" or now is not None or not change.is_out_of_date
    return change.state in ("proposed", "returned") and change.verb != "end" and is_there


def _mend(change: queries.ChangeView) -> str:
    named = [change.member, change.part.key]
    if change.verb == "add" or change.part.is_single:
        return f"{reverse('members:edit_part', args=named)}?from={change.uuid}"
    return f"{reverse('members:edit_item', args=[*named, change.subject])}?from={change.uuid}"


def _file(change: queries.ChangeView) -> str:
    uuid = change.after.get("evidence")
    return reverse("members:evidence", args=[uuid]) if uuid else ""

"""The roster of a member: looked at by all who may need to call, written by the member and the coordinator."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.facts import MemberFacts
from tsunagu.members.queries.directory import member_by_id, member_by_uuid
from tsunagu.members.queries.people import people_of
from tsunagu.members.services.permission import check_may_write
from tsunagu.notices.domain.roster_file import COLUMNS, read_roster
from tsunagu.notices.queries.roster import roster_page as roster_of
from tsunagu.notices.services import keep_roster
from tsunagu.notices.services.keep_roster import NewTurn, Who
from tsunagu.notices.web.roster.forms import ChangeForm, FileForm, TurnForm
from tsunagu.notices.web.roster.shown import members_with_gaps, roster_shown, weekdays_ja


@require_GET
@signed_in
def roster_page(request: HttpRequest, member: UUID | None = None) -> HttpResponse:
    """Show who is on duty now, the weekly turns, changes, and the gaps of the coming two weeks."""
    actor, now = actor_of(request, Actor), clock.now()
    owner = member_by_uuid(member or actor.member_uuid)
    may_write = not actor.is_reader and (owner.id == actor.member_id or actor.is_coordinator)
    context = {"owner": owner, "may_write": may_write, "now": now} | roster_shown(roster_of(owner.id, now))
    if actor.is_coordinator:
        context["members"] = members_with_gaps(now)
    return render(request, "notices/roster/roster.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def turn_page(request: HttpRequest, member: UUID) -> HttpResponse:
    """Write a weekly turn."""
    actor, owner = _writer(request, member)
    today = tokyo_date(clock.now())
    form = TurnForm(
        people_of(owner.id, today), request.POST or None, initial={"valid_from": today, "order": 1}
    )

    def write() -> None:
        keep_roster.add_turns(actor, owner.id, [form.turn()], clock.now())

    return _written(
        request, owner, form, write, "notices/roster/turn.html", _("The turn stands in the roster.")
    )


@require_http_methods(["GET", "POST"])
@signed_in
def change_page(request: HttpRequest, member: UUID) -> HttpResponse:
    """Write a swap or an absence."""
    actor, owner = _writer(request, member)
    form = ChangeForm(
        people_of(owner.id, tokyo_date(clock.now())), request.POST or None, initial={"order": 1}
    )

    def write() -> None:
        keep_roster.add_change(actor, owner.id, form.change(), clock.now())

    return _written(
        request, owner, form, write, "notices/roster/change.html", _("The change stands in the roster.")
    )


@require_http_methods(["GET", "POST"])
@signed_in
def import_page(request: HttpRequest, member: UUID) -> HttpResponse:
    """Replace the weekly turns by those of a file, all or none."""
    actor, owner = _writer(request, member)
    form = FileForm(request.POST or None, request.FILES or None)

    def write() -> None:
        today = tokyo_date(clock.now())
        people = {name.ja: uuid for uuid, name in people_of(owner.id, today).items()}
        turns = [
            NewTurn(one.duty, one.order, one.weekdays, one.from_hour, one.until_hour,
                    Who(people.get(one.name), one.name, one.phone), today)
            for one in read_roster(form.cleaned_data["file"].read())
        ]  # fmt: skip
        keep_roster.add_turns(actor, owner.id, turns, clock.now(), replace=True)

    return _written(
        request, owner, form, write, "notices/roster/import.html", _("The roster was read from the file.")
    )


@require_GET
@signed_in
def file_page(request: HttpRequest, member: UUID) -> HttpResponse:
    """Give the weekly turns as a file that can be changed and read in again."""
    owner = member_by_uuid(member)
    rows: list[Sequence[object]] = [COLUMNS]
    for row in roster_of(owner.id, clock.now()).turns:
        turn = row.turn
        rows.append([turn.duty, turn.order, weekdays_ja(turn.weekdays), turn.from_hour, turn.until_hour,
                     turn.contact.name.ja, turn.contact.phone])  # fmt: skip
    return csv_file(f"roster-{owner.key}.csv", rows)


@require_POST
@signed_in
def remove_turn_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a weekly turn out."""
    return _removed(keep_roster.remove_turn(actor_of(request, Actor), uuid))


@require_POST
@signed_in
def remove_change_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a swap or an absence out."""
    return _removed(keep_roster.remove_change(actor_of(request, Actor), uuid))


def _writer(request: HttpRequest, member: UUID) -> tuple[Actor, MemberFacts]:
    owner = member_by_uuid(member)
    check_may_write(owner.id)
    return actor_of(request, Actor), owner


def _removed(member_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("roster:roster", args=[member_by_id(member_id).uuid]))


def _written(
    request: HttpRequest, owner: MemberFacts, form: forms.Form, write: Callable[[], None], template: str, done: str
) -> HttpResponse:  # fmt: skip
    """Write what was filled in, or show the form again with what is wrong at its field."""
    is_sent = request.method == "POST"
    if is_sent and form.is_valid():
        try:
            write()
        except Refused as refused:
            if refused.field not in form.fields:
                raise
            form.add_error(refused.field, refused.reason.in_language(language()))
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("roster:roster", args=[owner.uuid]))
    context: dict[str, Any] = {"owner": owner, "form": form}
    return render(request, template, context, status=422 if is_sent else 200)

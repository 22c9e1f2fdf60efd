"""Look-backs on screen: the list, the form that opens one, its page, answers, completion and the CSV."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.journeys.domain.look_back import ANSWERERS, ANSWERS, DIRECTIONS, OPENERS, to_check
from tsunagu.journeys.queries.look_backs import Seen, look_backs, seen
from tsunagu.journeys.services.open_look_back import open_look_back
from tsunagu.journeys.services.run_look_back import answer_look_back, complete_look_back
from tsunagu.journeys.web.acts.base import ActForm
from tsunagu.journeys.web.look_back_forms import AnswerForm, CompleteForm, OpenForm
from tsunagu.journeys.web.look_back_shown import (
    found_lines,
    part_lines,
    reach_graph,
    samples_left,
    state_of,
    therapy_names,
)
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import person_names
from tsunagu.members.queries.directory import member_names

LONGEST_START = 200


@require_GET
@signed_in
def list_page(request: HttpRequest) -> HttpResponse:
    """Show the look-backs that one's member opened or is asked about."""
    actor = actor_of(request, Actor)
    found = look_backs(actor.member_uuid)
    names = member_names({_opener(one) for one in found})
    lines = [_list_line(one, names.get(_opener(one)), actor) for one in found]
    context = {"lines": lines, "may_open": actor.holds(*OPENERS)}
    return render(request, "look_backs/list.html", context)


def _list_line(one: Seen, opener: Text | None, actor: Actor) -> dict[str, Any]:
    return {
        "one": one,
        "head": one.head,
        "opener": opener,
        "state": state_of(one),
        "answered": sum(1 for part in one.parts if part.is_final),
        "is_due": one.own is not None
        and one.own.state != "closed"
        and not one.own.is_final
        and actor.holds(*ANSWERERS),
    }


def _opener(one: Seen) -> Any:
    return one.opened.member if one.opened is not None else one.own.opener if one.own is not None else None


@require_http_methods(["GET", "POST"])
@signed_in
def open_page(request: HttpRequest) -> HttpResponse:
    """Open a look-back from any number; nothing is found or told before it is signed."""
    actor = actor_of(request, Actor)
    given = request.GET.get("start", "").replace("\x00", "")[:LONGEST_START]
    form = OpenForm(given, request.POST or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            receipt = open_look_back(actor, form.wanted(), clock.now(), form.cleaned_data["key"])
        except Refused as refusal:
            refused = _at_field(form, refusal)
        else:
            found = next(
                one
                for one in look_backs(actor.member_uuid)
                if one.opened and one.opened.chain == receipt.chain
            )
            messages.success(request, _("The look-back is open. Every member concerned has been asked."))
            return HttpResponseRedirect(reverse("look_backs:page", args=[found.head.number]))
    context = {"form": form, "refused": refused, "may_open": actor.holds(*OPENERS)}
    return render(request, "look_backs/open.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@signed_in
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Show a look-back as this person's member may see it."""
    return render(request, "look_backs/page.html", _shown(actor_of(request, Actor), number))


@require_POST
@signed_in
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Answer for one's member, or complete it; the same request again is the same act."""
    if verb not in ("answer", "complete"):
        raise Http404
    actor, now = actor_of(request, Actor), clock.now()
    form: ActForm = AnswerForm(request.POST) if verb == "answer" else CompleteForm(request.POST)
    refused: Refused | None = None
    if form.is_valid():
        said = form.cleaned_data
        try:
            if verb == "answer":
                answer_look_back(actor, number, said["answer"], said["text"], now, said["key"])
            else:
                complete_look_back(actor, number, said["conclusion"], now, said["despite"], said["key"])
        except NotFound:
            raise
        except Refused as refusal:
            refused = _at_field(form, refusal)
        else:
            done = _("Your answer is recorded.") if verb == "answer" else _("The look-back is completed.")
            messages.success(request, done)
            return HttpResponseRedirect(reverse("look_backs:page", args=[number]))
    shown = _shown(actor, number) | {f"{verb}_form": form, "refused": refused, "form": form}
    return render(request, "look_backs/page.html", shown, status=refused.status if refused else 422)


@require_GET
@signed_in
def export(request: HttpRequest, number: str) -> HttpResponse:
    """Return what this member may see as CSV: cases and lots, samples left, and for the opener the answers."""
    found, lang, now = seen(number, actor_of(request, Actor).member_uuid), language(), clock.now()
    rows = [
        [_("case") if one.kind == "case" else _("lot"), one.shown_number, one.name.in_language(lang),
         ", ".join(f"{state.in_language(lang)} {count}" for state, count in one.states), "", ""]
        for one in found_lines(found.found, therapy_names())
    ]  # fmt: skip
    rows += [
        [one.purpose.in_language(lang), one.shown_number, one.sample.item.label, one.state_name.in_language(lang),
         f"{one.sample.left:.12g} {one.sample.row.unit}", one.holder.in_language(lang)]
        for one in samples_left(found.found, now)
    ]  # fmt: skip
    rows += [
        [_("Answer"), "", one.name.in_language(lang), one.answer.in_language(lang) if one.answer else _("none yet"),
         tokyo_date(one.part.answered_at).isoformat() if one.part.answered_at else "", one.part.text]
        for one in part_lines(found.parts)
    ]  # fmt: skip
    head = [_("Kind"), _("Case or lot"), _("What it is"), _("State"), _("Amount or day"), _("Holder or text")]
    return csv_file(f"look-back-{found.head.number}.csv", [head, *rows])


def _at_field(form: ActForm, refusal: Refused) -> Refused | None:
    if refusal.field in form.fields:
        form.add_error(refusal.field, refusal.reason.in_language(language()))
        return None
    return refusal


def _shown(actor: Actor, number: str) -> dict[str, Any]:
    found, now = seen(number, actor.member_uuid), clock.now()
    opened, own, names = found.opened, found.own, therapy_names()
    badge, state = state_of(found)
    is_open = found.head.state not in ("completed", "closed")
    may_answer = own is not None and own.state != "closed" and actor.holds(*ANSWERERS)
    may_complete = opened is not None and is_open and actor.holds("quality")
    people = person_names(
        {opened.opened_by, *([opened.concluded_by] if opened.concluded_by else [])} if opened else set()
    )
    return {
        "head": found.head,
        "opened": opened,
        "own": own,
        "opener": member_names({_opener(found)}).get(_opener(found)),
        "opened_by": people.get(opened.opened_by) if opened else None,
        "concluded_by": people.get(opened.concluded_by) if opened and opened.concluded_by else None,
        "badge": badge,
        "state": state,
        "direction": DIRECTIONS[opened.direction] if opened else None,
        "counts": opened.counts if opened else own.counts if own else {},
        "task": to_check(own.counts) if own else None,
        "own_answer": ANSWERS.get(own.answer) if own else None,
        "lines": found_lines(found.found, names),
        "others": found.found["others"],
        "graph": reach_graph(found.found, names) if found.found["chains"] else None,
        "samples": samples_left(found.found, now),
        "parts": part_lines(found.parts),
        "answer_form": AnswerForm() if may_answer else None,
        "complete_form": CompleteForm() if may_complete else None,
    }

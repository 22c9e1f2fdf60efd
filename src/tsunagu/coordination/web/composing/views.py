"""The composer: ask, look, keep; and the proposals that were kept or shown."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tsunagu.coordination.domain.composing.record import chain_from, members_of
from tsunagu.coordination.domain.matching.consultations import LONGEST_SUBJECT
from tsunagu.coordination.queries.composing.network import presets
from tsunagu.coordination.queries.composing.proposals import Kept, proposal, proposals_of, shared_with
from tsunagu.coordination.services.composing.compose import Composed, compose
from tsunagu.coordination.services.composing.keep_chain import LONGEST_TITLE, keep_chain
from tsunagu.coordination.web.composing import shown
from tsunagu.coordination.web.composing.asking import ask_form, asked_steps, request_of
from tsunagu.coordination.web.composing.forms import AskForm, KeepForm, month
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.vocabulary import SETTINGS, word
from tsunagu.members.queries.directory import standing_members

LOOK = "look"
MOST_FIRST = 3
"""So many proposals stand on the page; the others are unfolded."""
TALK = "talk"
"""The button that keeps the proposal and begins a consultation about the chain of its value."""


@require_GET
@signed_in
def compose_page(request: HttpRequest) -> HttpResponse:
    """Show the form; with what was asked, the chains or what is missing."""
    return _page(request, request.GET, None)


@require_POST
@signed_in
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what the address asks for, composed anew."""
    actor, form = actor_of(request, Actor), KeepForm(request.POST)
    asked = ask_form(_today(), request.GET)
    if not form.is_valid() or not asked.is_valid():
        return _page(request, request.GET, form)
    composed = compose(actor, request_of(asked, request.GET), asked.cleaned_data["wish"], _today())
    try:
        uuid = keep_chain(
            actor, composed, form.cleaned_data["title"], {"query": _query(request.GET)},
            request_key=form.cleaned_data["key"], now=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        if refused.field != "title":
            raise
        form.add_error("title", refused.reason.in_language(language()))
        return _page(request, request.GET, form)
    messages.success(request, _("The proposal is kept. You can show it to other members."))
    if TALK in request.POST:
        number = _number(request.POST[TALK], len(composed.proposals))
        return HttpResponseRedirect(talk_address(actor, proposal(uuid), number))
    return HttpResponseRedirect(reverse("composing:proposal", args=[uuid]))


def _page(request: HttpRequest, data: QueryDict, keeping: KeepForm | None) -> HttpResponse:
    actor, today = actor_of(request, Actor), _today()
    is_asked = "therapy" in data
    form = ask_form(today, data if is_asked else None)
    context: dict[str, Any] = {
        "form": form, "members": len(standing_members(today)), "query": _query(data), "is_asked": is_asked,
        "kept": proposals_of(None if actor.is_coordinator else actor.member_uuid),
        "shared": shared_with(actor.member_uuid), "may_keep": not actor.is_reader,
    }  # fmt: skip
    status = 200
    if is_asked and form.is_valid():
        try:
            context |= _asked(actor, form, data, keeping)
        except Refused as refused:
            if refused.field != "steps":
                raise
            context["refused"], status = refused, 422
    elif is_asked:
        status = 422
    if keeping is not None and keeping.errors:
        status = 422
    return render(request, "coordination/composing/compose.html", context, status=status)


def _asked(actor: Actor, form: AskForm, data: QueryDict, keeping: KeepForm | None) -> dict[str, Any]:
    sketch = form.sketch()
    context: dict[str, Any] = {"sketch": sketch}
    if sketch is not None:
        cell = form.cleaned_data["cell_type"] or sketch.cells[0]
        context["steps"] = shown.steps_shown(asked_steps(form, data), sketch.for_cells(cell))
    if LOOK in data:
        return context
    composed = compose(actor, request_of(form, data), form.cleaned_data["wish"], _today())
    return {
        **context,
        **_composed(composed, form, data),
        "keeping": keeping or KeepForm(initial=_title(form)),
    }


def _composed(composed: Composed, form: AskForm, data: QueryDict) -> dict[str, Any]:
    asked = composed.problem.request
    context: dict[str, Any] = {
        "composed": composed, "setting": word(SETTINGS, asked.setting), "start": month(asked.starts_on),
        "wish": presets().wishes[composed.wish].name, "is_late_month": asked.starts_on != form.cleaned_data["start"],
        "rates": asked.rates, "said": form.in_words(),
    }  # fmt: skip
    if not composed.proposals:
        return context
    number = _number(data.get("show", ""), len(composed.proposals))
    explained = composed.explained(number)
    rows = shown.rows(composed, number)
    criteria = [(place, one.checked.criteria) for place, one in enumerate(composed.proposals)]
    return context | {
        "shown": number + 1,
        "columns": shown.columns(composed, number, explained),
        "beginnings": shown.beginnings(composed, number),
        "rows_first": rows[:MOST_FIRST],
        "rows_more": rows[MOST_FIRST:],
        "reasons": shown.explained_shown(composed, explained),
        "picture": shown.picture([(place, one) for place, one in criteria if one is not None], number),
        "best": composed.front.found[0],
        "found": len(composed.front.found),
    }


def _number(typed: str, count: int) -> int:
    return min(max(int(typed), 1), count) - 1 if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0


def _title(form: AskForm) -> dict[str, str]:
    therapy, where, *_rest = form.in_words()
    return {"title": f"{therapy}　{where}"[:LONGEST_TITLE].strip()}


def _query(data: QueryDict) -> str:
    kept = data.copy()
    for name in ("show", LOOK):
        kept.pop(name, None)
    return kept.urlencode()


def _today() -> date:
    return tokyo_date(clock.now())


def talk_address(actor: Actor, kept: Kept, number: int) -> str:
    """Return where a consultation about one chain of a proposal begins, with the members that it names."""
    chain, _figures = chain_from(kept.answer["chains"][number])
    others = [one for one in members_of(chain, kept.answer["names"]) if one != actor.member_uuid]
    name = _("Proposal %(n)s") % {"n": number + 1}
    subject = f"{kept.title[: LONGEST_SUBJECT - len(name) - 1]}　{name}"
    asked = {"chain": str(kept.uuid), "members": ",".join(map(str, others)), "subject": subject}
    return f"{reverse('consultations:new')}?{urlencode(asked)}"

"""The register of samples on screen: what we keep, one sample with what can be done with it, and the CSV."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from tsunagu.evaluation.domain.samples import EARLY, HANDLING, KEPT, PURPOSES, STATES, is_guarded
from tsunagu.evaluation.services.end_sample import answer_early, ask_early, end_sample
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.scope import current_scope
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.journeys.queries.samples import OPEN, Filters, Line, register, sample_line
from tsunagu.journeys.web.acts.base import ActForm, choices, reason_field
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import person_names

VERBS = ("end", "ask", "answer")
PER_PAGE, LONGEST_QUERY = 50, 60
BADGES = {"asked": "warn", "due": "warn", "kept": "ok", "used": "wait", "destroyed": "wait"}


class EndForm(ActForm):
    """Use or disposal of a sample: which, how much, why."""

    def __init__(self, line: Line, data: Any = None) -> None:
        super().__init__(data)
        unit = line.sample.row.unit
        self.fields["what"] = forms.ChoiceField(
            label=gettext_lazy("What is done"), choices=choices(EARLY), widget=forms.RadioSelect
        )
        if not is_guarded(line.sample.kept, clock.now()):
            self.fields["amount"] = forms.CharField(
                label=gettext_lazy("Amount used (leave empty: all of it)"), max_length=40, required=False,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}), help_text=unit,
            )  # fmt: skip
        self.fields["reason"] = reason_field(gettext_lazy("Reason"))


class AnswerForm(ActForm):
    """Whether the quality unit approves an early use or disposal, and why."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["answer"] = forms.ChoiceField(
            label=gettext_lazy("Answer"), widget=forms.RadioSelect,
            choices=[("approve", gettext_lazy("Approve and carry it out")), ("decline", gettext_lazy("Decline"))],
        )  # fmt: skip
        self.fields["reason"] = reason_field(gettext_lazy("Grounds"))


@require_GET
@signed_in
def list_page(request: HttpRequest) -> HttpResponse:
    """Show what is kept, the first whose retention ends first."""
    filters, now = _filters(request), clock.now()
    lines = register(filters, actor_of(request, Actor).member_uuid, now)
    pages = Paginator([_shown(one, now) for one in lines], PER_PAGE)
    context = {
        "filters": filters,
        "page_obj": pages.get_page(request.GET.get("page")),
        "total": len(lines),
        "due": sum(1 for one in lines if one.state == "due"),
        "asked": sum(1 for one in lines if one.state == "asked"),
        "purposes": [(key, PURPOSES[key]) for key in PURPOSES if key in KEPT],
        "states": list(STATES.items()),
        "query": request.GET.urlencode(),
        "reads_all": current_scope().name != "member",
    }
    return render(request, "laboratory/samples.html", context)


@require_GET
@signed_in
def export(request: HttpRequest) -> HttpResponse:
    """Return the register as CSV, narrowed as on screen."""
    now, lang = clock.now(), language()
    head = [
        _("Number"), _("Kept for"), _("Of what"), _("Case or lot"), _("Taken from"), _("Amount left"), _("Unit"),
        _("Holder"), _("Site"), _("Position"), _("Storage band"), _("Taken on"), _("Kept until"), _("State"),
    ]  # fmt: skip
    rows = [
        [
            one.sample.item.label, one.purpose.in_language(lang), one.product.in_language(lang), one.shown_number,
            one.source.label if one.source else "", f"{one.sample.left:.12g}", one.sample.row.unit,
            one.holder.in_language(lang), one.site.in_language(lang), one.sample.item.position,
            one.band.in_language(lang), tokyo_date(one.sample.row.taken_at).isoformat(),
            tokyo_date(one.sample.row.keep_until).isoformat() if one.sample.row.keep_until else "",
            one.state_name.in_language(lang),
        ]
        for one in register(_filters(request), actor_of(request, Actor).member_uuid, now)
    ]  # fmt: skip
    return csv_file("samples.csv", [head, *rows])


@require_GET
@signed_in
def page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one sample, and what this person can do with it."""
    return render(request, "laboratory/sample.html", _page(request, sample_line(uuid, clock.now())))


@require_POST
@signed_in
def act(request: HttpRequest, uuid: UUID, verb: str) -> HttpResponse:
    """Use or dispose of a sample, ask for it before its time, or answer that; the same request again is one act."""
    if verb not in VERBS:
        raise Http404
    line, actor = sample_line(uuid, clock.now()), actor_of(request, Actor)
    form: ActForm = AnswerForm(request.POST) if verb == "answer" else EndForm(line, request.POST)
    refused: Refused | None = None
    if form.is_valid():
        try:
            _do(actor, line, verb, form.cleaned_data)
        except NotFound:
            raise
        except Refused as refusal:
            refused = refusal
            if refusal.field in form.fields:
                form.add_error(refusal.field, refusal.reason.in_language(language()))
        else:
            messages.success(request, _done(verb, form.cleaned_data))
            return HttpResponseRedirect(reverse("laboratory:sample", args=[uuid]))
    context = _page(request, line, form, verb) | {"refused": refused}
    return render(request, "laboratory/sample.html", context, status=refused.status if refused else 422)


def _do(actor: Actor, line: Line, verb: str, said: dict[str, Any]) -> None:
    now, uuid, key = clock.now(), line.sample.uuid, said["key"]
    if verb == "answer":
        answer_early(actor, uuid, said["answer"] == "approve", said["reason"], now, key)
    elif verb == "ask":
        ask_early(actor, uuid, said["what"], said["reason"], now, key)
    else:
        end_sample(actor, uuid, said["what"], said["reason"], now, said.get("amount", ""), key)


def _done(verb: str, said: dict[str, Any]) -> str:
    if verb == "ask":
        return _("The quality unit has been asked.")
    if verb == "answer" and said["answer"] == "decline":
        return _("Declined. The sample stays kept.")
    return _("It is recorded.")


def _page(request: HttpRequest, line: Line, form: ActForm | None = None, verb: str = "") -> dict[str, Any]:
    actor, now = actor_of(request, Actor), clock.now()
    row = line.sample.row
    is_ours = line.sample.item.holder == actor.member_uuid and line.state in OPEN
    names = person_names({one for one in (row.taken_by, row.asked_by, row.ended_by) if one is not None})
    may_end = is_ours and line.state != "asked" and actor.holds(*HANDLING)
    may_answer = (
        is_ours and line.state == "asked" and actor.holds("quality") and row.asked_by != actor.person_uuid
    )
    guarded = is_guarded(line.sample.kept, now)
    return _shown(line, now) | {
        "verb": verb or ("answer" if may_answer else "ask" if guarded else "end"),
        "form": form or (AnswerForm() if may_answer else EndForm(line) if may_end else None),
        "guarded": guarded,
        "taken_by": names.get(row.taken_by),
        "asked_by": names.get(row.asked_by) if row.asked_by else None,
        "ended_by": names.get(row.ended_by) if row.ended_by else None,
        "early": EARLY.get(row.asked),
    }


def _shown(line: Line, now: Any) -> dict[str, Any]:
    until = line.sample.row.keep_until
    return {
        "line": line,
        "row": line.sample.row,
        "item": line.sample.item,
        "badge": BADGES[line.state],
        "days": (until - now).days if until and line.state in ("kept", "asked") else None,
    }


def _filters(request: HttpRequest) -> Filters:
    asked = request.GET
    return Filters(
        purpose=asked["purpose"] if asked.get("purpose") in KEPT else "",
        state=asked["state"] if asked.get("state") in STATES else "",
        text=asked.get("q", "").replace("\x00", "")[:LONGEST_QUERY],
        whose="all" if asked.get("whose") == "all" else "",
    )

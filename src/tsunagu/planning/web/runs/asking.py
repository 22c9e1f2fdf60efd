"""Acts on plans: ask for one, stop it, ask what would change it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import said_at_field
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import day_text, language, this_year, tokyo_date
from tsunagu.foundation.written.faults import FileRefused
from tsunagu.members.domain.actor import Actor
from tsunagu.members.services.permission import check_may_write
from tsunagu.planning.domain.generated import SIZES, network
from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.problem.files import read_problem
from tsunagu.planning.queries import runs as queries
from tsunagu.planning.services.ask_what_if import ask_what_if
from tsunagu.planning.services.cancel_run import cancel_run
from tsunagu.planning.services.gather_problem import gather_problem
from tsunagu.planning.services.start_run import Asked, start_run
from tsunagu.planning.web.runs.forms import FileForm, OpenForm, SyntheticForm, WhatIfForm, next_monday
from tsunagu.planning.web.runs.naming import names_for
from tsunagu.planning.web.runs.views import picture_of, resource_names, run_answer

LARGEST = 20_000_000
SHOWN_FAULTS = 50
TOO_LARGE = Text(
    "ファイルが大きすぎます（20 MB まで）。地域や期間で分けてください。",
    "The file is too large (20 MB at most). Part it by region or time.",
)
NOT_TEXT = Text(
    "ファイルを UTF-8 の文字として読めません。JSON か YAML を UTF-8 で保存してください。",
    "The file can't be read as UTF-8 text. Save JSON or YAML as UTF-8.",
)


@require_http_methods(["GET", "POST"])
@signed_in
def new_page(request: HttpRequest) -> HttpResponse:
    """Ask for a plan of the requests that are open, of a problem file, or of an invented network."""
    actor, now = actor_of(request, Actor), clock.now()
    check_may_write(actor.member_id)
    sent = request.method == "POST"
    is_made, is_open = sent and "made-size" in request.POST, sent and "open-effort" in request.POST
    file = FileForm(request.POST, request.FILES) if sent and not (is_made or is_open) else FileForm()
    made = SyntheticForm(request.POST) if is_made else SyntheticForm()
    waiting = OpenForm(request.POST) if is_open else OpenForm()
    form = made if is_made else waiting if is_open else file
    refused: Refused | None = None
    if sent:
        run, refused = _start(form, actor, now)
        if run is not None:
            return HttpResponseRedirect(reverse("planning:run", args=[run]))
    faults = refused.errors if isinstance(refused, FileRefused) else ()
    context = {
        "file": file,
        "made": made,
        "waiting": waiting,
        "refused": refused,
        "form": form,
        "faults": faults[:SHOWN_FAULTS],
        "fault_count": len(faults),
        "more_faults": max(0, len(faults) - SHOWN_FAULTS),
    }
    return render(request, "planning/runs/new.html", context, status=422 if sent else 200)


def _start(form: Any, actor: Actor, now: datetime) -> tuple[UUID | None, Refused | None]:
    """Start what was asked for, or say what is wrong with it."""
    if not form.is_valid():
        return None, None
    said = form.cleaned_data
    try:
        if isinstance(form, SyntheticForm):
            size, seed = SIZES[int(said["size"])], said["seed"]
            problem = network(size, seed, next_monday(tokyo_date(now)))
            title = _("%(journeys)s patients, seed %(seed)s") % {"journeys": size.journeys, "seed": seed}
            asked = Asked(title, True, said["effort"])
        elif isinstance(form, OpenForm):
            problem = gather_problem(now)
            said_on = day_text(tokyo_date(now), this_year(), language())
            asked = Asked(_("Open requests on %(day)s") % {"day": said_on}, False, said["effort"])
        else:
            problem = _problem(said["file"])
            asked = Asked(said["title"], False, said["effort"])
        return start_run(problem, asked, now, uuid5(actor.member_uuid, f"run/{said['key']}")), None
    except FileRefused as refusal:
        return None, refusal
    except Refused as refusal:
        return None, said_at_field(form, refusal)


def _problem(file: Any) -> Problem:
    """Read an uploaded problem file; its first sign tells JSON from YAML, whatever its name."""
    if (file.size or 0) > LARGEST:
        raise BadInput("file_size", TOO_LARGE, "file")
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("file_text", NOT_TEXT, "file") from error
    if "\0" in text:
        raise BadInput("file_text", NOT_TEXT, "file")
    return read_problem(text, "json" if text.lstrip()[:1] == "{" else "yaml")


@require_POST
@signed_in
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Stop a plan that is being made."""
    cancel_run(uuid, clock.now())
    messages.success(request, _("Stopped. The best plan found so far stays."))
    return HttpResponseRedirect(reverse("planning:run", args=[uuid]))


@require_POST
@signed_in
def what_if(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask what some changes would bring."""
    view = queries.run(uuid)
    picture = picture_of(view, names_for(view))
    check_may_write(view.member_id)
    form = WhatIfForm([] if picture is None else list(resource_names(picture).items()), request.POST)
    if not form.is_valid():
        return run_answer(request, view, form)
    try:
        new = ask_what_if(uuid, form.questions(), clock.now())
    except Refused as refusal:
        return run_answer(request, view, form, said_at_field(form, refusal))
    said = ngettext("%(n)s change is being tried.", "%(n)s changes are being tried.", new) % {"n": new}
    messages.success(request, said if new else _("These changes have been tried already."))
    return HttpResponseRedirect(reverse("planning:run", args=[uuid]) + "#what-if")

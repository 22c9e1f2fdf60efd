"""Values of a study's lots: pasted with a preview, taken from verified results, and lots added or excluded."""

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.evaluation.domain.comparability_plan import read_lots
from tsunagu.evaluation.domain.comparability_values import Preview
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.queries.comparability import StudyView, lots_of, plans_of, study_by_number, values_of
from tsunagu.evaluation.services.measure_study import add_lots, exclude_lot, look_at_table, record_table
from tsunagu.evaluation.services.running_study import WRITERS, check_party
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.web.forms import said_at_field
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language
from tsunagu.journeys.queries.comparability import lots_made
from tsunagu.journeys.services.compare_lots import results_to_take, shown_hash, take_results
from tsunagu.journeys.web.comparability import signs_as, status_of
from tsunagu.journeys.web.comparability_forms import LotsForm, ValuesForm
from tsunagu.members.domain.actor import Actor


@require_http_methods(["GET", "POST"])
@signed_in
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Look at a pasted table, then record it exactly as it was looked at."""
    actor, study = _writer(request, number)
    if request.method == "GET":
        return _show(request, actor, study, ValuesForm(initial={"values": _blank(study)}))
    data = request.POST.copy()
    digest = hashlib.sha256(data.get("values", "").encode()).hexdigest()
    is_as_shown = "record" in data and data.get("shown") == digest
    data["shown"] = digest
    form = ValuesForm(data)
    refused: Refused | None = None
    preview: Preview | None = None
    if form.is_valid():
        said = form.cleaned_data
        try:
            preview = look_at_table(number, said["values"])
            if is_as_shown:
                record_table(
                    actor, number, said["values"], said["source"], said["reason"], clock.now(), said["key"]
                )
                messages.success(request, _("The values are recorded."))
                return _back(number)
        except NotFound:
            raise
        except Refused as refusal:
            refused = said_at_field(form, refusal)
    looked = preview is not None and not form.errors and refused is None
    return _show(request, actor, study, form, refused, preview, 200 if looked else status_of(refused))


@require_POST
@signed_in
def take(request: HttpRequest, number: str) -> HttpResponse:
    """Record the results of the ledger as they were shown."""
    actor, study = _writer(request, number)
    shown, reason = request.POST.get("shown", "")[:64], request.POST.get("reason", "")
    try:
        take_results(actor, number, shown, reason, clock.now(), request.POST.get("key", "")[:60] or None)
    except NotFound:
        raise
    except Refused as refused:
        form = ValuesForm(initial={"values": _blank(study)})
        return _show(request, actor, study, form, refused, status=status_of(refused))
    messages.success(request, _("The results are taken over."))
    return _back(number)


@require_http_methods(["GET", "POST"])
@signed_in
def lots(request: HttpRequest, number: str) -> HttpResponse:
    """Add lots, or exclude one with its reason."""
    actor, study = _writer(request, number)
    form = LotsForm(request.POST if request.method == "POST" and "lots" in request.POST else None)
    refused: Refused | None = None
    if request.method == "POST":
        key, now = request.POST.get("key", "")[:60] or None, clock.now()
        try:
            if "lot" in request.POST:
                label, why = request.POST["lot"], request.POST.get("reason", "")
                exclude_lot(actor, number, label, why, now, key)
                messages.success(request, _("The lot is excluded. It stays visible with its reason."))
                return _back(number)
            if form.is_valid():
                add_lots(actor, number, read_lots(form.cleaned_data["lots"]), now, key)
                messages.success(request, _("The lots are added."))
                return _back(number)
        except Refused as refusal:
            refused = refusal if "lot" in request.POST else said_at_field(form, refusal)
    known = lots_of(study.uuid)
    labels = {one.label for one in known}
    context = {
        "study": study,
        "form": form,
        "refused": refused,
        "lots": [one for one in known if one.excluded_at is None],
        "made": [one for one in lots_made(study) if one[0] not in labels],
        "chosen": request.POST.get("lot", request.GET.get("lot", "")),
        "typed_reason": request.POST.get("reason", ""),
    }
    status = status_of(refused) if request.method == "POST" else 200
    return render(request, "comparability/lots.html", context | signs_as(actor), status=status)


def _writer(request: HttpRequest, number: str) -> tuple[Actor, StudyView]:
    actor, study = actor_of(request, Actor), study_by_number(number)
    check_party(actor, study, *WRITERS)
    return actor, study


def _back(number: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("comparability:study", args=[number]))


def _blank(study: StudyView) -> str:
    """Return the head of the table and the lots that lack values, to be filled in."""
    plan, lots = plans_of(study.uuid)[0].plan, lots_of(study.uuid)
    measured = {(one.lot, one.characteristic) for one in values_of(study.uuid)}
    columns = [one.name.in_language(language()) for one in plan.criteria]
    lacking = [
        one
        for one in lots
        if one.excluded_at is None and any((one.uuid, each.key) not in measured for each in plan.criteria)
    ]
    head = "\t".join([_("Lot"), *columns])
    return "\n".join([head, *(one.label + "\t" * len(columns) for one in lacking)])


def _show(
    request: HttpRequest, actor: Actor, study: StudyView, form: ValuesForm, refused: Refused | None = None,
    preview: Preview | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    found = results_to_take(study.number)
    plan = plans_of(study.uuid)[0].plan
    context: dict[str, Any] = {
        "study": study,
        "form": form,
        "refused": refused,
        "preview": preview,
        "units": [(one.name, shown_unit(one.unit)) for one in plan.criteria],
        "found": found,
        "new_results": sum(one.is_new for one in found),
        "replacing": any(one.is_new and one.was for one in found),
        "results_hash": shown_hash(found),
        "take_key": f"{study.uuid}-{shown_hash(found)[:16]}",
        "is_closed": study.state in ("concluded", "withdrawn"),
    }
    return render(request, "comparability/values.html", context | signs_as(actor), status=status)

"""Pages of funding: the catalogue of programmes, awards with their reports, and what is due."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.coordination.domain.pipeline.funding import Obligation
from tsunagu.coordination.queries import pipeline as queries
from tsunagu.coordination.queries.pipeline import ProgrammeView
from tsunagu.coordination.services.pipeline.change_award import change_award, remove_report
from tsunagu.coordination.services.pipeline.hand_in_report import hand_in_report, take_back_report
from tsunagu.coordination.services.pipeline.keep_programme import add_programme, change_programme
from tsunagu.coordination.services.pipeline.permission import check_may_coordinate, may_coordinate
from tsunagu.coordination.services.pipeline.record_award import add_report, record_award
from tsunagu.coordination.web.pipeline import shown
from tsunagu.coordination.web.pipeline.acts import BOTH, product_address, sheet_of, written
from tsunagu.coordination.web.pipeline.funding_forms import (
    AwardForm,
    AwardTermsForm,
    HandInForm,
    ProgrammeForm,
    ReportForm,
    award_terms,
    programme_of,
)
from tsunagu.coordination.web.pipeline.making import Sheet, answer_form
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.domain.actor import Actor

SPANS = (60, 180, 365)


@require_GET
@signed_in
def reports_page(request: HttpRequest) -> HttpResponse:
    """List what is late or due soon: everybody's for the coordinator, the own member's for others."""
    now = clock.now()
    asked = request.GET.get("within", "")
    within = int(asked) if asked in {str(days) for days in SPANS} else SPANS[1]
    lines = [shown.due_line(one, tokyo_date(now)) for one in queries.reports_due(now, within)]
    context = {
        "lines": lines,
        "late": sum(line["state"] == "stop" for line in lines),
        "spans": [{"days": days, "is_chosen": days == within} for days in SPANS],
        "is_coordinator": may_coordinate(actor_of(request, Actor)),
    }
    return render(request, "coordination/pipeline/reports.html", context)


@require_GET
@signed_in
def programmes_page(request: HttpRequest) -> HttpResponse:
    """Show the catalogue of funding programmes."""
    today = tokyo_date(clock.now())
    context = {
        "lines": [shown.programme_line(one, today) for one in queries.programmes()],
        "may_keep": may_coordinate(actor_of(request, Actor)),
    }
    return render(request, "coordination/pipeline/programmes.html", context)


@require_http_methods(BOTH)
@signed_in
def new_programme(request: HttpRequest) -> HttpResponse:
    """Add a programme to the catalogue."""
    actor = actor_of(request, Actor)
    check_may_coordinate(actor)
    form = ProgrammeForm(request.POST if request.method == "POST" else None)

    def act() -> tuple[str, str]:
        add_programme(actor, form.programme(), request_key=form.cleaned_data["key"], now=clock.now())
        return reverse("pipeline:programmes"), _("The programme is in the catalogue.")

    return answer_form(request, form, _catalogue_sheet(_("Add a programme"), _("Add the programme")), act)


@require_http_methods(BOTH)
@signed_in
def edit_programme(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change what the catalogue tells of a programme."""
    actor = actor_of(request, Actor)
    check_may_coordinate(actor)
    view = queries.programme(uuid)
    form = ProgrammeForm(request.POST if request.method == "POST" else None, initial=programme_of(view))

    def act() -> tuple[str, str]:
        change_programme(actor, uuid, form.programme(), clock.now())
        return reverse("pipeline:programmes"), _("The programme is changed.")

    return answer_form(request, form, _catalogue_sheet(_("Change a programme"), _("Save the programme")), act)


def _catalogue_sheet(title: str, button: str) -> Sheet:
    about = _("Every member reads the catalogue. Awards of a product are entered on the product's page.")
    return Sheet(title, about, button, reverse("pipeline:programmes"), _("Funding programmes"))


@require_http_methods(BOTH)
@signed_in
def award(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Enter an award with its reports."""
    actor, view = written(request, uuid)
    found = queries.programmes()
    if not found:
        messages.warning(
            request, _("The catalogue of programmes is empty. Ask the coordinator to add the programme.")
        )
        return HttpResponseRedirect(reverse("pipeline:programmes"))
    choices = _programme_choices(found)
    initial = {"first": tokyo_date(clock.now()), "kind_0": "interim", "kind_1": "accounts", "kind_2": "final"}
    form = AwardForm(choices, request.POST if request.method == "POST" else None, initial=initial)

    def act() -> tuple[str, str]:
        record_award(
            actor,
            uuid,
            form.award(),
            form.obligations(),
            request_key=form.cleaned_data["key"],
            now=clock.now(),
        )
        return product_address(uuid, "#funding"), _("The award is recorded.")

    about = _(
        "Reminders go to the lead and the coordinator 60 and 14 days before a report is due, and on its day."
    )
    return answer_form(request, form, sheet_of(view, _("Enter an award"), about, _("Record the award")), act)


def _programme_choices(found: list[ProgrammeView]) -> list[tuple[str, str]]:
    return [(str(one.uuid), one.name.with_note(one.funder).in_language(language())) for one in found]


@require_http_methods(BOTH)
@signed_in
def edit_award(request: HttpRequest, uuid: UUID, award: UUID) -> HttpResponse:
    """Correct an award."""
    actor, view = written(request, uuid)
    known = next((one for one in queries.product_page(uuid).awards if one.uuid == award), None)
    if known is None:
        raise NotFound("award", Text("この資金の記録はありません。", "There is no such award."))
    choices = _programme_choices(queries.programmes())
    form = AwardTermsForm(
        choices, request.POST if request.method == "POST" else None, initial=award_terms(known)
    )

    def act() -> tuple[str, str]:
        change_award(actor, uuid, award, form.award(), clock.now())
        return product_address(uuid, "#funding"), _("The award is changed.")

    about = _("Reports are added and taken away on the product's page.")
    return answer_form(request, form, sheet_of(view, _("Change the award"), about, _("Save the award")), act)


@require_POST
@signed_in
def report_away(request: HttpRequest, uuid: UUID, report: UUID) -> HttpResponse:
    """Take away a report that was entered by mistake."""
    actor, _view = written(request, uuid)
    remove_report(actor, uuid, report, clock.now())
    messages.success(request, _("The report is taken away."))
    return HttpResponseRedirect(product_address(uuid, "#funding"))


@require_http_methods(BOTH)
@signed_in
def report(request: HttpRequest, uuid: UUID, award: UUID) -> HttpResponse:
    """Add a report to an award."""
    actor, view = written(request, uuid)
    form = ReportForm(request.POST if request.method == "POST" else None)

    def act() -> tuple[str, str]:
        said = form.cleaned_data
        add_report(
            actor,
            uuid,
            award,
            Obligation(said["kind"], said["due_on"]),
            request_key=said["key"],
            now=clock.now(),
        )
        return product_address(uuid, "#funding"), _("The report is added.")

    about = _(
        "Reminders go to the lead and the coordinator 60 and 14 days before a report is due, and on its day."
    )
    return answer_form(request, form, sheet_of(view, _("Add a report"), about, _("Add the report")), act)


@require_http_methods(BOTH)
@signed_in
def report_done(request: HttpRequest, uuid: UUID, report: UUID) -> HttpResponse:
    """Note that a report was handed in, or take that back."""
    actor, view = written(request, uuid)
    if request.method == "POST" and "take_back" in request.POST:
        take_back_report(actor, uuid, report)
        messages.success(request, _("The report is due again."))
        return HttpResponseRedirect(product_address(uuid, "#funding"))
    form = HandInForm(
        request.POST if request.method == "POST" else None, initial={"done_on": tokyo_date(clock.now())}
    )

    def act() -> tuple[str, str]:
        hand_in_report(actor, uuid, report, form.cleaned_data["done_on"], clock.now())
        return product_address(uuid, "#funding"), _("The report is handed in; its reminders are settled.")

    about = _("Reminders of it are taken out of the inboxes.")
    return answer_form(
        request, form, sheet_of(view, _("Report handed in"), about, _("Note that it was handed in")), act
    )

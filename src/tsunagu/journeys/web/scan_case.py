"""A case whose number or wristband was read: its patient (own hospital only), its things, and the next reading."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.downloads import file_answer
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.journeys.services.case_on_scan import case_on_scan, patient_for_wristband
from tsunagu.journeys.web.scan_papers import wristband_pdf
from tsunagu.members.domain.actor import Actor


@require_GET
@signed_in
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """Show the case of a CoI number."""
    return show(request, actor_of(request, Actor), number, "")


def show(
    request: HttpRequest, actor: Actor, number: str, wristband: str, refused: Refused | None = None
) -> HttpResponse:
    """Show the case; a wristband that was read goes along to the next reading."""
    case = case_on_scan(actor, number[:40], clock.now())
    shown = {"case": case, "wristband": wristband, "refused": refused}
    return render(request, "scan/case.html", shown, status=refused.status if refused else 200)


def again(request: HttpRequest, actor: Actor, number: str, wristband: str, refused: Refused) -> HttpResponse:
    """Show the case again after a reading that could not be read."""
    return show(request, actor, number, wristband, refused)


@require_GET
@signed_in
def wristband(request: HttpRequest, number: str) -> HttpResponse:
    """Print the patient's wristband: at the own hospital, for its clinical staff."""
    actor = actor_of(request, Actor)
    patient, coi = patient_for_wristband(actor, number[:40])
    content = wristband_pdf(patient, coi, actor.member_name)
    return file_answer("wristband.pdf", content, "application/pdf", is_shown=True)

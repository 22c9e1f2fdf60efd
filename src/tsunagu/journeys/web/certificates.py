"""Certificates of analysis: the documents for the parties, and the page that verifies a code for everyone."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tsunagu.evaluation.domain.certificate import MEANT, STANDINGS
from tsunagu.evaluation.domain.certificate_code import grouped_code, read_code
from tsunagu.evaluation.queries import CertificateView
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import BadInput, NotFound
from tsunagu.foundation.web.downloads import file_answer
from tsunagu.foundation.web.scope import signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.journeys.queries.certificates import NO_CERTIFICATE, content_of, own_certificate, verification
from tsunagu.journeys.queries.links import journey_link
from tsunagu.journeys.queries.seeing import check_seen
from tsunagu.journeys.web.certificate_paper import MARKS, certificate_pdf, moment_on_paper

LANGUAGES = ("ja", "en")
LONGEST_SHOWN = 60
"""So much of what was typed stands in the field again."""


@require_GET
@signed_in
def verify_page(request: HttpRequest) -> HttpResponse:
    """Show whether the certificate of a code is valid; who holds the paper learns no result here."""
    typed = request.GET.get("code", "").replace("\x00", "")
    context: dict[str, Any] = {"typed": typed[:LONGEST_SHOWN]}
    if not typed:
        return render(request, "laboratory/certificates.html", context)
    try:
        code = read_code(typed)
    except BadInput as refused:
        return render(request, "laboratory/certificates.html", context | {"refused": refused}, status=422)
    return render(request, "laboratory/certificates.html", context | _found(code))


def _found(code: str) -> dict[str, Any]:
    found, shown = verification(code), grouped_code(code)
    if found is None:
        return {"is_unknown": True, "typed": shown}
    return {
        "typed": shown,
        "found": found,
        "code": shown,
        "issued": moment_on_paper(found.issued_at),
        "mark": MARKS[found.standing],
        "label": STANDINGS[found.standing],
        "meant": MEANT[found.standing],
        "journey": journey_link(found.number, "certificates") if found.is_party else "",
        "newer": grouped_code(found.newer),
    }


@require_GET
@signed_in
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Print a certificate; ``?lang=en`` gives the English one."""
    found = _own(code)
    asked = request.GET.get("lang", "")
    lang = asked if asked in LANGUAGES else language()
    address = request.build_absolute_uri(reverse("laboratory:certificates"))
    content = certificate_pdf(
        content_of(found), found.content_hash, f"{address}?code={grouped_code(found.code)}", lang,
        bool(settings.DEMONSTRATION),
    )  # fmt: skip
    name = f"certificate-{grouped_code(found.code)}-{lang}.pdf"
    return file_answer(name, content, "application/pdf", is_shown=True)


@require_GET
@signed_in
def twin(request: HttpRequest, code: str) -> HttpResponse:
    """Return the machine-readable twin: exactly the bytes whose SHA-256 stands on the paper."""
    found = _own(code)
    name = f"certificate-{grouped_code(found.code)}.json"
    return file_answer(name, found.content, "application/json", is_shown=True)


def _own(code: str) -> CertificateView:
    """Return the certificate of a code in the address; a code that can't be one looks like one that isn't there."""
    try:
        found = own_certificate(read_code(code))
    except BadInput as refused:
        raise NotFound("no_such_certificate", NO_CERTIFICATE) from refused
    check_seen("documents", found.member, tokyo_date(clock.now()))
    return found

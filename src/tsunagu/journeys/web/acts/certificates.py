"""The act of issuing a certificate of analysis: what will stand on it is shown, and confirmed with a signature."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.refusals import Refused
from tsunagu.journeys.services.certifying import lines_of
from tsunagu.journeys.services.issue_certificate import draft_of, issue_certificate
from tsunagu.journeys.web.acts.base import Act, ActForm, Asked, plain
from tsunagu.journeys.web.certificate_paper import shown_line


class CertificateForm(ActForm):
    """Nothing is typed: the results stand as they were verified."""


def _issue(asked: Asked, cleaned: dict[str, Any]) -> None:
    step, _row = asked.step()
    issue_certificate(asked.actor, asked.chain, step.key, asked.now, cleaned["key"])


def _draft(asked: Asked) -> dict[str, Any]:
    """Return what will stand on the certificate, or why there can be none yet."""
    step, row = asked.step()
    about = {"about": {"title": step.name, "at": row.ended_at, "detail": ""}}
    try:
        draft = draft_of(asked.actor, asked.running, step.key)
    except Refused as refused:
        return about | {"draft_refused": refused}
    return about | {
        "lines": [shown_line(one) for one in lines_of(draft.certified)],
        "supersedes": draft.before,
    }


CERTIFICATE = Act(
    "certificate",
    _("Issue a certificate of analysis"),
    _("Sign and issue"),
    _("The certificate of analysis is issued."),
    plain(CertificateForm),
    _issue,
    part="certificates",
    beside=_draft,
    template="journeys/certificate_form.html",
    lead=_(
        "The results are frozen as they stand, on paper and machine-readable, with a code that proves them."
    ),
)

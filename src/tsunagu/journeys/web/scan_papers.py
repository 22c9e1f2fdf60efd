"""The wristband as a document: name, birth date, patient id and the symbol that the bedside reads."""

import re

from django.utils.translation import gettext as _

from tsunagu.foundation.documents import pdf, symbols
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import language
from tsunagu.identifiers.symbols import wristband_token
from tsunagu.journeys.domain.patient import Patient

_TOKEN = re.compile(r"[A-Za-z0-9_\-]{8,200}")


def wristband_content(patient: Patient) -> str:
    """Return what the symbol holds; a short record number stands alone, for it is no token."""
    number = patient.record_number.strip()
    return wristband_token(number) if _TOKEN.fullmatch(number) else number


def wristband_data(patient: Patient, coi: str, hospital: Text) -> dict[str, object]:
    """Return the values that the label's template sets."""
    lang = language()
    drawn = symbols.qr(wristband_content(patient)).svg()
    return {
        "size": "100x50",
        "title": _("Wristband"),
        "language": lang,
        "first": patient.name,
        "second": patient.kana,
        "name": _("Born %(day)s") % {"day": patient.born_on.isoformat()},
        "rows": [[_("Patient id"), patient.record_number], [_("CoI number"), coi]],
        "foot": hospital.in_language(lang),
        "symbols": [{"svg": drawn, "alt": _("Symbol of the wristband"), "caption": patient.record_number}],
    }


def wristband_pdf(patient: Patient, coi: str, hospital: Text) -> bytes:
    """Return the wristband's label as PDF."""
    return pdf.render("label", wristband_data(patient, coi, hospital))

"""The certificate of analysis as a document and in lists: words and figures from its frozen twin alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tsunagu.evaluation.domain.certificate import STANDINGS
from tsunagu.evaluation.domain.certificate_code import grouped_code
from tsunagu.evaluation.domain.shown import decimal_text
from tsunagu.foundation.documents import pdf, symbols
from tsunagu.foundation.text import Text, listed
from tsunagu.foundation.web.numbers import grouped
from tsunagu.foundation.web.times import TOKYO
from tsunagu.journeys.queries.certificates import IssuedCertificate

JUDGEMENTS: dict[str, tuple[str, Text]] = {
    "passed": ("ok", Text("適合", "Passed")),
    "failed": ("stop", Text("不適合", "Failed")),
    "pending": ("warn", Text("試験中", "Running")),
    "missing": ("wait", Text("結果なし", "No result")),
    "not_judged": ("wait", Text("参考値", "Not judged")),
}
"""Mark and word of each judgement in the twin."""
MARKS = {"valid": "ok", "added": "warn", "corrected": "stop", "superseded": "wait"}
FIGURES = 4
"""Significant figures of an interval, which was calculated rather than read."""
NOTHING = Text("―", "–")
Twin = Mapping[str, Any]


def certificate_shown(one: IssuedCertificate) -> dict[str, Any]:
    """Return a certificate for a list: how it stands, and where its documents are."""
    return {
        "view": one.view,
        "step": one.step,
        "person": one.person,
        "mark": MARKS[one.standing],
        "label": STANDINGS[one.standing],
        "code": grouped_code(one.view.code),
        "verify": f"{reverse('laboratory:certificates')}?code={grouped_code(one.view.code)}",
        "pdf": reverse("laboratory:certificate_pdf", args=[one.view.code]),
        "json": reverse("laboratory:certificate_json", args=[one.view.code]),
    }


def moment_on_paper(at: datetime) -> str:
    """Write a time as it stands on the paper, the year always with it."""
    return f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M}"


def shown_line(line: Twin) -> dict[str, Any]:
    """Return a line of the twin as a page shows it."""
    mark, judgement = JUDGEMENTS[line["judgement"]]
    value = line["value"]["text"] if line["value"] else NOTHING
    return {
        "name": line["name"], "method": line["method"]["name"], "limits": line["limits"]["text"],
        "value": value, "mark": mark, "judgement": judgement,
    }  # fmt: skip


def certificate_pdf(
    content: Twin, content_hash: str, address: str, language: str, is_demonstration: bool
) -> bytes:
    """Return the certificate as PDF: the same bytes for the same content, address and language."""
    return pdf.render(
        "certificate", certificate_data(content, content_hash, address, language, is_demonstration)
    )


def certificate_data(
    content: Twin, content_hash: str, address: str, language: str, is_demonstration: bool
) -> dict[str, Any]:
    """Return the values that the certificate's template sets; ``address`` is where the code is verified."""
    with override(language):
        code = grouped_code(content["code"])
        return {
            "language": language,
            "title": _("Certificate of Analysis"),
            "words": _words(),
            "laboratory": _in(content["issuer"]["organisation"], language),
            "site": _in(content["issuer"]["site"], language),
            "facts": _facts(content, language),
            "lines": [_line(one, language) for one in content["results"]],
            "conclusion": _conclusion(content),
            "notes": _notes(content, language),
            "issuer": _issuer(content, language),
            "people": _people(content, language),
            "symbol": {"svg": symbols.qr(address).svg(), "alt": _("Symbol with the address for verification")},
            "code": code,
            "address": address.partition("?")[0],
            "hash": [content_hash[:32], content_hash[32:]],
            "demonstration": _("Demonstration: invented data") if is_demonstration else "",
            "foot": f"{_('Certificate of Analysis')}  {code}",
        }  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "characteristic": _("Characteristic and method"),
        "limits": _("Specification"),
        "value": _("Result"),
        "judgement": _("Judgement"),
        "tested": _("Tested on"),
        "results": _("Results"),
        "issued": _("Issued"),
        "verify": _("Verify this certificate"),
        "code": _("Code"),
        "hash": _("SHA-256 of the contents"),
        "how": _(
            "Read the symbol, or enter the code at this address, to see whether the certificate is still valid."
        ),
        "signed": _(
            "Signed electronically; the signature is kept in the network's ledger. No seal is needed."
        ),
        "page": _("Page"),
    }


def _facts(content: Twin, language: str) -> list[list[str]]:
    subject, specification = content["subject"], content["specification"]
    number = _("CoI number") if subject["kind"] == "case" else _("Lot")
    test = _in(subject["step"]["name"], language)
    again = _("attempt %(n)s") % {"n": subject["attempt"]}
    return [
        [_("Product or treatment"), _in(subject["therapy"]["name"], language)],
        [number, " ".join(grouped(subject["number"]))],
        [_("Test"), f"{test}　{again}" if subject["attempt"] > 1 else test],
        [_("Samples"), "\n".join(_samples(subject["samples"], language)) or NOTHING.in_language(language)],
        [
            _("Specification"),
            f"{_in(specification['name'], language)}　{_('version %(n)s') % {'n': specification['version']}}",
        ],
        [_("Issued"), _moment(content["issued_at"])],
    ]


def _samples(samples: Sequence[Twin], language: str) -> list[str]:
    return [
        f"{one['label']}　{_in(one['name'], language)}　{_('made %(at)s') % {'at': _moment(one['made_at'])}}"
        for one in samples
    ]


def _line(line: Twin, language: str) -> dict[str, Any]:
    mark, judgement = JUDGEMENTS[line["judgement"]]
    version = line["method"]["version"]
    unit = _in(line["unit"]["text"], language)
    return {
        "name": _in(line["name"], language),
        "method": _in(line["method"]["name"], language),
        "version": _("version %(n)s") % {"n": version} if version else "",
        "limits": _split(_in(line["limits"]["text"], language), unit),
        "value": _split(_in(line["value"]["text"], language) if line["value"] else "", unit),
        "more": _more(line, unit, language),
        "mark": mark,
        "judgement": judgement.in_language(language),
        "tested": _moment(line["tested_at"])[:10] if line["tested_at"] else "",
    }


def _split(text: str, unit: str) -> list[str]:
    """Part a figure from its unit, which is set lighter."""
    if unit and text.endswith(unit):
        return [text.removesuffix(unit).strip(), unit]
    return [text or "―", ""]


def _more(line: Twin, unit: str, language: str) -> list[str]:
    """Return what stands small under a value: readings, interval, what could have been found."""
    found = []
    if len(line["readings"]) > 1:
        read = [_split(_in(one, language), unit)[0] for one in line["readings"]]
        found.append(_("readings %(values)s") % {"values": " / ".join(read)})
    if line["interval"] is not None:
        low, high = (_figure(line["interval"][end]) for end in ("lower", "upper"))
        percent = round(100 * line["interval"]["confidence"])
        found.append(_("%(n)s %% interval %(low)s to %(high)s") % {"n": percent, "low": low, "high": high})
    if "calculation" in line:
        found.append(_calculated(line["calculation"], language))
    if line["limit_of_detection"]:
        found.append(_("detection limit %(limit)s") % {"limit": line["limit_of_detection"]})
    if line["examined"] is not None:
        found.append(_("%(n)s cells examined") % {"n": _figure(line["examined"])})
    return found


def _calculated(made: Twin, language: str) -> str:
    """Say how a result was calculated: kind, model, and how many readings were left out."""
    words = {"kind": _in(made["kind"]["name"], language), "model": _in(made["model"]["name"], language)}
    said = _("calculated: %(kind)s, %(model)s") % words
    left = _(", %(n)s readings left out") % {"n": made["left_out"]} if made["left_out"] else ""
    return said + left


def _figure(value: float) -> str:
    return decimal_text(Decimal(f"{value:.{FIGURES}g}").normalize() + 0)


def _conclusion(content: Twin) -> dict[str, str]:
    words = {
        "passed": ("ok", _("All results meet the specification.")),
        "failed": ("stop", _("Some results do not meet the specification.")),
        "pending": ("warn", _("The results so far meet the specification. Some tests are still running.")),
    }
    mark, said = words[content["conclusion"]]
    return {"mark": mark, "text": said}


def _notes(content: Twin, language: str) -> list[str]:
    """Return what a reader must not overlook: tests that still run, and those without a result."""
    parts = {
        "pending": _("Still running, to be certified anew: %(names)s"),
        "missing": _("No result: %(names)s"),
    }
    found = []
    for judgement, sentence in parts.items():
        names = [_in(one["name"], language) for one in content["results"] if one["judgement"] == judgement]
        if names:
            found.append(sentence % {"names": listed(names, language)})
    return found


def _issuer(content: Twin, language: str) -> dict[str, str]:
    issuer = content["issuer"]
    return {
        "organisation": _in(issuer["organisation"], language),
        "person": _in(issuer["person"], language),
        "role": _in(issuer["role"], language),
        "at": _moment(content["issued_at"]),
    }


def _people(content: Twin, language: str) -> list[list[str]]:
    """Return who tested and who verified, each name once; the twin says it for each result."""
    found = []
    for key, title in (("tested_by", _("Tested by")), ("verified_by", _("Verified by"))):
        names = dict.fromkeys(_in(one[key], language) for one in content["results"] if one[key])
        if names:
            found.append([title, listed(names, language)])
    return found


def _in(text: Mapping[str, str] | None, language: str) -> str:
    return "" if text is None else text[language]


def _moment(value: str) -> str:
    return moment_on_paper(datetime.fromisoformat(value))

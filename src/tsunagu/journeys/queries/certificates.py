"""Certificates of analysis as pages show them: how each stands now, and what one who holds the paper may see."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tsunagu.custody.queries.chains import open_if_party, parties_among
from tsunagu.evaluation.domain.certificate import Standing, standing_of
from tsunagu.evaluation.queries import (
    CertificateView,
    ResultView,
    certificate_by_code,
    certificates_of,
    results_of,
)
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text

LAST = 4
"""So many characters of the CoI or lot number are shown to whoever holds the paper."""


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """A certificate with how it stands."""

    view: CertificateView
    standing: Standing
    step: Text
    person: Text


@dataclass(frozen=True, slots=True)
class Verification:
    """What anyone in the network is told about a code; ``number`` is whole for the parties of the chain alone."""

    code: str
    laboratory: Text
    issued_at: datetime
    content_hash: str
    standing: Standing
    superseded_at: datetime | None
    is_party: bool
    last: str
    number: str = ""
    newer: str = ""


def content_of(certificate: CertificateView) -> dict[str, Any]:
    """Return the machine-readable twin as values."""
    found: dict[str, Any] = json.loads(certificate.content)
    return found


def standing_in(certificate: CertificateView, in_force: Collection[UUID]) -> Standing:
    """Return how a certificate stands; ``in_force`` are the results of its test that count now."""
    lines = [line for line in content_of(certificate)["results"] if line["result"] is not None]
    running = [UUID(line["result"]) for line in lines if line["judgement"] == "pending"]
    judged = [UUID(line["result"]) for line in lines if line["judgement"] != "pending"]
    return standing_of(certificate.superseded_by is not None, judged, running, in_force)


def certificates_shown(chain: UUID, results: Collection[ResultView]) -> list[IssuedCertificate]:
    """Return the certificates of an opened chain, newest first; ``results`` are all of that chain."""
    found = []
    for one in certificates_of(chain):
        content = content_of(one)
        step, person = content["subject"]["step"]["name"], content["issuer"]["person"]
        standing = standing_in(one, _in_force(one, results))
        found.append(IssuedCertificate(one, standing, _text(step), _text(person)))
    return found


def own_certificate(code: str) -> CertificateView:
    """Return the certificate of a code for a party of its chain; for others there is none."""
    with gate_scope():
        found = certificate_by_code(code)
    if found is None or not open_if_party([found.chain]):
        raise NotFound("no_such_certificate", NO_CERTIFICATE)
    return found


def verification(code: str) -> Verification | None:
    """Return what stands behind a code, read for anyone in the network; None where there is no such certificate."""
    with gate_scope():
        found = certificate_by_code(code)
        if found is None:
            return None
        standing = standing_in(found, _in_force(found, results_of([found.chain])))
        newer = next((one for one in certificates_of(found.chain) if one.uuid == found.superseded_by), None)
    content = content_of(found)
    number, is_party = str(content["subject"]["number"]), bool(parties_among([found.chain]))
    return Verification(
        code=found.code,
        laboratory=_text(content["issuer"]["organisation"]),
        issued_at=found.issued_at,
        content_hash=found.content_hash,
        standing=standing,
        superseded_at=found.superseded_at,
        is_party=is_party,
        last=number[-LAST:],
        number=number if is_party else "",
        newer=newer.code if newer is not None and is_party else "",
    )


def _in_force(certificate: CertificateView, results: Collection[ResultView]) -> list[UUID]:
    return [
        one.uuid
        for one in results
        if (one.step, one.attempt) == (certificate.step, certificate.attempt) and one.is_in_force
    ]


def _text(value: Mapping[str, str]) -> Text:
    return Text(value["ja"], value["en"])


NO_CERTIFICATE = Text(
    "該当する試験成績書がありません。確認コードと、所属する組織を確認してください。",
    "There is no such certificate. Check the code, and the organisation you are signed in for.",
)

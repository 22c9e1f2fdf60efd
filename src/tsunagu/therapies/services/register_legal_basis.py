"""Register an approval, a trial or a plan, with the sites and versions that it names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.members.services.permission import member_to_write
from tsunagu.therapies.domain.legal_basis import SETTING_OF_KIND, FormVersion, shape_warnings
from tsunagu.therapies.domain.vocabulary import BasisKind
from tsunagu.therapies.models import LegalBasis
from tsunagu.therapies.services.consent_forms import check_form, stored_form

REGISTRARS = ("mah", "sponsor", "quality", "physician", "hospital_coordinator", "coordinator")
MAX_SITES = 500


@dataclass(frozen=True, slots=True)
class BasisPapers:
    """What the papers say."""

    kind: BasisKind
    number: str
    therapy_key: str
    valid_from: date
    valid_until: date | None = None
    registration: str = ""
    committee: str = ""
    named_sites: Sequence[UUID] = ()
    route_versions: Sequence[int] = ()
    conditional: bool = False
    consent_forms: Sequence[FormVersion] = ()


@dataclass(frozen=True, slots=True)
class Registered:
    """The new legal basis, and warnings about numbers of an unusual shape."""

    uuid: UUID
    warnings: tuple[Text, ...]


def register_legal_basis(
    actor: Actor | None, holder: UUID, papers: BasisPapers, uuid: UUID | None = None
) -> Registered:
    """Register papers for the member that holds them; unusual numbers are warned of, not refused.

    Parameters
    ----------
    actor : who registers; None only for the system's own worker.
    """
    if actor is not None:
        check_role(actor, *REGISTRARS)
    member = member_to_write(holder)
    _check(papers)
    basis = _row(member.pk, papers, uuid or uuid4())
    try:
        with transaction.atomic():
            basis.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            "legal_basis_exists",
            Text(
                f"「{papers.number}」はこの製品・治療技術に登録済みです。",
                f"{papers.number!r} is registered for this therapy already.",
            ),
            "number",
        ) from error
    return Registered(
        basis.uuid, shape_warnings(papers.kind, basis.number, basis.registration, basis.committee)
    )


def _row(holder: int, papers: BasisPapers, uuid: UUID) -> LegalBasis:
    return LegalBasis(
        uuid=uuid,
        kind=papers.kind,
        setting=SETTING_OF_KIND[papers.kind],
        number=papers.number.strip(),
        registration=papers.registration.strip(),
        committee=papers.committee.strip(),
        therapy_key=papers.therapy_key,
        holder_id=holder,
        named_sites=[str(site) for site in papers.named_sites],
        route_versions=sorted(set(papers.route_versions)),
        valid_from=papers.valid_from,
        valid_until=papers.valid_until,
        conditional=papers.conditional,
        consent_forms=[stored_form(form) for form in papers.consent_forms],
    )


def _check(papers: BasisPapers) -> None:
    if papers.kind not in SETTING_OF_KIND:
        raise _bad("kind", "この種類の法的根拠はありません。", "There is no such kind of legal basis.")
    for field in ("number", "registration", "committee", "therapy_key"):
        value = getattr(papers, field)
        limit = 60 if field == "therapy_key" else 40
        if len(value) > limit or "\x00" in value:
            raise _bad(field, f"{limit} 文字以内で入力してください。", f"Use at most {limit} characters.")
    if not papers.number.strip() or not papers.therapy_key:
        raise _bad("number", "番号と製品・治療技術を入力してください。", "Enter the number and the therapy.")
    if papers.valid_until is not None and papers.valid_until < papers.valid_from:
        raise _bad("valid_until", "終了日が開始日より前です。", "The last day comes before the first.")
    if papers.conditional and papers.kind != "approval":
        raise _bad("conditional", "条件及び期限付は承認だけです。", "Only an approval can be conditional.")
    for form in papers.consent_forms:
        check_form(form)
    if len(papers.named_sites) > MAX_SITES:
        raise _bad("named_sites", "拠点が多すぎます。", "Too many sites.")


def _bad(field: str, ja: str, en: str) -> BadInput:
    return BadInput("legal_basis_input", Text(ja, en), field)

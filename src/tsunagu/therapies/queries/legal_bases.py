"""Approvals, trials and plans as values."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.therapies.domain.legal_basis import FormVersion, LegalBasisFacts
from tsunagu.therapies.domain.vocabulary import BasisKind, Setting
from tsunagu.therapies.models import LegalBasis


def legal_basis(uuid: UUID) -> LegalBasisFacts:
    """Return one legal basis; ``NotFound`` where there is none."""
    row = next(iter(_by_uuid(uuid)), None)
    if row is None:
        raise NotFound(
            "legal_basis",
            Text("この法的根拠は登録されていません。", "This legal basis is not registered."),
        )
    return _facts(row)


@compiled
def _by_uuid(uuid: UUID) -> QuerySet[LegalBasis]:
    return LegalBasis.objects.select_related("holder").filter(uuid=uuid)


def legal_bases(therapy_key: str, setting: str = "") -> list[LegalBasisFacts]:
    """Return the legal bases of a therapy, oldest first; in one setting if asked for."""
    rows = LegalBasis.objects.select_related("holder").filter(therapy_key=therapy_key)
    if setting:
        rows = rows.filter(setting=setting)
    return [_facts(row) for row in rows.order_by("valid_from", "number")]


def named_sites(therapies: Iterable[str], on: date) -> dict[str, frozenset[UUID]]:
    """Return the sites that the legal bases in force on a day name, by therapy, in one query.

    A therapy stands here only where each of its bases names sites: one that names none may be used anywhere.
    """
    found: dict[str, frozenset[UUID]] = {}
    anywhere: set[str] = set()
    for row in LegalBasis.objects.select_related("holder").filter(therapy_key__in=set(therapies)):
        basis = _facts(row)
        if basis.state_on(on) != "active":
            continue
        if not basis.named_sites:
            anywhere.add(basis.therapy_key)
        found[basis.therapy_key] = found.get(basis.therapy_key, frozenset()) | set(basis.named_sites)
    return {key: sites for key, sites in found.items() if key not in anywhere}


def _facts(row: LegalBasis) -> LegalBasisFacts:
    return LegalBasisFacts(
        uuid=row.uuid,
        kind=cast(BasisKind, row.kind),
        setting=cast(Setting, row.setting),
        number=row.number,
        registration=row.registration,
        committee=row.committee,
        therapy_key=row.therapy_key,
        holder=row.holder.uuid,
        named_sites=tuple(UUID(site) for site in row.named_sites),
        route_versions=tuple(row.route_versions),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        suspended_on=row.suspended_on,
        suspended_reason=row.suspended_reason,
        conditional=row.conditional,
        consent_forms=tuple(_form(one) for one in row.consent_forms),
    )


def _form(stored: Mapping[str, str | None]) -> FormVersion:
    days = {
        key: date.fromisoformat(day)
        for key in ("first_day", "last_day", "renew_by")
        if (day := stored.get(key)) is not None
    }
    return FormVersion(version=str(stored["version"]), **days)

"""What ends soon or has lapsed in the register, and isn't followed by a newer one: papers, audits, calibrations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from tsunagu.foundation.text import Text
from tsunagu.members.domain.materials import material_name
from tsunagu.members.domain.vocabulary import AGREEMENT_KINDS, LICENCE_KINDS, word
from tsunagu.members.models import AgreementParty, Audit, Equipment, Licence, SupplierApproval

LOOKED_BACK_DAYS = 30


@dataclass(frozen=True, slots=True)
class Ending:
    """Something of a member that ends: what, where or with whom, and its last day.

    ``kind`` is licence, agreement, audit, supplier or calibration.
    """

    member_id: int
    uuid: UUID
    kind: str
    what: Text
    where: Text
    last_day: date


def endings(on: date, within_days: int) -> list[Ending]:
    """Return what ends within so many days, or did in the last month, unless another of its kind goes on after it."""
    first, last = on - timedelta(days=LOOKED_BACK_DAYS), on + timedelta(days=within_days)
    found = [
        *_licences(first, last), *_agreements(first, last), *_audits(first, last),
        *_suppliers(first, last), *_calibrations(first, last),
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.last_day, one.kind, one.uuid))


def _between(first: date, last: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}valid_until__gte": first, f"{prefix}valid_until__lte": last})


def _goes_on(last_day: date, others: Iterable[date | None]) -> bool:
    return any(other is None or other > last_day for other in others)


def _licences(first: date, last: date) -> Iterator[Ending]:
    rows = list(Licence.objects.filter(_between(first, last)).select_related("site"))
    lasting: dict[tuple[int, str], list[date | None]] = {}
    same = Licence.objects.filter(site__in={row.site_id for row in rows}, suspended_on__isnull=True)
    for site, kind, until in same.values_list("site_id", "kind", "valid_until"):
        lasting.setdefault((site, kind), []).append(until)
    for row in rows:
        if row.valid_until and not _goes_on(row.valid_until, lasting.get((row.site_id, row.kind), ())):
            name = word(LICENCE_KINDS, row.kind)
            yield Ending(row.member_id, row.uuid, "licence", name, row.site.name, row.valid_until)


def _agreements(first: date, last: date) -> Iterator[Ending]:
    lines = AgreementParty.objects.select_related("agreement", "party").order_by("agreement_id")
    ending = [
        line for line in lines.filter(_between(first, last, "agreement__")) if line.member_id != line.party_id
    ]
    lasting: dict[tuple[int, int, str], list[date | None]] = {}
    readers = {line.member_id for line in ending}
    for line in lines.filter(member__in=readers):
        key = line.member_id, line.party_id, line.agreement.kind
        lasting.setdefault(key, []).append(line.agreement.valid_until)
    for line in ending:
        row, key = line.agreement, (line.member_id, line.party_id, line.agreement.kind)
        if row.valid_until and not _goes_on(row.valid_until, lasting.get(key, ())):
            name = word(AGREEMENT_KINDS, row.kind)
            yield Ending(line.member_id, row.uuid, "agreement", name, line.party.name, row.valid_until)


def _audits(first: date, last: date) -> Iterator[Ending]:
    rows = Audit.objects.select_related("owner").order_by("valid_from")
    newest = {(row.member_id, row.owner_id): row for row in rows}
    for row in newest.values():
        if row.valid_until and first <= row.valid_until <= last:
            yield Ending(row.member_id, row.uuid, "audit", AUDIT, row.owner.name, row.valid_until)


def _suppliers(first: date, last: date) -> Iterator[Ending]:
    rows = SupplierApproval.objects.select_related("supplier").order_by("valid_from")
    newest = {(row.member_id, row.supplier_id, row.material): row for row in rows}
    for row in newest.values():
        if row.valid_until and first <= row.valid_until <= last:
            what = material_name(row.material)
            said = Text(f"供給業者の承認（{what.ja}）", f"Approval of the supplier ({what.en})")
            yield Ending(row.member_id, row.uuid, "supplier", said, row.supplier.name, row.valid_until)


def _calibrations(first: date, last: date) -> Iterator[Ending]:
    rows = Equipment.objects.filter(calibrated_until__gte=first, calibrated_until__lte=last)
    for row in rows.select_related("site"):
        if row.calibrated_until:
            what = Text(f"{row.name_ja}の校正", f"Calibration of {row.name_en}")
            yield Ending(row.member_id, row.uuid, "calibration", what, row.site.name, row.calibrated_until)


AUDIT = Text("監査", "Audit")

"""What ends soon or has lapsed in the register, and isn't followed by a newer one: papers, audits, calibrations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Q

from tsunagu.foundation.text import Text
from tsunagu.members.domain.materials import material_name
from tsunagu.members.domain.vocabulary import AGREEMENT_KINDS, LICENCE_KINDS, word
from tsunagu.members.models import Agreement, AgreementParty, Audit, Equipment, Licence, SupplierApproval

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
    """Return what ends within so many days, or did in the last month, unless another for the same goes on after it."""
    first, last = on - timedelta(days=LOOKED_BACK_DAYS), on + timedelta(days=within_days)
    found = [
        *_licences(first, last), *_agreements(first, last), *_audits(first, last),
        *_suppliers(first, last), *_calibrations(first, last),
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.last_day, one.kind, one.uuid))


def _between(first: date, last: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}valid_until__gte": first, f"{prefix}valid_until__lte": last})


@dataclass(frozen=True, slots=True)
class _Spell:
    """From when until when something counts, and for what work (nothing named: for all)."""

    first: date
    last: date | None
    work: frozenset[str] = frozenset()

    def follows(self, other: "_Spell") -> bool:
        """Say whether it goes on without a gap after another one ends, for all the work of that one."""
        assert other.last is not None  # noqa: S101 - what has no end doesn't end
        is_wide = not self.work or (bool(other.work) and other.work <= self.work)
        is_in_time = self.first <= other.last + timedelta(days=1)
        return is_wide and is_in_time and (self.last is None or self.last > other.last)


def _ends(spell: _Spell, others: Iterable[_Spell]) -> bool:
    return not any(other.follows(spell) for other in others)


def _licences(first: date, last: date) -> Iterator[Ending]:
    rows = list(Licence.objects.filter(_between(first, last)).select_related("site"))
    known: dict[tuple[int, str], list[_Spell]] = {}
    same = Licence.objects.filter(site__in={row.site_id for row in rows}, suspended_on__isnull=True)
    for site, kind, since, until in same.values_list("site_id", "kind", "valid_from", "valid_until"):
        known.setdefault((site, kind), []).append(_Spell(since, until))
    for row in rows:
        others = known.get((row.site_id, row.kind), ())
        if row.valid_until and _ends(_Spell(row.valid_from, row.valid_until), others):
            name = word(LICENCE_KINDS, row.kind)
            yield Ending(row.member_id, row.uuid, "licence", name, row.site.name, row.valid_until)


def _agreements(first: date, last: date) -> Iterator[Ending]:
    lines = AgreementParty.objects.select_related("agreement", "party").order_by("agreement_id")
    ending = [
        line for line in lines.filter(_between(first, last, "agreement__")) if line.member_id != line.party_id
    ]
    known: dict[tuple[int, int, str], list[_Spell]] = {}
    for line in lines.filter(member__in={line.member_id for line in ending}):
        known.setdefault((line.member_id, line.party_id, line.agreement.kind), []).append(
            _spell(line.agreement)
        )
    for line in ending:
        row, key = line.agreement, (line.member_id, line.party_id, line.agreement.kind)
        if row.valid_until and _ends(_spell(row), known.get(key, ())):
            name = word(AGREEMENT_KINDS, row.kind)
            yield Ending(line.member_id, row.uuid, "agreement", name, line.party.name, row.valid_until)


def _spell(row: Agreement | Audit) -> _Spell:
    return _Spell(row.valid_from, row.valid_until, frozenset(row.capabilities))


def _audits(first: date, last: date) -> Iterator[Ending]:
    """Yield audits that end; the newest about some work decides, so a later one about all of it takes its place."""
    known: dict[tuple[int, int], list[Audit]] = {}
    for row in Audit.objects.select_related("owner").order_by("-valid_from", "-pk"):
        newer = known.setdefault((row.member_id, row.owner_id), [])
        if row.valid_until and first <= row.valid_until <= last and not _is_replaced(row, newer):
            yield Ending(row.member_id, row.uuid, "audit", AUDIT, row.owner.name, row.valid_until)
        newer.append(row)


def _is_replaced(row: Audit, newer: Iterable[Audit]) -> bool:
    assert row.valid_until is not None  # noqa: S101 - what has no end isn't asked about
    following, work = row.valid_until + timedelta(days=1), set(row.capabilities)
    in_time = [one for one in newer if one.valid_from <= following]
    return any(not one.capabilities or (work and work <= set(one.capabilities)) for one in in_time)


def _suppliers(first: date, last: date) -> Iterator[Ending]:
    known: dict[tuple[int, int, str], list[_Spell]] = {}
    rows = list(SupplierApproval.objects.select_related("supplier").order_by("valid_from"))
    for row in rows:
        key = row.member_id, row.supplier_id, row.material
        known.setdefault(key, []).append(_Spell(row.valid_from, row.valid_until))
    for row in rows:
        others = known[row.member_id, row.supplier_id, row.material]
        is_due = row.valid_until is not None and first <= row.valid_until <= last
        if row.valid_until and is_due and _ends(_Spell(row.valid_from, row.valid_until), others):
            what = material_name(row.material)
            said = Text(f"供給業者の承認（{what.ja}）", f"Approval of the supplier ({what.en})")
            yield Ending(row.member_id, row.uuid, "supplier", said, row.supplier.name, row.valid_until)


def _calibrations(first: date, last: date) -> Iterator[Ending]:
    """Yield calibrations that end of devices that are used beyond them."""
    rows = Equipment.objects.filter(calibrated_until__gte=first, calibrated_until__lte=last)
    rows = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=F("calibrated_until")))
    for row in rows.select_related("site"):
        if row.calibrated_until:
            what = Text(f"{row.name_ja}の校正", f"Calibration of {row.name_en}")
            yield Ending(row.member_id, row.uuid, "calibration", what, row.site.name, row.calibrated_until)


AUDIT = Text("監査", "Audit")

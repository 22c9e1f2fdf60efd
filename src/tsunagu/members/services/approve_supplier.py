"""Approve a supplier for a material, and end the approval."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain import checks
from tsunagu.members.models import Member, SupplierApproval
from tsunagu.members.services.permission import check_may_write, member_to_write


@transaction.atomic
def approve_supplier(
    member: UUID, supplier: UUID, material: str, *, valid_from: date, valid_until: date | None = None
) -> UUID:
    """Record that the member buys the material from the supplier; return the approval's uuid."""
    row = member_to_write(member)
    checks.check_key(material)
    checks.check_period(valid_from, valid_until)
    source = Member.objects.filter(uuid=supplier).first()
    if source is None:
        raise NotFound(
            "supplier",
            Text("この供給業者は登録されていません。", "This supplier is not registered."),
            "supplier",
        )
    if SupplierApproval.objects.filter(
        member=row, supplier=source, material=material, valid_from=valid_from
    ).exists():
        raise checks.already(
            Text(f"{source.name_ja} の承認", f"The approval of {source.name_en}"), "supplier"
        )
    made = SupplierApproval.objects.create(
        member=row, supplier=source, material=material, valid_from=valid_from, valid_until=valid_until
    )
    return made.uuid


@transaction.atomic
def end_approval(approval: UUID, last_day: date) -> None:
    """Let the approval of a supplier end with a day: not before its first, and no later than it ends anyway."""
    row = SupplierApproval.objects.filter(uuid=approval).first()
    if row is None:
        raise NotFound(
            "approval",
            Text("この供給業者の承認は登録されていません。", "This approval is not registered."),
        )
    check_may_write(row.member_id)
    checks.check_shortening(row.valid_from, row.valid_until, last_day)
    row.valid_until = last_day
    row.save(update_fields=["valid_until"])

"""Approve a supplier for a material."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain import checks
from tsunagu.members.models import Member, SupplierApproval
from tsunagu.members.services.permission import member_to_write


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

"""Record a licence of a site."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.members.domain import checks
from tsunagu.members.domain.vocabulary import LICENCE_KINDS
from tsunagu.members.models import Licence
from tsunagu.members.services.permission import site_to_write


@transaction.atomic
def add_licence(
    site: UUID,
    kind: str,
    number: str,
    *,
    valid_from: date,
    valid_until: date | None = None,
) -> UUID:
    """Record a licence of the site and return its uuid."""
    row = site_to_write(site)
    checks.check_word(kind, LICENCE_KINDS, "kind")
    checks.check_period(valid_from, valid_until)
    number = number.strip()
    if not 0 < len(number) <= 60:
        raise BadInput(
            "number",
            Text(
                "許可番号を60文字以内で入力してください。", "Give the licence number, at most 60 characters."
            ),
            "number",
        )
    if Licence.objects.filter(site=row, kind=kind, number=number).exists():
        raise checks.already(Text(f"許可番号 {number}", f"Licence {number}"), "number")
    made = Licence.objects.create(
        member_id=row.member_id,
        site=row,
        kind=kind,
        number=number,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    return made.uuid

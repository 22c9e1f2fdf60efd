"""Enter a device of a site."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.text import Text
from tsunagu.members.domain import checks
from tsunagu.members.domain.vocabulary import EQUIPMENT_KINDS
from tsunagu.members.models import Equipment
from tsunagu.members.services.permission import site_to_write


@transaction.atomic
def add_equipment(
    site: UUID, *, key: str, name: Text, kind: str, calibrated_until: date | None = None
) -> UUID:
    """Enter a device of the site and return its uuid."""
    row = site_to_write(site)
    checks.check_key(key)
    checks.check_name(name)
    checks.check_word(kind, EQUIPMENT_KINDS, "kind")
    if Equipment.objects.filter(site=row, key=key).exists():
        raise checks.already(Text(f"機器「{key}」", f"Equipment “{key}”"))
    made = Equipment.objects.create(
        member_id=row.member_id,
        site=row,
        key=key,
        name_ja=name.ja,
        name_en=name.en,
        kind=kind,
        calibrated_until=calibrated_until,
    )
    return made.uuid

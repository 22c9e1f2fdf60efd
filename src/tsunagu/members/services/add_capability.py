"""Say what a site can do."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.text import Text
from tsunagu.members.domain import checks
from tsunagu.members.domain.capabilities import CAPABILITIES, capability_name
from tsunagu.members.domain.facts import NO_TERMS, Terms
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.domain.vocabulary import BANDS, CELL_TYPES, SETTINGS
from tsunagu.members.models import Capability
from tsunagu.members.services.permission import site_to_write


@transaction.atomic
def add_capability(
    site: UUID,
    key: str,
    *,
    valid_from: date,
    valid_until: date | None = None,
    stage: str = "",
    cell_type: str = "",
    setting: str = "",
    band: str = "",
    terms: Terms = NO_TERMS,
) -> UUID:
    """Add a capability to the site; the stage of a known capability comes from the vocabulary.

    A key that isn't in the vocabulary is allowed with its stage: the vocabulary is open-ended.
    """
    row = site_to_write(site)
    checks.check_key(key)
    stage = stage or (CAPABILITIES[key].stage if key in CAPABILITIES else "")
    checks.check_word(stage, STAGES, "stage")
    checks.check_word(cell_type, CELL_TYPES, "cell_type", may_be_empty=True)
    checks.check_word(setting, SETTINGS, "setting", may_be_empty=True)
    checks.check_word(band, BANDS, "band", may_be_empty=True)
    checks.check_period(valid_from, valid_until)
    same = {
        "key": key, "cell_type": cell_type, "setting": setting, "band": band, "valid_from": valid_from,
        "method": terms.method, "format": terms.format,
    }  # fmt: skip
    if Capability.objects.filter(site=row, **same).exists():
        name = capability_name(key)
        raise checks.already(Text(f"機能「{name.ja}」", f"Capability “{name.en}”"))
    made = Capability.objects.create(
        member_id=row.member_id,
        site=row,
        stage=stage,
        valid_until=valid_until,
        capacity_per_month=terms.capacity_per_month,
        lead_time_days=terms.lead_time_days,
        price_thousand_yen=terms.price_thousand_yen,
        **same,
    )
    return made.uuid

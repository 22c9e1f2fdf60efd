"""Lanes of the couriers as values."""

from uuid import UUID

from tsunagu.members.domain.lanes import Ends, LaneFacts
from tsunagu.members.domain.validity import Validity
from tsunagu.members.models import Lane
from tsunagu.members.queries.sites import member_facts


def all_lanes(courier: UUID | None = None) -> list[LaneFacts]:
    """Return every lane, whenever it counts; of one courier if asked for."""
    rows = Lane.objects.select_related("member", "origin_site", "target_site").order_by(
        "member__key", "band", "pk"
    )
    if courier is not None:
        rows = rows.filter(member__uuid=courier)
    return [
        LaneFacts(
            row.uuid,
            member_facts(row.member),
            Ends(row.origin_area, None if row.origin_site is None else row.origin_site.uuid),
            Ends(row.target_area, None if row.target_site is None else row.target_site.uuid),
            row.band,
            row.hours,
            row.weekdays,
            Validity(row.valid_from, row.valid_until),
            row.price_thousand_yen,
        )
        for row in rows
    ]

"""The filters that a person keeps for a page."""

from dataclasses import dataclass
from uuid import UUID

from tsunagu.members.domain.actor import Actor
from tsunagu.notices.models import KeptFilter


@dataclass(frozen=True, slots=True)
class Kept:
    """A filter: its name, what the address says, and whether the page begins with it."""

    uuid: UUID
    name: str
    query: str
    is_default: bool


def kept_filters(actor: Actor, page: str) -> list[Kept]:
    """Return the person's own filters of a page, by name."""
    rows = KeptFilter.objects.filter(member_id=actor.member_id, person_id=actor.person_id, page=page)
    return [Kept(row.uuid, row.name, row.query, row.is_default) for row in rows.order_by("name")]

"""From which need a product came, and what was entered from a need: each as far as the reader may know of it."""

from dataclasses import dataclass
from uuid import UUID

from tsunagu.coordination.models import Product
from tsunagu.coordination.queries.matching.needs import NeedView, need_by_uuid
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor


@dataclass(frozen=True, slots=True)
class Named:
    """A product by its name."""

    uuid: UUID
    name: Text
    is_open: bool


def need_of(actor: Actor, uuid: UUID | None) -> NeedView | None:
    """Return the need with this uuid; None where there is none, or none that the reader may know of."""
    try:
        return None if uuid is None else need_by_uuid(actor, uuid)
    except NotFound:
        return None


def products_of_need(need: UUID | None) -> list[Named]:
    """Return the products that came from a need, by name, in one query; none without a need."""
    rows = Product.objects.filter(need=need) if need is not None else Product.objects.none()
    return [Named(row.uuid, row.name, row.is_open) for row in rows]

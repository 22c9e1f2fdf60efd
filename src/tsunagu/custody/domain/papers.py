"""What papers say of things that custody itself does not know: names of products, bands, legs of transport."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.foundation.text import Text

ProductKey = tuple[str, str]
"""Therapy of the chain and key of the product."""


@dataclass(frozen=True, slots=True)
class ProductWords:
    """A product in words: its name, and the band it is kept in."""

    name: Text
    band: Text


NameProducts = Callable[[Collection[ProductKey]], Mapping[ProductKey, ProductWords]]
"""Whoever knows routes: ``settings.PRODUCT_WORDS`` names such a function."""


@dataclass(frozen=True, slots=True)
class Place:
    """One end of a leg: the organisation, and where."""

    member: Text
    site: Text
    address: Text


@dataclass(frozen=True, slots=True)
class Consignment:
    """What travels from one organisation to another: the facts of the travel document."""

    number: str
    title: Text
    giver: Place
    receiver: Place
    carrier: Text | None
    items: Sequence[UUID]
    band: Text | None
    departs_at: datetime | None
    due_at: datetime | None
    due_name: Text | None = None
    step: str = ""


LoadConsignment = Callable[[str, str], Consignment]
"""Whoever knows journeys, asked with number and step: ``settings.TRANSPORT_PAPER`` names such a function."""

"""The other numbers of a chain, and which of them another chain has too."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.custody.models import Alias
from tsunagu.foundation.scope import gate_scope


@dataclass(frozen=True, slots=True)
class AliasView:
    """A number bound to a chain; ``clashes`` when another chain has it too."""

    scheme: str
    value: str
    bound_at: datetime
    clashes: bool


def aliases_of(chain: UUID) -> list[AliasView]:
    """Return the other numbers of an opened chain, the first bound first."""
    own = Alias.objects.filter(chain=chain)
    found = list(own.order_by("bound_at").values_list("scheme", "value", "bound_at"))
    with gate_scope():
        others = Alias.objects.filter(value__in=[value for _, value, _ in found]).exclude(chain=chain)
        taken = set(others.values_list("scheme", "value"))
    return [AliasView(*row, clashes=row[:2] in taken) for row in found]


def chains_with(scheme: str, value: str) -> set[UUID]:
    """Return every chain that has this number, whoever asks: facts for an alert."""
    with gate_scope():
        return set(Alias.objects.filter(scheme=scheme, value=value).values_list("chain", flat=True))

"""What a month of shared use costs whom: the tariff as it was at booking, tax rounded once for each member and rate.

A qualified invoice (適格請求書) rounds the tax once per rate and not line by line; it is rounded down here, as most do.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tsunagu.foundation.text import Text

CLASSES = {
    "member": Text("会員", "Member"),
    "guest": Text("会員外", "Not a member"),
    "own": Text("自組織", "Own"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A use to be charged; ``payer`` is the member, or who was entered from outside."""

    payer: str
    payer_name: Text
    starts_at: datetime
    offer: Text
    units: int
    yen: int
    tax_percent: int
    charge_class: str

    @property
    def amount(self) -> int:
        """Yen before tax."""
        return self.units * self.yen


@dataclass(frozen=True, slots=True)
class Total:
    """What one payer owes at one rate of tax, in yen."""

    payer_name: Text
    tax_percent: int
    net: int

    @property
    def tax(self) -> int:
        """The tax on the sum, rounded down."""
        return self.net * self.tax_percent // 100

    @property
    def gross(self) -> int:
        """What is to be paid."""
        return self.net + self.tax


def yen_for(charge_class: str, member_yen: int, guest_yen: int) -> int:
    """Return the charge of a unit for a class of who uses it."""
    return {"member": member_yen, "guest": guest_yen}.get(charge_class, 0)


def totals(lines: Iterable[Line]) -> list[Total]:
    """Return what each payer owes at each rate, by name."""
    sums: dict[tuple[str, int], int] = defaultdict(int)
    names: dict[str, Text] = {}
    for line in lines:
        sums[line.payer, line.tax_percent] += line.amount
        names[line.payer] = line.payer_name
    found = [Total(names[payer], rate, net) for (payer, rate), net in sums.items()]
    return sorted(found, key=lambda one: (one.payer_name.ja, one.tax_percent))

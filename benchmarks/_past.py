"""The past that a ledger holds: journeys that ended, copied until it has the wanted number of events."""

import time
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from benchmarks._copies import ENDED, SCOPE, Copier
from benchmarks._installation import tell

TOGETHER = 20
"""Copies written by one statement for each table."""
APART = timedelta(hours=30)
"""How much earlier each copy lies: a thousand and more of them reach back five years."""


class Past:
    """Fills the ledger with copies of the given chains, step by step to larger sizes."""

    def __init__(self, copier: Copier, chains: Sequence[UUID]) -> None:
        self.copier, self.chains, self.next = copier, chains, 1
        row = copier.owner.execute(
            "SELECT count(*) FROM custody_ledger WHERE chain = ANY(%s)", [list(chains)]
        ).fetchone()
        self.each = int(row[0]) if row else 0

    def fill(self, events: int) -> None:
        """Copy until the ledger holds ``events`` rows (less than one copy more or fewer)."""
        began, there = time.monotonic(), self.copier.events()
        missing = max(0, round((events - there) / self.each))
        last = self.next + missing
        for first in range(self.next, last, TOGETHER):
            numbers = range(first, min(first + TOGETHER, last))
            self.copier.copy(self.chains, numbers, stride=APART, changes=ENDED)
            self._identities(numbers)
        self.next = last
        self.copier.settle()
        seconds = time.monotonic() - began
        tell(f"  {self.copier.events():,} events in the ledger, {missing} copies in {seconds:.0f} s")

    def _identities(self, numbers: range) -> None:
        """Give each copied case a sealed identity as long as a real one, hospital by hospital."""
        owner = self.copier.owner
        hospitals = owner.execute(
            "SELECT DISTINCT hospital FROM journeys_case WHERE chain = ANY(%s)", [list(self.chains)]
        )
        for (hospital,) in hospitals.fetchall():
            owner.execute(SCOPE, ["member", str(hospital)])
            owner.execute(
                "INSERT INTO journeys_patient_identity (chain, member, sealed, wristband)"
                " SELECT bench_id(chain, n), member, sealed, md5(wristband || n) || md5(n || wristband)"
                " FROM journeys_patient_identity CROSS JOIN generate_series(%s::bigint, %s::bigint) n"
                " WHERE chain = ANY(%s)",
                [numbers.start, numbers.stop - 1, list(self.chains)],
            )
        owner.execute(SCOPE, ["worker", ""])

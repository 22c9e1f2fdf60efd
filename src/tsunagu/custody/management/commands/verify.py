"""``verify``: recompute the hash of every row of the ledger."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tsunagu.custody.services.replay import verify

SHOWN = 20


class Command(BaseCommand):
    """Read the whole ledger; exit 1 and name the rows if a hash, an id or a signature doesn't hold."""

    help = "Recompute the hash of every row of the ledger and the id of every event."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many rows hold, and which don't."""
        found = verify()
        for line in found.wrong[:SHOWN]:
            self.stderr.write(f"  {line}")
        if found.wrong:
            raise CommandError(f"{len(found.wrong)} faults in {found.count} rows of the ledger.")
        self.stdout.write(f"{found.count} rows of the ledger: every hash and every event id holds.")
        self.stdout.write(f"Hash over all of them, in order: {found.digest}")

"""``rebuild``: make every view again from the ledger, and find it equal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tsunagu.custody.services.replay import ViewsDiffer, rebuild
from tsunagu.foundation.refusals import Refused

SHOWN = 20


class Command(BaseCommand):
    """Replay the ledger; exit 1, with nothing changed, if a view isn't what the ledger says."""

    help = "Make every view of the ledger again and compare it; writers wait meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many rows each view has, or which rows differ."""
        try:
            counts = rebuild()
        except ViewsDiffer as differ:
            for line in differ.found[:SHOWN]:
                self.stderr.write(f"  {line}")
            raise CommandError(
                f"{len(differ.found)} rows of views are not what the ledger says. Nothing was changed."
            ) from differ
        except Refused as refused:
            raise CommandError(refused.reason.en) from refused
        for view, count in counts.items():
            self.stdout.write(f"  {view:28} {count:>9} rows, equal")
        self.stdout.write(f"{len(counts)} views made again from the ledger; all are equal.")

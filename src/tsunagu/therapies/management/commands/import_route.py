"""``import_route FILE``: check a route file and publish it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tsunagu.evaluation.queries.catalogue import catalogue
from tsunagu.foundation.clock import now
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.therapies.domain import RouteRefused, load_route
from tsunagu.therapies.services.publish_route import publish_route

MAX_BYTES = 1_000_000


class Command(BaseCommand):
    """Publish the routes of one or more files, each checked as a whole before anything is written."""

    help = "Check route files (YAML or JSON) and publish them as new versions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files, and whether to only check them."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="check only, publish nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check each file and publish it."""
        for path in options["files"]:
            try:
                self._take(path, is_check_only=options["check"])
            except RouteRefused as refused:
                lines = (
                    f"  {error.line or '-'}: {error.path}: {error.reason.en}" for error in refused.errors
                )
                raise CommandError(f"{path} can't be taken:\n" + "\n".join(lines)) from refused
            except Refused as refused:
                raise CommandError(f"{path}: {refused.reason.en}") from refused

    def _take(self, path: Path, *, is_check_only: bool) -> None:
        try:
            with path.open("rb") as file:
                text = file.read(MAX_BYTES).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} can't be read as UTF-8 text.") from error
        route = load_route(text, "json" if path.suffix.lower() == ".json" else "yaml", catalogue())
        if is_check_only:
            self.stdout.write(f"{route.key} version {route.version}: sound, {len(route.steps)} steps")
            return
        with acting(Scope("worker")):
            done = publish_route(None, route, now())
        said = "published" if done.is_new else "stands already"
        self.stdout.write(f"{done.key} version {done.version}: {said} ({done.digest[:12]})")

"""``export epcis NUMBER``: write the events of a chain as an EPCIS document."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError

from tsunagu.custody.queries.events import epcis_document
from tsunagu.foundation.clock import now
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting


class Command(BaseCommand):
    """Write records out in a form that others read."""

    help = "Write the EPCIS 2.0 events of a case or lot as one JSON document."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to write, of which chain, and where to."""
        parser.add_argument("what", choices=["epcis"], metavar="WHAT", help="epcis")
        parser.add_argument("number", metavar="NUMBER", help="the CoI number or lot number")
        parser.add_argument("--out", type=Path, metavar="FILE", help="a new file; else standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the document, whole or not at all."""
        try:
            with acting(Scope("auditor")):
                document = epcis_document(options["number"], now())
        except Refused as refused:
            raise CommandError(refused.reason.en) from refused
        text = orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        path: Path | None = options["out"]
        if path is None:
            self.stdout.write(text.decode(), ending="")
            return
        try:
            with path.open("xb") as file:
                file.write(text)
        except OSError as error:
            raise CommandError(f"{path} can't be written: {error.strerror}.") from error
        count = len(document["epcisBody"]["eventList"])
        self.stdout.write(f"{count} events written to {path}")

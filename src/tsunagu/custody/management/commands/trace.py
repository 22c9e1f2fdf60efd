"""Trace an item, donation, case, lot or supplier's batch, as an auditor sees it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tsunagu.custody.queries.affected import affected_by
from tsunagu.custody.queries.trace import Trace, TracedItem, trace_backward, trace_forward
from tsunagu.custody.queries.trace_start import find_start
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.queries.directory import member_names


class Command(BaseCommand):
    """``tsunagu trace ID``."""

    help = "where an item, donation, case, lot or supplier's batch came from and went"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number, and whether the answer is for a program."""
        parser.add_argument("number", metavar="ID")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the way backward and forward, and the cases that were reached."""
        with acting(Scope("auditor")):
            start = find_start(options["number"])
            backward, forward = trace_backward(start.uuids), trace_forward(start.uuids)
            items = {one.item.holder for one in (*backward.items, *forward.items)}
            names = {uuid: name.en for uuid, name in member_names(items).items()}
            if options["as_json"]:
                self.stdout.write(
                    json.dumps(_data(start.label, backward, forward, names), ensure_ascii=False)
                )
                return
            self._table("<-", reversed(backward.items), backward.starts, names)
            self._table("->", forward.items, (), names)
            for one in affected_by(forward.items):
                self.stdout.write(
                    f"{one.kind:5} {one.number:24} {one.count:>5} items, {one.administered} administered,"
                    f" {one.in_use} in use"
                )

    def _table(self, way: str, items: Any, besides: Any, names: Any) -> None:
        left_out = set(besides)
        for one in items:
            if one.item.uuid in left_out:
                continue
            mark = "**" if one.depth == 0 else way
            held = " ON HOLD" if one.is_held else ""
            self.stdout.write(
                f"{mark} {one.depth:>2} {one.item.label:14} {one.item.product:24} {one.number:20}"
                f" {one.item.state:13} {names.get(one.item.holder, '')}{held}"
            )


def _data(label: str, backward: Trace, forward: Trace, names: Any) -> dict[str, Any]:
    begun = set(forward.starts)
    return {
        "start": label,
        "backward": [_line(one, names) for one in backward.items if one.item.uuid not in begun],
        "forward": [_line(one, names) for one in forward.items],
        "reached": [
            {
                "number": one.number,
                "kind": one.kind,
                "items": one.count,
                "administered": one.administered,
                "in_use": one.in_use,
            }
            for one in affected_by(forward.items)
        ],
    }


def _line(one: TracedItem, names: Any) -> dict[str, Any]:
    return {
        "uuid": str(one.item.uuid),
        "label": one.item.label,
        "product": one.item.product,
        "number": one.number,
        "depth": one.depth,
        "state": one.item.state,
        "holder": names.get(one.item.holder, ""),
        "is_held": one.is_held,
    }

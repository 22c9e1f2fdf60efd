"""Reading what a program sends: JSON of limited size and depth, without what no text of the database can hold."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja.parser import Parser

from tsunagu.foundation.refusals import Refused, Unreadable
from tsunagu.foundation.text import Text

LARGEST = 2**20
DEEPEST = 16


class TooLarge(Refused):
    """More was sent than is read at once."""

    status = 413


class WrongKind(Refused):
    """What was sent doesn't say that it is JSON."""

    status = 415


class StrictParser(Parser):
    """Reads JSON as RFC 8259 has it: no NaN, no half of a surrogate pair."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body; refuse what is too large, not JSON, too deep, or holds a NUL."""
        if request.content_type != "application/json":
            raise WrongKind("content_type", _KIND)
        if len(request.body) > LARGEST:
            raise too_large()
        try:
            found = orjson.loads(request.body)
        except orjson.JSONDecodeError as error:
            raise Unreadable("unreadable", _at(error.lineno, error.colno)) from None
        _check(found)
        return found


def too_large() -> TooLarge:
    """Return the refusal of more than is read at once."""
    return TooLarge("too_large", _LARGE)


def _check(found: object) -> None:
    """Refuse a NUL anywhere, and values within values beyond reason; without recursion of our own."""
    waiting: list[tuple[object, int]] = [(found, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise Unreadable("too_deep", _DEEP)
        if isinstance(value, str):
            if "\x00" in value:
                raise Unreadable("nul", _NUL)
        elif isinstance(value, dict):
            waiting += [(inner, depth + 1) for inner in (*value.keys(), *value.values())]
        elif isinstance(value, list):
            waiting += [(inner, depth + 1) for inner in value]


def _at(line: int, column: int) -> Text:
    return Text(
        f"JSONとして読み取れません（{line}行目{column}文字目）。形を確かめてください。",
        f"This can't be read as JSON (line {line}, character {column}). Check its form.",
    )


_KIND = Text(
    "JSONを「Content-Type: application/json」で送ってください。", "Send JSON with “Content-Type: application/json”."
)  # fmt: skip
_LARGE = Text("1 MBまで送れます。分けて送ってください。", "At most 1 MB is read at once. Send it in parts.")
_DEEP = Text("入れ子が深すぎます。", "Values lie too deep within each other.")
_NUL = Text("使えない文字（NUL）が含まれています。", "It holds a character that can't be used (NUL).")

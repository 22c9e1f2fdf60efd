"""What doesn't fit the document of the interface, told in sentences at its place."""

from typing import Any

from ninja.errors import ValidationError

from tsunagu.foundation.refusals import BadInput, Fault, Faulty, Refused
from tsunagu.foundation.text import Text

MOST = 100
"""So many faults are told at most."""
_BODY = 2
"""The first parts of a place within the body name the body itself."""


def refusal_of(error: ValidationError) -> Refused:
    """Return what was wrong with a request: a fault for each place of the body, or the parameter."""
    found = [(_place(one), _sentence(one)) for one in error.errors[:MOST]]
    outside = [(place, said) for place, said in found if place[0] != "body"]
    if outside:
        place, said = outside[0]
        return BadInput("parameter", _of_parameter(str(place[-1]), said), str(place[-1]))
    return Faulty([Fault(place[_BODY:], BadInput("form", said)) for place, said in found])


def _place(error: dict[str, Any]) -> tuple[str | int, ...]:
    return tuple(error["loc"])


def _sentence(error: dict[str, Any]) -> Text:
    kind, context = error["type"], error.get("ctx") or {}
    if kind in ("literal_error", "enum"):
        allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        return Text(f"次のどれかにしてください：{allowed}", f"Use one of these: {allowed}")
    if kind in _LIMITS:
        ja, en = _LIMITS[kind]
        limit = next((context[key] for key in ("ge", "le", "max_length", "min_length") if key in context), "")
        return Text(ja.format(limit), en.format(limit))
    return next((said for begin, said in _SENTENCES if kind.startswith(begin)), _OTHER)


def _of_parameter(name: str, said: Text) -> Text:
    return Text(f"「{name}」：{said.ja}", f"“{name}”: {said.en}")


_LIMITS = {
    "greater_than_equal": ("{}以上にしてください。", "Use {} or more."),
    "less_than_equal": ("{}以下にしてください。", "Use {} or less."),
    "too_long": ("{}件までにしてください。", "At most {} are taken."),
    "too_short": ("{}件以上にしてください。", "At least {} are needed."),
    "string_too_long": ("{}文字以内にしてください。", "At most {} characters."),
    "string_too_short": ("{}文字以上にしてください。", "At least {} characters."),
}
_SENTENCES = (
    ("missing", Text("必要な項目です。", "This is needed.")),
    ("extra_forbidden", Text("この名前の項目はありません。綴りを確かめてください。", "There is no such field.")),
    ("int", Text("整数にしてください。", "Use a whole number.")),
    ("float", Text("数にしてください。", "Use a number.")),
    ("bool", Text("true か false にしてください。", "Use true or false.")),
    ("date", Text("実在する日を「2026-12-29」の形にしてください。", "Use a day that there is, written as 2026-12-29.")),
    ("uuid", Text("UUIDの形にしてください。", "Use a UUID.")),
    ("string", Text("文字列にしてください。", "Use a text.")),
    ("list", Text("配列にしてください。", "Use a list.")),
    ("model", Text("オブジェクト（{ }）にしてください。", "Use an object ({ }).")),
    ("dict", Text("オブジェクト（{ }）にしてください。", "Use an object ({ }).")),
)  # fmt: skip
_OTHER = Text("この値は読み取れません。", "This value can't be read.")

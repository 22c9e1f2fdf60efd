"""GS1 Digital Links of any host, back to their elements."""

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from tsunagu.identifiers import gs1
from tsunagu.identifiers.reading import shown, unreadable

_AI: Final = re.compile(r"[0-9]{2,4}")
_GTIN_LENGTHS: Final = (8, 12, 13, 14)
_SHORT_NAMES: Final = {
    "gtin": gs1.GTIN, "sscc": gs1.SSCC, "gln": gs1.GLN, "grai": gs1.GRAI, "giai": gs1.GIAI, "gsrn": gs1.GSRN,
    "lot": gs1.LOT, "ser": gs1.SERIAL, "cpv": "22",
}  # fmt: skip


def parse_digital_link(text: str) -> gs1.Gs1:
    """Read the key, its qualifiers and the elements of the query; every check digit is proved."""
    try:
        parts = urlsplit(text)
        segments = [unquote(segment, errors="strict") for segment in parts.path.strip("/").split("/")]
        query = parse_qsl(parts.query, errors="strict")
    except ValueError as error:
        raise _no_link(text) from error
    elements = _path(segments)
    if not elements:
        raise _no_link(text)
    for name, value in query:
        if _AI.fullmatch(name):
            elements.setdefault(name, value)
    return gs1.from_elements(elements)


def is_digital_link(text: str) -> bool:
    """Say whether the path of a URL holds a GS1 key and its qualifiers."""
    try:
        segments = [unquote(segment) for segment in urlsplit(text).path.strip("/").split("/")]
    except ValueError:
        return False
    return bool(_path(segments))


def _path(segments: list[str]) -> dict[str, str]:
    for place in range(len(segments) - 1):
        key = _SHORT_NAMES.get(segments[place], segments[place])
        value, rest = segments[place + 1], segments[place + 2 :]
        names = [_SHORT_NAMES.get(name, name) for name in rest[::2]]
        known = key in gs1.KEYS and len(rest) % 2 == 0 and all(name in gs1.KEYS[key] for name in names)
        if known and len(set(names)) == len(names):
            if key == gs1.GTIN and len(value) in _GTIN_LENGTHS:
                value = value.zfill(14)
            return {key: value, **dict(zip(names, rest[1::2], strict=True))}
    return {}


def _no_link(text: str) -> Exception:
    return unreadable(
        "not_digital_link",
        f"「{shown(text)}」はGS1 Digital Linkではありません。",
        f"“{shown(text)}” is not a GS1 Digital Link.",
    )

"""One spelling for each object: EPC URNs and GS1 Digital Links to the canonical link on ``id.gs1.org``."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

CANONICAL_HOST: Final = "https://id.gs1.org/"

# Characters that an EPC URN and a canonical Digital Link both write as they are; all else stays escaped.
_PLAIN: Final = frozenset("!'()*+,-.0123456789:;=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_TEXT: Final = r"(?:%[0-9A-Fa-f]{2}|[!'()*+,\-.0-9:;=A-Z_a-z])"
_SERIAL: Final = re.compile(_TEXT + r"{1,30}")
_LINK: Final = re.compile(r"https?://[^/?#]+/([^?#]+)")

_SHORT_NAMES: Final = {
    "gtin": "01", "itip": "8006", "cpid": "8010", "gln": "414", "party": "417", "gsrnp": "8017",
    "gsrn": "8018", "gcn": "255", "sscc": "00", "gdti": "253", "ginc": "401", "gsin": "402",
    "grai": "8003", "giai": "8004", "cpv": "22", "lot": "10", "ser": "21",
}  # fmt: skip
_KEYS: Final = {
    "00": re.compile(r"[0-9]{18}"),
    "01": re.compile(r"[0-9]{8}|[0-9]{12,14}"),
    "253": re.compile(r"[0-9]{13}" + _TEXT + r"{0,17}"),
    "255": re.compile(r"[0-9]{13,25}"),
    "401": re.compile(r"[0-9]{4}" + _TEXT + r"{0,26}"),
    "402": re.compile(r"[0-9]{17}"),
    "414": re.compile(r"[0-9]{13}"),
    "417": re.compile(r"[0-9]{13}"),
    "8003": re.compile(r"[0-9]{14}" + _TEXT + r"{0,16}"),
    "8004": re.compile(r"[0-9]{4}" + _TEXT + r"{0,26}"),
    "8006": re.compile(r"[0-9]{18}"),
    "8010": re.compile(r"[0-9]{4}" + _TEXT + r"{0,26}"),
    "8017": re.compile(r"[0-9]{18}"),
    "8018": re.compile(r"[0-9]{18}"),
}
# Qualifiers that a key may carry, the finest first; 22 (variant) is known but never identifies.
_QUALIFIERS: Final = {
    "01": ("21", "235", "10", "22"),
    "8006": ("21", "10", "22"),
    "414": ("254",),
    "8010": ("8011",),
}


def check_digit(digits: str) -> str:
    """Return the GS1 check digit (weights 3 and 1 from the right) of a key written without it."""
    total = sum(map(int, digits[::-2])) * 3 + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


@lru_cache(maxsize=65536)
def canonical_uri(uri: str) -> str:
    """Return the canonical Digital Link of a GS1 key in any URI form, or the trimmed text unchanged."""
    text = uri.strip()
    if text.startswith("urn:epc:"):
        return _from_urn(text) or text
    if text.startswith(("https://", "http://")):
        return _from_link(text) or text
    return text


def _plain_escapes(text: str) -> str:
    """Undo needless escapes and write the needed ones in capitals, so that one serial has one spelling."""
    if "%" not in text:
        return text

    def unescaped(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _PLAIN else match[0].upper()

    return _ESCAPE.sub(unescaped, text)


def _from_urn(urn: str) -> str | None:
    kind, _, rest = urn[len("urn:epc:") :].partition(":")
    scheme, _, value = rest.partition(":")
    prefix, _, tail = value.partition(".")
    if not (6 <= len(prefix) <= 12 and _is_digits(prefix)):
        return None
    convert = _CONVERTERS.get((kind, scheme))
    path = convert(prefix, tail) if convert else None
    return CANONICAL_HOST + path if path else None


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _with_check(prefix: str, reference: str, length: int) -> str | None:
    """Join company prefix and reference to ``length`` digits and add the check digit."""
    digits = prefix + reference
    if len(digits) != length or not _is_digits(digits):
        return None
    return digits + check_digit(digits)


def _indicator_first(prefix: str, reference: str, length: int) -> str | None:
    """As ``_with_check``, for keys whose first digit stands at the head of the reference (GTIN, SSCC)."""
    if not reference:
        return None
    return _with_check(reference[0] + prefix, reference[1:], length)


def _serial(text: str, longest: int = 30) -> str | None:
    if _SERIAL.fullmatch(text) is None:
        return None
    plain = _plain_escapes(text)
    return plain if len(_ESCAPE.sub("x", plain)) <= longest else None


_Converter = Callable[[str, str], str | None]


def _gtin_with(qualifier: str, longest: int) -> _Converter:
    def convert(prefix: str, tail: str) -> str | None:
        reference, _, serial = tail.partition(".")
        gtin, text = _indicator_first(prefix, reference, 13), _serial(serial, longest)
        return f"01/{gtin}/{qualifier}/{text}" if gtin and text else None

    return convert


def _gtin_pattern(prefix: str, tail: str) -> str | None:
    reference, _, star = tail.partition(".")
    gtin = _indicator_first(prefix, reference, 13)
    return f"01/{gtin}" if gtin and star == "*" else None


def _sscc(prefix: str, tail: str) -> str | None:
    digits = _indicator_first(prefix, tail, 17)
    return f"00/{digits}" if digits else None


def _sgln(prefix: str, tail: str) -> str | None:
    reference, _, extension = tail.partition(".")
    gln, text = _with_check(prefix, reference, 12), _serial(extension, 20)
    if not (gln and text):
        return None
    return f"414/{gln}" if text == "0" else f"414/{gln}/254/{text}"


def _fixed(ai: str, length: int) -> _Converter:
    def convert(prefix: str, tail: str) -> str | None:
        digits = _with_check(prefix, tail, length)
        return f"{ai}/{digits}" if digits else None

    return convert


def _serialised(ai: str, lead: str, longest: int, numeric: bool = False) -> _Converter:
    """GRAI, GDTI and SGCN: a checked number with the serial written right behind it."""

    def convert(prefix: str, tail: str) -> str | None:
        reference, _, serial = tail.partition(".")
        digits = _with_check(lead + prefix, reference, 12 + len(lead))
        text = _serial(serial, longest)
        if not (digits and text) or (numeric and not _is_digits(text)):
            return None
        return f"{ai}/{digits}{text}"

    return convert


def _pattern(ai: str, lead: str) -> _Converter:
    def convert(prefix: str, tail: str) -> str | None:
        reference, _, star = tail.partition(".")
        digits = _with_check(lead + prefix, reference, 12 + len(lead))
        return f"{ai}/{digits}" if digits and star == "*" else None

    return convert


def _unchecked(ai: str) -> _Converter:
    """GIAI and GINC: company prefix and free reference, no check digit."""

    def convert(prefix: str, tail: str) -> str | None:
        text = _serial(tail, 30 - len(prefix))
        return f"{ai}/{prefix}{text}" if text else None

    return convert


def _cpi(prefix: str, tail: str) -> str | None:
    reference, _, serial = tail.rpartition(".")
    text = _serial(reference, 30 - len(prefix))
    if not text or (serial != "*" and (not _is_digits(serial) or len(serial) > 12)):
        return None
    return f"8010/{prefix}{text}" if serial == "*" else f"8010/{prefix}{text}/8011/{serial}"


def _itip(prefix: str, tail: str) -> str | None:
    reference, piece, total, serial = [*tail.split(".", 3), "", "", ""][:4]
    gtin, text = _indicator_first(prefix, reference, 13), _serial(serial, 20)
    if not (gtin and text and _is_digits(piece + total) and len(piece) == len(total) == 2):
        return None
    return f"8006/{gtin}{piece}{total}" + ("" if text == "*" else f"/21/{text}")


_CONVERTERS: Final[dict[tuple[str, str], _Converter]] = {
    ("id", "sgtin"): _gtin_with("21", 20),
    ("id", "upui"): _gtin_with("235", 28),
    ("class", "lgtin"): _gtin_with("10", 20),
    ("idpat", "sgtin"): _gtin_pattern,
    ("idpat", "upui"): _gtin_pattern,
    ("id", "sscc"): _sscc,
    ("id", "sgln"): _sgln,
    ("id", "pgln"): _fixed("417", 12),
    ("id", "gsrn"): _fixed("8018", 17),
    ("id", "gsrnp"): _fixed("8017", 17),
    ("id", "gsin"): _fixed("402", 16),
    ("id", "grai"): _serialised("8003", "0", 16),
    ("id", "gdti"): _serialised("253", "", 17),
    ("id", "sgcn"): _serialised("255", "", 12, numeric=True),
    ("idpat", "grai"): _pattern("8003", "0"),
    ("idpat", "gdti"): _pattern("253", ""),
    ("idpat", "sgcn"): _pattern("255", ""),
    ("id", "giai"): _unchecked("8004"),
    ("id", "ginc"): _unchecked("401"),
    ("id", "cpi"): _cpi,
    ("idpat", "cpi"): _cpi,
    ("id", "itip"): _itip,
    ("idpat", "itip"): _itip,
}


def _from_link(link: str) -> str | None:
    match = _LINK.match(link)
    if match is None:
        return None
    segments = match[1].rstrip("/").split("/")
    for place in range(len(segments) - 1):
        key = _SHORT_NAMES.get(segments[place], segments[place])
        form = _KEYS.get(key)
        if form is not None and form.fullmatch(segments[place + 1]):
            return _finest(key, segments[place + 1], segments[place + 2 :])
    return None


def _finest(key: str, value: str, rest: list[str]) -> str | None:
    """Keep the key and its finest qualifier; a qualifier that the key can't have makes it no Digital Link."""
    allowed = _QUALIFIERS.get(key, ())
    names = [_SHORT_NAMES.get(name, name) for name in rest[::2]]
    if len(rest) % 2 or any(name not in allowed for name in names):
        return None
    texts = [_serial(text) for text in rest[1::2]]
    if None in texts:
        return None
    if key == "01":
        value = value.zfill(14)
    base = f"{CANONICAL_HOST}{key}/{_plain_escapes(value)}"
    found = dict(zip(names, texts, strict=True))
    finest = next((name for name in allowed if name in found and name != "22"), None)
    if finest is None or (finest == "254" and found[finest] == "0"):
        return base
    return f"{base}/{finest}/{found[finest]}"

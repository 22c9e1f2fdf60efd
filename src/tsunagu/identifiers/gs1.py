"""GS1 keys and messages: element strings, their human form, check digits, canonical URIs."""

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote

from biip import ParseError
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message

from tsunagu.identifiers.reading import shown, unreadable, wrong_check

FNC1: Final = "\x1d"
RESOLVER: Final = "https://id.gs1.org"
SSCC: Final = "00"
GTIN: Final = "01"
LOT: Final = "10"
EXPIRY: Final = "17"
SERIAL: Final = "21"
GLN: Final = "414"
GLN_EXTENSION: Final = "254"
GRAI: Final = "8003"
GIAI: Final = "8004"
GSRN: Final = "8018"

# Keys with the qualifiers that refine them, in the order of a Digital Link path; the first key found names
# the thing, the last qualifier found is the finest.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    SSCC: (),
    GTIN: ("22", LOT, SERIAL),
    "8006": ("22", LOT, SERIAL),
    GRAI: (),
    GIAI: (),
    GSRN: (),
    "8017": (),
    GLN: (GLN_EXTENSION,),
    "417": (),
    "253": (),
    "255": (),
    "401": (),
    "402": (),
}
_IDENTIFYING: Final = {GTIN: (SERIAL, LOT), "8006": (SERIAL, LOT), GLN: (GLN_EXTENSION,)}
# Length of the part that ends in a check digit.
_CHECKED_LENGTH: Final = {
    "00": 18, "01": 14, "02": 14, "253": 13, "255": 13, "402": 17, "410": 13, "411": 13, "412": 13,
    "413": 13, "414": 13, "415": 13, "416": 13, "417": 13, "8003": 14, "8006": 14, "8017": 18, "8018": 18,
}  # fmt: skip
# First two digits of the identifiers whose length is fixed: no separator behind them.
_FIXED_LENGTH: Final = frozenset((
    "00", "01", "02", "03", "04", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "31", "32",
    "33", "34", "35", "36", "41",
))  # fmt: skip
_BRACKETED: Final = re.compile(r"\(([0-9]{2,4})\)")
_PLAIN: Final = "!'()*+,-.:;=_"


@dataclass(frozen=True, slots=True)
class Gs1:
    """The elements of one message, by application identifier, every check digit proved."""

    elements: Mapping[str, str]

    @property
    def human(self) -> str:
        """The form under a symbol: ``(01)04912345678904(21)0001``."""
        return "".join(f"({ai}){value}" for ai, value in self.elements.items())

    @property
    def element_string(self) -> str:
        """What the symbol holds after its leading FNC1; elements of open length end in a separator."""
        ordered = sorted(self.elements.items(), key=lambda element: element[0][:2] not in _FIXED_LENGTH)
        parts = [ai + value + ("" if ai[:2] in _FIXED_LENGTH else FNC1) for ai, value in ordered]
        return "".join(parts).removesuffix(FNC1)

    @property
    def key(self) -> str | None:
        """The application identifier of the thing itself."""
        return next((key for key in KEYS if key in self.elements), None)

    @property
    def uri(self) -> str | None:
        """The canonical URI of the thing, as events write it: key and finest qualifier only."""
        key = self.key
        if key is None:
            return None
        base = f"{RESOLVER}/{key}/{_escaped(self.elements[key])}"
        for qualifier in _IDENTIFYING.get(key, ()):
            value = self.elements.get(qualifier)
            if value is not None and (qualifier, value) != (GLN_EXTENSION, "0"):
                return f"{base}/{qualifier}/{_escaped(value)}"
        return base

    @property
    def digital_link(self) -> str | None:
        """A Digital Link that says everything: qualifiers in the path, the rest in the query."""
        key = self.key
        if key is None:
            return None
        path = [ai for ai in (key, *KEYS[key]) if ai in self.elements]
        query = [f"{ai}={_escaped(value)}" for ai, value in self.elements.items() if ai not in path]
        link = RESOLVER + "".join(f"/{ai}/{_escaped(self.elements[ai])}" for ai in path)
        return link + ("?" + "&".join(query) if query else "")

    @property
    def expiry(self) -> date | None:
        """The expiry date; day 00 means the last of the month."""
        text = self.elements.get(EXPIRY)
        if text is None:
            return None
        year, month, day = 2000 + int(text[:2]), int(text[2:4]), int(text[4:])
        return date(year, month, day or calendar.monthrange(year, month)[1])


def check_digit(digits: str) -> str:
    """Return the GS1 check digit of a key written without it."""
    total = sum(map(int, digits[::-2])) * 3 + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def with_check_digit(digits: str) -> str:
    """Return the key with its check digit."""
    return digits + check_digit(digits)


def has_check_digit(digits: str) -> bool:
    """Say whether the last digit is the right check digit."""
    return digits.isascii() and digits.isdigit() and check_digit(digits[:-1]) == digits[-1]


def sgtin(gtin: str, serial: str) -> Gs1:
    """Name one container of a product."""
    return from_elements({GTIN: gtin.zfill(14), SERIAL: serial})


def from_elements(elements: Mapping[str, str]) -> Gs1:
    """Prove elements that are already apart."""
    return Gs1(dict(_proved(elements.items())))


def parse_element_string(text: str) -> Gs1:
    """Read what a scanner types: elements in a row, separated by FNC1 (``\\x1d``) where their length is open."""
    body = text.strip(FNC1 + " ")
    try:
        message = GS1Message.parse(body)
    except (ParseError, ValueError) as error:
        raise _not_gs1(text) from error
    return Gs1(dict(_proved((part.ai.ai, part.value) for part in message.element_strings)))


def parse_human(text: str) -> Gs1:
    """Read the bracketed form that stands under a symbol."""
    pieces = _BRACKETED.split(text.replace(" ", ""))
    if pieces[0] or len(pieces) < 3:
        raise _not_gs1(text)
    return Gs1(dict(_proved(zip(pieces[1::2], pieces[2::2], strict=True))))


def gtin_of(digits: str) -> Gs1:
    """Read a plain product number of 8, 12, 13 or 14 digits (JAN code)."""
    return from_elements({GTIN: digits.zfill(14)})


def _proved(elements: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    seen: dict[str, str] = {}
    for ai, value in elements:
        try:
            part = GS1ElementString.parse(ai + value)
        except (ParseError, ValueError) as error:
            raise _not_gs1(f"({ai}){value}") from error
        if part.ai.ai != ai or part.value != value:
            raise _not_gs1(f"({ai}){value}")
        length = _CHECKED_LENGTH.get(ai)
        if length is not None and not has_check_digit(value[:length]):
            raise wrong_check("GS1の番号", "GS1 number", f"({ai}){value}")
        if seen.setdefault(ai, value) != value:
            raise unreadable(
                "contradicting_symbol",
                f"({ai})が2つあり、値が違います。ラベルを確かめてください。",
                f"({ai}) stands twice with different values; look at the label.",
            )
        yield ai, value
    if not seen:
        raise _not_gs1("")


def _not_gs1(text: str) -> Exception:
    return unreadable(
        "not_gs1",
        f"GS1の形式として「{shown(text)}」を読めません。もう一度読み取ってください。",
        f"“{shown(text)}” can't be read as GS1 data; scan again.",
    )


def _escaped(value: str) -> str:
    return quote(value, safe=_PLAIN)

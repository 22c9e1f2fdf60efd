"""ISBT 128 data structures as symbols hold them: read and write; no licensed tables."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.identifiers.coi import CoiNumber
from tsunagu.identifiers.din import Din
from tsunagu.identifiers.reading import shown, unreadable

TOKYO: Final = ZoneInfo("Asia/Tokyo")
EXPIRY: Final = "&>"
COLLECTION: Final = "&*"
PRODUCTION: Final = "&}"
PRODUCT_CODE: Final = "=<"
CONSIGNMENT: Final = "=$"
FACILITY: Final = "&+"
FACILITY_PRODUCT: Final = "=/"
COMPOUND: Final = "=+"
COI: Final = "&/"
DIN: Final = "="

_MOMENTS: Final = (EXPIRY, COLLECTION, PRODUCTION)
_MOMENT: Final = re.compile(r"([0-9])([0-9]{2})([0-9]{3})([01][0-9]|2[0-3])([0-5][0-9])")
_PIECE: Final = re.compile(r"[=&][^=&]+")
_COUNT: Final = re.compile(r"=\+([0-9]{2})([0-9]{3})")


@dataclass(frozen=True, slots=True)
class Kind:
    """A data structure that we read: number, name and the shape of its content."""

    number: str
    name: Text
    form: re.Pattern[str]


KINDS: Final[dict[str, Kind]] = {
    DIN: Kind(
        "001", Text("採取識別番号", "Donation number"), re.compile(r"[0-9A-NP-Z]{5}[0-9]{8}[0-9A-NP-Z]{2}")
    ),
    PRODUCT_CODE: Kind("003", Text("製品コード", "Product code"), re.compile(r"[A-Z0-9]{5}[0-9A-Za-z]{3}")),
    EXPIRY: Kind("005", Text("使用期限", "Expiry"), _MOMENT),
    COLLECTION: Kind("007", Text("採取日時", "Collected"), _MOMENT),
    PRODUCTION: Kind("009", Text("製造日時", "Produced"), _MOMENT),
    CONSIGNMENT: Kind("028", Text("輸送単位", "Consignment"), re.compile(r"[0-9A-Za-z.\-/]{1,40}")),
    FACILITY: Kind(
        "033", Text("加工施設", "Processing facility"), re.compile(r"[0-9A-NP-Z]{5}[0-9A-Za-z]{0,20}")
    ),
    FACILITY_PRODUCT: Kind(
        "034", Text("施設内製品コード", "Facility's product code"), re.compile(r"[0-9A-Za-z\-]{5,30}")
    ),
    COI: Kind("040", Text("CoI番号", "CoI number"), re.compile(r"CH[0-9A-NP-Z]{5}[0-9]{8}")),
}


@dataclass(frozen=True, slots=True)
class Structure:
    """One data structure: its data identifier and its content."""

    identifier: str
    content: str

    @property
    def kind(self) -> Kind | None:
        """What we know of the structure; ``None`` for one that only travels along in a compound message."""
        return KINDS.get(self.identifier)

    @property
    def data(self) -> str:
        """The structure as a symbol holds it."""
        return self.identifier + self.content

    @property
    def moment(self) -> datetime | None:
        """The time that a date-time structure holds."""
        return parse_moment(self.content) if self.identifier in _MOMENTS else None


def parse(text: str) -> tuple[Structure, ...]:
    """Read one structure, or all the structures of a compound message."""
    if text.startswith(COMPOUND):
        return _parse_compound(text)
    structure = _split(text)
    if structure.kind is None:
        raise _unknown(text)
    return (structure,)


def find(structures: Iterable[Structure], identifier: str) -> Structure | None:
    """Return the first structure with this data identifier."""
    return next((structure for structure in structures if structure.identifier == identifier), None)


def compound(structures: Iterable[Structure], message: int = 0) -> str:
    """Write several structures into one message for a 2-D symbol; ``message`` 0 names no agreed set."""
    members = list(structures)
    return f"{COMPOUND}{len(members):02d}{message:03d}" + "".join(member.data for member in members)


def moment_structure(identifier: str, moment: datetime) -> Structure:
    """Write an expiry, collection or production time (``EXPIRY``, ``COLLECTION``, ``PRODUCTION``)."""
    local = moment.astimezone(TOKYO)
    century = (local.year // 100) % 10
    return Structure(identifier, f"{century}{local:%y%j%H%M}")


def product_structure(code: str) -> Structure:
    """Write an eight-character product code."""
    return _checked(Structure(PRODUCT_CODE, code))


def din_structure(din: Din) -> Structure:
    """Write a donation number with its flags."""
    return Structure(DIN, str(din) + din.flags)


def coi_structure(coi: CoiNumber) -> Structure:
    """Write a CoI number."""
    return Structure(COI, str(coi))


def parse_moment(content: str) -> datetime:
    """Read ``cyyjjjhhmm`` (century digit, year, day of the year, time) as Tokyo time."""
    match = _MOMENT.fullmatch(content)
    if match is not None:
        century, year, day, hour, minute = (int(part) for part in match.groups())
        full = (1900 if century == 9 else 2000 + century * 100) + year
        start = datetime(full, 1, 1, hour, minute, tzinfo=TOKYO)
        moment = start + timedelta(days=day - 1)
        if day and moment.year == full:
            return moment
    raise unreadable(
        "wrong_date",
        f"日時「{shown(content)}」を読めません。年、通算日、時刻を10桁で表す形ではありません。",
        f"The time “{shown(content)}” can't be read: ten digits for year, day of the year and time are wanted.",
    )


def _parse_compound(text: str) -> tuple[Structure, ...]:
    head = _COUNT.match(text)
    members = tuple(_split(piece) for piece in _PIECE.findall(text[7:])) if head else ()
    if head is None or not members or "".join(member.data for member in members) != text[7:]:
        raise _unknown(text)
    if int(head[1]) not in (0, len(members)):
        raise unreadable(
            "incomplete_symbol",
            f"シンボルの項目は{int(head[1])}個のはずですが、{len(members)}個しか読めません。もう一度読み取ってください。",
            f"The symbol should hold {int(head[1])} items but {len(members)} were read; scan again.",
        )
    return members


def _split(text: str) -> Structure:
    if text[:1] == DIN and text[1:2].isalnum():
        return _checked(Structure(DIN, text[1:]))
    return _checked(Structure(text[:2], text[2:]))


def _checked(structure: Structure) -> Structure:
    """Refuse content that its structure can't hold; an unknown structure passes."""
    kind = structure.kind
    if kind is not None and kind.form.fullmatch(structure.content) is None:
        raise unreadable(
            "wrong_shape",
            f"ISBT 128の{kind.name.ja}「{shown(structure.content)}」の形が違います。もう一度読み取ってください。",
            f"The ISBT 128 {kind.name.en.lower()} “{shown(structure.content)}” has a wrong shape; scan again.",
        )
    if structure.identifier in _MOMENTS:
        parse_moment(structure.content)
    elif structure.identifier == DIN:
        Din.parse(structure.data)
    elif structure.identifier == COI:
        CoiNumber.parse(structure.content)
    return structure


def _unknown(text: str) -> BadInput:
    return unreadable(
        "unknown_structure",
        f"ISBT 128の構造「{shown(text)}」は扱えません。",
        f"The ISBT 128 structure “{shown(text)}” is not one that we read.",
    )

"""One entry for all that is scanned or typed: what kind of symbol it is, and what it names."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from uuid import UUID

from tsunagu.foundation.refusals import BadInput
from tsunagu.identifiers import gs1, isbt128
from tsunagu.identifiers.coi import CoiNumber, is_coi
from tsunagu.identifiers.digital_link import is_digital_link, parse_digital_link
from tsunagu.identifiers.din import Din, is_din
from tsunagu.identifiers.reading import shown, unreadable

LONGEST: Final = 2000
OURS: Final = "https://ns.tsunagu.example/"
WRISTBAND: Final = "TSW1:"

Kind = Literal["gs1", "din", "coi", "isbt128", "item", "wristband"]

_SYMBOLOGY: Final = re.compile(r"\]([A-Za-z])([0-9A-Za-z])")
_GS1_SYMBOLOGIES: Final = ("]d2", "]C1", "]e0", "]Q3", "]J1")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−ーｰ", "-"))
_TOKEN: Final = re.compile(r"[A-Za-z0-9_\-]{8,200}")
_JAN_LENGTHS: Final = (8, 12, 13, 14)
_MASK: Final = "•" * 4


@dataclass(frozen=True, slots=True)
class Symbol:
    """What was read.

    Parameters
    ----------
    kind : ``gs1``, ``din``, ``coi``, ``isbt128`` (other structures), ``item`` (our QR), ``wristband``.
    uri : canonical URI of the thing as events write it, if the symbol names one.
    parts : the pieces: application identifiers, data identifiers, ``coi``, ``din``, ``uuid``, ``token``.
    display : how to show it; a wristband's token is masked.
    """

    kind: Kind
    uri: str | None
    parts: Mapping[str, str] = field(hash=False)
    display: str


def read_symbol(text: str) -> Symbol:
    """Recognise a symbol; ``BadInput`` with one sentence says why it can't be read."""
    plain = _normalised(text)
    symbology = _SYMBOLOGY.match(plain)
    if symbology is not None:
        body = plain[symbology.end() :]
        if symbology[0] in _GS1_SYMBOLOGIES:
            return _gs1(gs1.parse_element_string(body))
        plain = body
    if plain.startswith(gs1.FNC1):
        return _gs1(gs1.parse_element_string(plain))
    return _recognised(plain)


def wristband_token(token: str) -> str:
    """Return what a patient's wristband holds."""
    if _TOKEN.fullmatch(token) is None:
        raise ValueError("a wristband token is 8 to 200 letters, digits, - and _")
    return WRISTBAND + token


def _normalised(text: str) -> str:
    if len(text) > LONGEST:
        raise unreadable(
            "symbol_too_long",
            f"読み取った文字が多すぎます（{len(text)}文字）。一つのシンボルだけを読み取ってください。",
            f"Too much was read ({len(text)} characters); scan one symbol only.",
        )
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).strip(" \t\r\n")
    if not plain.strip(gs1.FNC1 + " "):
        raise unreadable(
            "symbol_empty",
            "何も読み取れていません。シンボルを読み取るか、番号を入力してください。",
            "Nothing was read; scan a symbol or type its number.",
        )
    if any(unicodedata.category(character) == "Cc" for character in plain.replace(gs1.FNC1, "")):
        raise unreadable(
            "symbol_has_control_characters",
            "読み取った文字に使えない制御文字があります。読取り機の設定を確かめ、もう一度読み取ってください。",
            "What was read holds control characters; check the scanner's settings and scan again.",
        )
    if not plain.isascii():
        raise _not_ours(plain)
    return plain


def _recognised(plain: str) -> Symbol:
    if plain[: len(WRISTBAND)].upper() == WRISTBAND:
        return _wristband(plain[len(WRISTBAND) :])
    if plain.lower().startswith(("https://", "http://")):
        return _link(plain)
    if plain.startswith("("):
        return _gs1(gs1.parse_human(plain))
    if plain[0] in "=&":
        return _isbt128(plain)
    compact = plain.replace(" ", "").upper()
    if is_coi(compact):
        return _coi(CoiNumber.parse(compact))
    if compact.isdigit() and len(compact) in _JAN_LENGTHS:
        return _gs1(gs1.gtin_of(compact))
    if is_din(compact):
        return _din(Din.parse(compact))
    if plain[:2].isdigit():
        message = gs1.parse_element_string(plain)
        if message.key is not None:
            return _gs1(message)
    raise _not_ours(plain)


def _gs1(message: gs1.Gs1) -> Symbol:
    return Symbol("gs1", message.uri, dict(message.elements), message.human)


def _coi(coi: CoiNumber) -> Symbol:
    return Symbol("coi", coi.uri, {"coi": str(coi)}, coi.display)


def _din(din: Din) -> Symbol:
    return Symbol("din", din.uri, {"din": str(din)}, din.display)


def _wristband(token: str) -> Symbol:
    if _TOKEN.fullmatch(token) is None:
        raise unreadable(
            "wrong_wristband",
            "患者リストバンドのシンボルが欠けています。もう一度読み取ってください。",
            "The patient's wristband was not read whole; scan it again.",
        )
    return Symbol("wristband", None, {"token": token}, WRISTBAND + _MASK + token[-4:])


def _isbt128(plain: str) -> Symbol:
    """A symbol that names a donation or a chain is that; all its other structures come along as parts."""
    if plain.upper().startswith((isbt128.COI, isbt128.DIN)) and not plain.startswith(isbt128.COMPOUND):
        plain = _capitals(plain)
    structures = isbt128.parse(plain)
    parts = {structure.identifier: structure.content for structure in structures}
    din, coi = isbt128.find(structures, isbt128.DIN), isbt128.find(structures, isbt128.COI)
    named = _din(Din.parse(din.data)) if din else _coi(CoiNumber.parse(coi.content)) if coi else None
    if named is None:
        return Symbol("isbt128", None, parts, " ".join(structure.data for structure in structures))
    if coi:
        parts["coi"] = coi.content
    return Symbol(named.kind, named.uri, {**parts, **named.parts}, named.display)


def _capitals(plain: str) -> str:
    """Donation and CoI numbers know capitals only; product codes know both."""
    number = plain.startswith(isbt128.COI) or plain[1:2].isalnum()
    return plain.upper() if number else plain


def _link(plain: str) -> Symbol:
    scheme, _, rest = plain.partition("://")
    plain = f"{scheme.lower()}://{rest}"
    if plain.lower().startswith(OURS):
        return _own_link(plain)
    if is_digital_link(plain):
        return _gs1(parse_digital_link(plain))
    raise _not_ours(plain)


def _own_link(plain: str) -> Symbol:
    kind, _, value = plain[len(OURS) :].rstrip("/").partition("/")
    if kind == "coi":
        return _coi(CoiNumber.parse(value))
    if kind == "din":
        return _din(Din.parse(value))
    if kind == "item":
        try:
            uuid = UUID(value)
        except ValueError as error:
            raise _not_ours(plain) from error
        return Symbol("item", None, {"uuid": str(uuid)}, str(uuid))
    raise _not_ours(plain)


def _not_ours(plain: str) -> BadInput:
    return unreadable(
        "symbol_not_ours",
        f"「{shown(plain)}」は扱えるシンボルではありません。GS1、ISBT 128、CoI番号のいずれかを読み取ってください。",
        f"“{shown(plain)}” is not a symbol that we read; scan a GS1 symbol, an ISBT 128 symbol or a CoI number.",
    )

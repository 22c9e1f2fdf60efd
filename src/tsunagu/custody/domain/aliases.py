"""Other numbers of a chain: which kinds there are, and how each is written."""

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.identifiers.gs1 import has_check_digit

SPONSOR, SHIPMENT = "sponsor_coi", "sscc"
SCHEMES: dict[str, Text] = {
    SPONSOR: Text("治験依頼者・製造販売業者のCOI番号", "COI of the sponsor or authorisation holder"),
    SHIPMENT: Text("輸送単位番号（SSCC）", "Shipment (SSCC)"),
    "paper": Text("紙の記録の番号", "Number of the paper record"),
    "other": Text("その他の番号", "Another number"),
}
"""What people bind; donation numbers are bound with the collection itself."""
NAMES: dict[str, Text] = SCHEMES | {"din": Text("採取識別番号（DIN）", "Donation (DIN)")}
SSCC_DIGITS = 18


def normal(scheme: str, typed: str) -> str:
    """Return a number as it is kept; refuse an unknown kind, and an SSCC whose check digit does not agree."""
    if scheme not in SCHEMES:
        raise BadInput("no_such_scheme", _KIND, "scheme")
    if scheme != SHIPMENT:
        return typed.strip()
    digits = "".join(typed.split()).removeprefix("(00)")
    if (
        len(digits) != SSCC_DIGITS
        or not digits.isascii()
        or not digits.isdigit()
        or not has_check_digit(digits)
    ):
        raise BadInput("wrong_sscc", _SSCC, "value")
    return digits


def is_late(scheme: str, has_items: bool) -> bool:
    """Say whether a number comes too late to have been on the label of the first collection."""
    return scheme == SPONSOR and has_items


_KIND = Text("番号の種類を選んでください。", "Choose the kind of number.")
_SSCC = Text(
    "SSCCは18桁の数字です。検査数字が合いません。番号を確かめてください。",
    "An SSCC has 18 digits and its check digit does not agree. Check the number.",
)

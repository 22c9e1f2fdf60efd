"""Who signs a study's conclusion: the manufacturer's quality and the marketing authorisation holder, two people."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.foundation.refusals import NotAllowed, Refused
from tsunagu.foundation.text import Text

QUALITY, HOLDER = "quality", "mah"
SIGNERS: Mapping[str, Text] = {
    QUALITY: Text("製造業者の品質保証", "The manufacturer's quality unit"),
    HOLDER: Text("製造販売業者の品質保証責任者", "The marketing authorisation holder's quality"),
}


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature on a conclusion."""

    role: str
    person: UUID
    member: UUID
    signed_at: datetime


def parts_in(roles: Collection[str], member: UUID, manufacturer: UUID, holder: UUID) -> tuple[str, ...]:
    """Return for which of the two parties a person may speak; both only where one company is both."""
    found = []
    if QUALITY in roles and member == manufacturer:
        found.append(QUALITY)
    if HOLDER in roles and member == holder:
        found.append(HOLDER)
    return tuple(found)


def signing_part(parts: Sequence[str], person: UUID, signed: Sequence[Signed]) -> str:
    """Return the part in which a person signs now; refuse others, the same person again, and a third signature.

    Raises
    ------
    NotAllowed : not one of the two units.
    Refused : signed already, by this unit or by this person in the other part.
    """
    if not parts:
        raise NotAllowed("not_a_signer", _NOT_A_SIGNER)
    if any(one.person == person for one in signed):
        raise Refused("second_person", _SECOND_PERSON)
    left = [part for part in parts if all(one.role != part for one in signed)]
    if not left:
        raise Refused("signed_already", _SIGNED)
    return left[0]


def unsigned(signed: Sequence[Signed]) -> tuple[str, ...]:
    """Return whose signatures are missing."""
    return tuple(part for part in SIGNERS if all(one.role != part for one in signed))


def check_may_sign(state: str, shown: str, present: str, is_signed: bool) -> None:
    """Refuse to sign what isn't analysed, what was withdrawn or fully signed, and another analysis than that shown."""
    if state == "withdrawn":
        raise Refused("withdrawn", _WITHDRAWN)
    if is_signed:
        raise Refused("signed_already", _SIGNED)
    if state not in ("analysed", "concluded"):
        raise Refused("not_analysed", _NOT_ANALYSED)
    if shown != present:
        raise Refused("other_analysis", _OTHER)


_NOT_A_SIGNER = Text(
    "結論に署名できるのは、製造業者の品質保証担当と、製造販売業者の品質保証責任者です。",
    "The conclusion is signed by the manufacturer's quality assurance and the authorisation holder's quality.",
)
_SECOND_PERSON = Text(
    "すでに署名しています。もう一方の署名は別の人が行ってください。",
    "You have signed already. The other signature must be another person's.",
)
_SIGNED = Text("この立場の署名は済んでいます。", "This part is signed already.")
_NOT_ANALYSED = Text("解析してから署名してください。", "Analyse the study before you sign.")
_WITHDRAWN = Text("この評価は取り下げられています。", "This study was withdrawn.")
_OTHER = Text(
    "表示後に解析が変わりました。新しい結果を確認してから署名してください。",
    "The analysis has changed since it was shown. Look at the new one before you sign.",
)

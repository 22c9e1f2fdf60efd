"""Who gets a place: one registration per person, the waiting list in the order of asking, limits per member."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tsunagu.foundation.brake import Ceiling
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

LONGEST_NAME, LONGEST_EMAIL = 80, 254
MOST_OF_ONE, MOST_OF_ALL = Ceiling(60), Ceiling(120)
"""Guests from outside within an hour, of one gathering and of all together: a busy hour after an announcement."""
_EMAIL = re.compile(r"[^\s@<>(),;:\\\"\[\]]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


@dataclass(frozen=True, slots=True)
class Guest:
    """Someone from outside the network who wants to come."""

    name: str
    organisation: str
    email: str
    has_agreed: bool
    language: str = "ja"


@dataclass(frozen=True, slots=True)
class Asking:
    """Someone on the waiting list: the row, and the member whose person it is (None: from outside)."""

    row: int
    member: int | None


def normal_email(typed: str) -> str:
    """Return an address as it is compared: half-width, lower case, without spaces around it; refuse what is none."""
    found = unicodedata.normalize("NFKC", typed).strip().lower()
    if len(found) > LONGEST_EMAIL or not _EMAIL.fullmatch(found) or ".." in found:
        raise BadInput("email", BAD_EMAIL, "email")
    return found


def checked_guest(guest: Guest) -> Guest:
    """Return what a guest said, tidied; refuse a missing name or consent."""
    name, organisation = _line(guest.name), _line(guest.organisation)
    if not name or len(name) > LONGEST_NAME:
        raise BadInput("guest_name", NO_NAME, "name")
    if len(organisation) > LONGEST_NAME:
        raise BadInput("guest_organisation", LONG_ORGANISATION, "organisation")
    if not guest.has_agreed:
        raise BadInput("guest_consent", NO_CONSENT, "consent")
    language = "en" if guest.language == "en" else "ja"
    return Guest(name, organisation, normal_email(guest.email), True, language)


def moving_up(
    waiting: Sequence[Asking],
    limit: int | None,
    taken: int,
    of_members: Mapping[int, int],
    per_member: int | None,
) -> list[Asking]:
    """Return who moves up, in the order of asking; who is over the limit of his member lets the next one pass."""
    counts: Counter[int] = Counter(of_members)
    moved: list[Asking] = []
    for one in waiting:
        if limit is not None and taken + len(moved) >= limit:
            break
        if one.member is not None and per_member is not None:
            if counts[one.member] >= per_member:
                continue
            counts[one.member] += 1
        moved.append(one)
    return moved


def positions(waiting: Iterable[Asking]) -> dict[int, int]:
    """Return the place of each one on the waiting list, from 1, by row."""
    return {one.row: number for number, one in enumerate(waiting, 1)}


def _line(typed: str) -> str:
    return " ".join(unicodedata.normalize("NFC", typed).split())


BAD_EMAIL = Text(
    "メールアドレスの形が正しくありません。name@example.jp のように入力してください。",
    "This is no e-mail address. Write it like name@example.jp.",
)
NO_NAME = Text("お名前を80字以内で入力してください。", "Give your name, in at most 80 characters.")
LONG_ORGANISATION = Text(
    "ご所属は80字以内で入力してください。", "Give your organisation in at most 80 characters."
)
NO_CONSENT = Text(
    "お申込みには、個人情報の取扱いへの同意が必要です。内容をご確認のうえ、チェックを入れてください。",
    "To register, please agree to how your data is used: read it and tick the box.",
)

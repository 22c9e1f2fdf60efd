"""Cells of a list of members as values: each in the one form in which the register keeps it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from tsunagu.foundation.text import Text
from tsunagu.foundation.written.cells import as_written, day_in, plain, unread, word_in
from tsunagu.members.domain.checks import check_reading
from tsunagu.members.domain.register.columns import (
    CANNOT_BE_NONE,
    COLUMNS,
    KIND_SYNONYMS,
    PREFECTURES,
    SAYS_NONE,
    Column,
)
from tsunagu.members.domain.vocabulary import MEMBER_KINDS

_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_./-]*")
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
_PHONE = re.compile(r"[+0-9][0-9 ()./-]{5,}(?:\s*(?:内線|ext\.?)\s*[0-9-]+)?", re.IGNORECASE)
_POSTAL = re.compile(r"〒?\s*(\d{3})-?(\d{4})")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?:[:/?#]\S*)?", re.IGNORECASE)
_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_DASHES = str.maketrans("‐‑–—−ー―", "-------")


def value_in(column: Column, cell: str, fee_classes: Mapping[str, Text]) -> Any:
    """Return the value of a filled cell; None where it says that there is none.

    Refuses what can't be read as its column wants it.
    """
    text = plain(cell)
    if text.lower() in SAYS_NONE and column.key not in CANNOT_BE_NONE:
        return None
    if column.reads == "day":
        return day_in(as_written(cell))
    if column.reads == "fee_class":
        return word_in(text, fee_classes)
    if (read := _READERS.get(column.reads)) is not None:
        return _short(column, read(text))
    lines = [" ".join(line.split()) for line in as_written(cell).splitlines()]
    return _short(column, "\n".join(lines).strip() if column.key == "note" else " ".join(lines).strip())


def _short(column: Column, value: str) -> str:
    if len(value) <= column.longest:
        return value
    raise unread(
        "too_long", value, f"{column.longest}文字以内にしてください", f"At most {column.longest} characters"
    )


def kind_in(text: str) -> str:
    """Read a kind of member: its name in either language, or what such organisations are called."""
    for key, others in KIND_SYNONYMS.items():
        if text.lower() in others:
            return key
    return word_in(text, MEMBER_KINDS)


def number_in(text: str) -> str:
    """Read a member number: letters and figures."""
    text = text.translate(_DASHES)
    if _NUMBER.fullmatch(text):
        return text.upper()
    raise unread(
        "number",
        text,
        "会員番号は英数字とハイフンで入力してください",
        "A member number has letters, figures and hyphens",
    )


def email_in(text: str) -> str:
    """Read one e-mail address."""
    if _EMAIL.fullmatch(text):
        return text
    raise unread("email", text, "メールアドレスを一つ入力してください", "Write one e-mail address")


def phone_in(text: str) -> str:
    """Read a telephone number, with an extension if there is one."""
    text = text.translate(_DASHES)
    if _PHONE.fullmatch(text):
        return text
    raise unread(
        "phone", text, "電話番号を「044-123-4567」の形で入力してください", "Write a number as 044-123-4567"
    )


def postal_in(text: str) -> str:
    """Read a postal code, ``210-0821``."""
    if found := _POSTAL.fullmatch(text.translate(_DASHES)):
        return f"{found[1]}-{found[2]}"
    raise unread(
        "postal", text, "郵便番号を「210-0821」の形で入力してください", "Write a postal code as 210-0821"
    )


def prefecture_in(text: str) -> str:
    """Read a prefecture, with or without its last character (神奈川)."""
    for name in PREFECTURES:
        if text in (name, name[:-1]):
            return name
    raise unread(
        "prefecture", text, "都道府県名を入力してください", "Write the Japanese name of a prefecture"
    )


def url_in(text: str) -> str:
    """Read the address of a website; one without its beginning gets ``https://``."""
    bare = re.sub(r"^https?://", "", text, flags=re.IGNORECASE)
    if _HOST.fullmatch(bare):
        return text if bare != text else f"https://{bare}"
    raise unread(
        "url",
        text,
        "ウェブサイトのアドレスを「https://…」の形で入力してください",
        "Write an address as https://…",
    )


def reading_in(text: str) -> str:
    """Read how a name is read: kana of either kind and width, kept as full-width katakana."""
    text = " ".join(text.split()).translate(_KATAKANA)
    check_reading(text)
    return text


_READERS: dict[str, Callable[[str], str]] = {
    "kind": kind_in,
    "number": number_in,
    "email": email_in,
    "phone": phone_in,
    "postal": postal_in,
    "prefecture": prefecture_in,
    "reading": reading_in,
    "url": url_in,
}


def heading(text: str) -> str:
    """Return a heading as it is compared: half-width, without blanks, in small letters."""
    return re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", text)).lower().rstrip("*※")


_HEADINGS: dict[str, str] = {
    heading(said): key
    for key, column in COLUMNS.items()
    for said in (key, column.name.ja, column.name.en, *column.others)
}


def column_of(text: str) -> str:
    """Return the column that a heading means; nothing where none is known."""
    return _HEADINGS.get(heading(text), "")


_VAGUE = frozenset(heading(said) for column in COLUMNS.values() for said in column.vague)


def is_vague(text: str) -> bool:
    """Say whether a heading means its column only where no other one does."""
    return heading(text) in _VAGUE

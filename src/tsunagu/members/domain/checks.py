"""What may be written into the directory: names, words, periods, positions, numbers."""

import re
import unicodedata
from collections.abc import Container
from datetime import date

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text

_KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_READING = re.compile(r"[ぁ-ゖァ-ヺー・a-zA-Z0-9 .,&'()\-]*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def check_key(key: str) -> None:
    """Refuse a key that isn't made of small letters, digits and single hyphens or underscores."""
    if len(key) > 60 or not _KEY.fullmatch(key):
        raise BadInput(
            "key",
            Text(
                "キーは60文字以内の半角英小文字・数字・ハイフンで入力してください。",
                "A key is at most 60 small letters, digits and hyphens.",
            ),
            "key",
        )


def check_name(name: Text, longest: int = 120) -> None:
    """Refuse a name that is empty or too long in either language."""
    for language, value in name.as_dict().items():
        if not value.strip() or len(value) > longest:
            raise BadInput(
                "name",
                Text(
                    f"名称は日本語・英語とも1〜{longest}文字で入力してください。",
                    f"A name needs 1 to {longest} characters in Japanese and in English.",
                ),
                f"name_{language}",
            )


def check_reading(reading: str, longest: int = 160) -> None:
    """Refuse a reading フリガナ that has kanji or is too long; an empty one is no reading."""
    if len(reading) <= longest and _READING.fullmatch(unicodedata.normalize("NFKC", reading)):
        return
    raise BadInput(
        "reading",
        Text(
            f"フリガナは、カタカナ・ひらがな・英数字で{longest}文字以内で入力してください。",
            f"Give the reading in kana, letters and digits, at most {longest} characters.",
        ),
        "name_kana",
    )


def check_word(value: str, words: Container[str], field: str, *, may_be_empty: bool = False) -> None:
    """Refuse a word that isn't in its vocabulary."""
    if (may_be_empty and not value) or value in words:
        return
    raise BadInput(
        "word",
        Text(
            f"「{value[:40]}」は選べません。一覧から選んでください。",
            f"“{value[:40]}” can't be chosen. Take one from the list.",
        ),
        field,
    )


def check_period(valid_from: date, valid_until: date | None, field: str = "valid_until") -> None:
    """Refuse a period that ends before it begins; ``field`` is where its last day was typed."""
    if valid_until is None or valid_until >= valid_from:
        return
    raise BadInput(
        "period",
        Text(
            f"終了日（{valid_until}）が開始日（{valid_from}）より前です。日付を確かめてください。",
            f"The last day ({valid_until}) is before the first ({valid_from}). Check the dates.",
        ),
        field,
    )


def check_shortening(valid_from: date, valid_until: date | None, last_day: date) -> None:
    """Refuse a last day that lies before the first one, or that would prolong what ends earlier."""
    check_period(valid_from, last_day, "last_day")
    if valid_until is None or last_day <= valid_until:
        return
    raise BadInput(
        "prolongs",
        Text(
            f"今の終了日（{valid_until}）より後にはできません。続ける場合は、更新または新規の登録をしてください。",
            f"It ends on {valid_until} already. To let it go on, renew it or record a new one.",
        ),
        "last_day",
    )


def check_position(latitude: float, longitude: float) -> None:
    """Refuse a position that isn't on the globe."""
    if -90 <= latitude <= 90 and -180 <= longitude <= 180:
        return
    raise BadInput(
        "position",
        Text(
            "緯度は-90〜90、経度は-180〜180で入力してください。",
            "Latitude runs from -90 to 90, longitude from -180 to 180.",
        ),
        "latitude",
    )


def gln_check_digit(first_twelve: str) -> str:
    """Return the GS1 check digit (weights 1, 3 from the left) of the first twelve digits of a GLN."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(first_twelve))
    return str(-total % 10)


def check_gln(gln: str) -> None:
    """Refuse a global location number that isn't 13 digits or whose check digit is wrong."""
    if re.fullmatch(r"[0-9]{13}", gln) and gln_check_digit(gln[:12]) == gln[12]:
        return
    raise BadInput(
        "gln",
        Text(
            f"GLN「{gln[:20]}」が正しくありません。13桁の数字と検査数字を確かめてください。",
            f"GLN “{gln[:20]}” is not right. Check its 13 digits and the check digit.",
        ),
        "gln",
    )


def check_email(email: str) -> None:
    """Refuse what can't be an e-mail address."""
    if len(email) <= 254 and _EMAIL.fullmatch(email.strip()):
        return
    raise BadInput(
        "email",
        Text("メールアドレスの形が正しくありません。", "This is not an e-mail address."),
        "email",
    )


def already(what: Text, field: str = "key") -> Refused:
    """Return the refusal for something that is registered already."""
    return Refused(
        "registered",
        Text(f"{what.ja} は既に登録されています。", f"{what.en} is registered already."),
        field,
    )

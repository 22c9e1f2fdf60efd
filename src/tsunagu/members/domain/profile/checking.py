"""What may be written on a member's page, part by part: each refusal stands at its field."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from tsunagu.foundation.era import is_in_era
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.members.domain import checks
from tsunagu.members.domain.profile.parts import PARTS, PROFILE_TEXTS, Field, Values
from tsunagu.members.domain.profile.words import words_of
from tsunagu.members.domain.register.columns import PREFECTURES

MOST = 1_000_000
_PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{3,28}[0-9]")
_HOST = re.compile(r"(?!-)[^\s.:@/]+(\.[^\s.:@/]+)+")


def check_values(part: str, values: Values, today: date, known: Values | None = None) -> None:
    """Refuse values of a part that can't be; ``known`` is what is there already, whose words stay choosable."""
    for field in PARTS[part].fields:
        _check_field(field, values.get(field.key), (known or {}).get(field.key))
    check = _WHOLE.get(part)
    if check is not None:
        check(values, today)
    if part == "site" and values["prefecture"] != (known or {}).get("prefecture"):
        checks.check_word(values["prefecture"], PREFECTURES, "prefecture")
    if part == "contact" and known is not None:
        _consented_to(known, values, today)


def _check_field(field: Field, value: Any, known: Any) -> None:
    if value is None or value == "" or value == []:
        if field.required:
            raise _refusal(
                "missing",
                field,
                f"「{field.name.ja}」を入力してください",
                f"please fill in “{field.name.en}”",
            )
        return
    _KINDS[field.kind](field, value, known)


def _line(field: Field, value: Any, known: Any) -> None:
    if len(value) > field.longest:
        raise _refusal(
            "too_long", field, f"「{field.name.ja}」は{field.longest}文字以内で入力してください",
            f"“{field.name.en}” takes {field.longest} characters at most",
        )  # fmt: skip
    if field.kind != "text" and any(ord(one) < 32 or ord(one) == 127 for one in value):
        raise _refusal(
            "line_break", field, f"「{field.name.ja}」は改行なしで入力してください",
            f"“{field.name.en}” takes one line",
        )  # fmt: skip


def _word(field: Field, value: Any, known: Any) -> None:
    if value != known:
        checks.check_word(value, words_of(field.words), field.key)


def _words(field: Field, value: Any, known: Any) -> None:
    for one in value:
        if one not in (known or ()):
            checks.check_word(one, words_of(field.words), field.key)


def _day(field: Field, value: Any, known: Any) -> None:
    try:
        is_good = is_in_era(date.fromisoformat(value))
    except ValueError:
        is_good = False
    if not is_good:
        raise _refusal(
            "day", field, f"「{field.name.ja}」は実在する日付で入力してください（1900〜2199年）",
            f"“{field.name.en}” takes a day that exists, from 1900 to 2199",
        )  # fmt: skip


def _whole(field: Field, value: Any, known: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise _refusal(
            "number", field, f"「{field.name.ja}」は0〜{MOST:,}の整数で入力してください",
            f"“{field.name.en}” takes a whole number from 0 to {MOST:,}",
        )  # fmt: skip


def _link(field: Field, value: Any, known: Any) -> None:
    _line(field, value, known)
    try:
        parts = urlsplit(value)
        is_good = (
            parts.scheme == "https" and bool(_HOST.fullmatch(parts.hostname or "")) and not parts.username
        )
        is_good = is_good and (parts.port is None or parts.port > 0) and not re.search(r"[\s\\<>\"]", value)
    except ValueError:
        is_good = False
    if not is_good:
        raise _refusal(
            "link", field, "ウェブサイトは https:// で始まるアドレスを入力してください（例：https://www.example.jp/）",
            "a website is an address that begins with https://, such as https://www.example.jp/",
        )  # fmt: skip


def _email(field: Field, value: Any, known: Any) -> None:
    _line(field, value, known)
    checks.check_email(value)


def _nothing(field: Field, value: Any, known: Any) -> None:
    """Sites, files and degrees are judged where they are known."""


_KINDS: Mapping[str, Callable[[Field, Any, Any], None]] = {
    "line": _line, "text": _line, "word": _word, "words": _words, "day": _day, "whole": _whole, "link": _link,
    "email": _email, "site": _nothing, "file": _nothing, "degrees": _nothing,
}  # fmt: skip


def _basics(values: Values, today: date) -> None:
    checks.check_reading(values["name_kana"])
    _phone(values)


def _site(values: Values, today: date) -> None:
    checks.check_position(values["latitude"], values["longitude"])
    checks.check_gln(values["gln"])


def _period(values: Values, today: date) -> None:
    first, last = date.fromisoformat(values["valid_from"]), values.get("valid_until")
    checks.check_period(first, date.fromisoformat(last) if last else None)


def _licence(values: Values, today: date) -> None:
    _period(values, today)
    suspended = values.get("suspended_on")
    if suspended and suspended < values["valid_from"]:
        raise BadInput("suspended_on", _SUSPENDED, "suspended_on")
    if suspended and not values.get("suspended_reason"):
        raise BadInput("suspended_why", _WHY_SUSPENDED, "suspended_reason")
    if values.get("suspended_reason") and not suspended:
        raise BadInput("suspended_since", _SINCE_WHEN, "suspended_on")


def _profile(values: Values, today: date) -> None:
    for text in PROFILE_TEXTS:
        if text in ("description", "seeks") and values[f"{text}_en"] and not values[f"{text}_ja"]:
            raise BadInput("japanese_first", _JAPANESE, f"{text}_ja")


def _contact(values: Values, today: date) -> None:
    _phone(values)
    if not values["email"] and not values["phone"]:
        raise BadInput("no_way_to_reach", _REACH, "email")
    if date.fromisoformat(values["consented_on"]) > today:
        raise BadInput("consent_ahead", _AHEAD, "consented_on")


def _consented_to(known: Values, values: Values, today: date) -> None:
    """To be shown to more people, or to be another person, asks for a consent that covers it."""
    if values["consented_on"] > known["consented_on"]:
        return
    if known["shown_to"] == "members" and values["shown_to"] == "public":
        raise BadInput("consent_wider", _WIDER, "consented_on")
    names = [tuple(one[key] for key in ("name_ja", "name_en")) for one in (known, values)]
    if names[0] != names[1] and values["consented_on"] != today.isoformat():
        raise BadInput("consent_other", _OTHER_PERSON, "consented_on")


def _phone(values: Values) -> None:
    if values["phone"] and not _PHONE.fullmatch(values["phone"]):
        raise BadInput("phone", _PHONE_SHAPE, "phone")


_WHOLE: Mapping[str, Callable[[Values, date], None]] = {
    "basics": _basics, "site": _site, "capability": _period, "licence": _licence, "profile": _profile,
    "contact": _contact,
}  # fmt: skip


def _refusal(code: str, field: Field, ja: str, en: str) -> BadInput:
    return BadInput(
        code,
        Text(f"{ja}。", f"{en[:1].upper()}{en[1:]}."),
        field.key,
    )


_SUSPENDED = Text(
    "停止日が開始日より前です。日付を確かめてください。",
    "It was suspended before its first day. Check the dates.",
)
_WHY_SUSPENDED = Text(
    "停止の理由を入力してください。この許可に頼る会員が読みます。",
    "Say why it is suspended: the members who rely on it read it.",
)
_SINCE_WHEN = Text(
    "停止日を入力してください。停止が解除されたときは、理由も消してください。",
    "Give the day of the suspension; where it is lifted, empty the reason too.",
)
_JAPANESE = Text(
    "日本語の文章も入力してください。英語だけでは掲載できません。",
    "Write it in Japanese too: English alone can't be shown.",
)
_REACH = Text("メールか電話のどちらかを入力してください。", "Give an e-mail address or a telephone number.")
_AHEAD = Text(
    "同意した日が今日より後です。本人の同意を得てから登録してください。",
    "The consent lies ahead. Enter the contact once the person has consented.",
)
_WIDER = Text(
    "一般公開に広げるには、本人の新しい同意が必要です。その同意を得た日を入力してください。",
    "To be shown to everybody, the person has to consent anew. Give the day of that consent.",
)
_OTHER_PERSON = Text(
    "氏名を変えるときは、掲載される本人の同意をあらためて確かめ、その日を入力してください。",
    "Where the name changes, ask the person named for consent anew, and give the day of it.",
)
_PHONE_SHAPE = Text(
    "電話番号は半角の数字とハイフンで入力してください（例：044-000-0000）。",
    "A telephone number has digits and hyphens, such as 044-000-0000.",
)

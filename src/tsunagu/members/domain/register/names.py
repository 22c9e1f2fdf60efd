"""Whether two names mean the same organisation: legal forms, widths of signs, blanks, old and new characters."""

import re
import unicodedata
from difflib import SequenceMatcher

NEARLY = 0.85
"""From this likeness on (0 to 1, of the bare names) a person must say whether two names are one."""
_SHORT_FORMS = {
    "(株)": "株式会社", "(有)": "有限会社", "(同)": "合同会社", "(一社)": "一般社団法人", "(公社)": "公益社団法人",
    "(一財)": "一般財団法人", "(公財)": "公益財団法人", "(学)": "学校法人", "(医)": "医療法人", "(独)": "独立行政法人",
    "(国研)": "国立研究開発法人", "(大)": "国立大学法人", "(特非)": "特定非営利活動法人", "(財)": "財団法人",
    "(社)": "社団法人", "(地独)": "地方独立行政法人",
}  # fmt: skip
_LEGAL_FORMS = re.compile(
    "|".join(
        sorted(
            {
                *_SHORT_FORMS.values(), "医療法人社団", "医療法人財団", "社会医療法人", "社会福祉法人", "公立大学法人",
                "合資会社", "合名会社", "npo法人", "株式會社",
            },
            key=len, reverse=True,
        )
    )
)  # fmt: skip
_ENGLISH_FORMS = re.compile(
    r"\b(?:co\.?,? ?ltd|company limited|limited|ltd|inc|incorporated|corporation|corp|k\.?k|g\.?k|llc)\b\.?"
)
_OLD = str.maketrans(
    "會社學國醫藥澤邊邉齋齊髙﨑濱廣櫻惠壽眞圓藝榮應驗實龍與體團經濟關當總萬亞",
    "会社学国医薬沢辺辺斎斉高崎浜広桜恵寿真円芸栄応験実竜与体団経済関当総万亜",
)
_APART = re.compile(r"[\s・･.,、。'’\-‐－—–―ー_/&＆()（）「」]+")


def spelled(name: str) -> str:
    """Return a name as it is compared: half-width signs, legal forms written out, one blank where there are several."""
    text = " ".join(unicodedata.normalize("NFKC", name).split())
    for short, long in _SHORT_FORMS.items():
        text = text.replace(short, long)
    return text


def bare_name(name: str) -> str:
    """Return what is left of a name without legal form, blanks and signs, in new characters and small letters.

    A name that is nothing but a legal form stays as it is spelled.
    """
    text = spelled(name).translate(_OLD).lower()
    bare = _APART.sub("", _ENGLISH_FORMS.sub("", _LEGAL_FORMS.sub("", text)))
    return bare or text


def legal_forms(name: str) -> frozenset[str]:
    """Return the legal forms in a Japanese name, written out."""
    return frozenset(_LEGAL_FORMS.findall(spelled(name).lower()))


def number_key(number: str) -> str:
    """Return a member number as it is compared: Excel takes the zeros at the beginning of a number away."""
    text = unicodedata.normalize("NFKC", number).strip().upper()
    return text.lstrip("0") or "0" if text.isdigit() else text


def are_nearly(one: str, other: str) -> bool:
    """Say whether two bare names are so alike that one may be a slip of the other, or one stands within the other."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 3:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < NEARLY and shorter not in longer:
        return False
    return (shorter in longer and len(shorter) * 3 >= len(longer) * 2) or matcher.ratio() >= NEARLY

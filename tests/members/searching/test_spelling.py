"""What people type in many ways is one spelling; every variant of a name finds it."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.members.searching.rows import found, index, member
from tsunagu.members.domain.searching.spelling import fold, folded, place_of, without_legal_form, words_of
from tsunagu.members.domain.searching.variants import KANA, KANJI

HALF = {unicodedata.normalize("NFKC", chr(one)): chr(one) for one in range(0xFF66, 0xFF9E)}
NAMES = st.text(
    alphabet="殿町細胞再生医療齋藤渡邊髙橋広浜センターバイオキュラヴァ々ーさくらみらいABCtx-・",
    min_size=2,
    max_size=20,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ｾﾙﾌﾟﾛｾｼﾝｸﾞ", "セルプロセシング"), ("センタ", "センター"), ("ＣＡＲ－Ｔ", "CAR-T"),
        ("CARーT", "car‐t"), ("髙﨑", "高崎"),
        ("齋藤", "斎藤"), ("齊藤", "斉藤"), ("渡邉", "渡辺"), ("廣濱", "広浜"), ("國學", "国学"),
        ("佐々木", "佐佐木"), ("ヴァイオ", "バイオ"), ("レヴュー", "レビュー"),
        ("キャノン", "キヤノン"), ("茅ヶ崎", "茅ケ崎"), ("ライフ・イノベーション", "ライフ イノベーション"),
        ("2–8℃", "２〜８℃"), ("ﾊﾞｲｵ", "ばいお"),
    ],
)  # fmt: skip
def test_these_are_typed_for_each_other(typed: str, meant: str) -> None:
    assert fold(typed) == fold(meant)


@pytest.mark.parametrize(
    ("one", "other"), [("病院", "美容院"), ("がん", "かん"), ("細胞", "細泡"), ("cell works", "cellworks")]
)
def test_these_are_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    "typed", ["株式会社殿町セル", "（株）殿町セル", "㈱殿町セル", "殿町セル株式会社", "殿町ｾﾙ"]
)
@pytest.mark.parametrize("written", ["株式会社殿町セル", "殿町セル株式会社", "殿町セル（株）"])
def test_a_legal_form_makes_no_difference(typed: str, written: str) -> None:
    assert found(index(member(1, written), member(2, "別の会社")), typed) == [1]


@pytest.mark.parametrize(
    "written", ["社会医療法人北斗", "社会医療法人財団 北斗", "（医社）北斗", "NPO法人北斗", "（国研）北斗"]
)
def test_who_types_the_name_alone_finds_it_as_its_name(written: str) -> None:
    assert without_legal_form(written) == "北斗"


def test_a_legal_form_alone_is_looked_for_as_it_is() -> None:
    assert found(index(member(1, "株式会社あ"), member(2, "い大学")), "株式会社") == [1]


def variants(name: str, draw: st.DataObject) -> str:
    """Spell each character in one of the ways in which it may be typed."""
    old = {new: chr(code) for code, new in KANJI.items()}
    katakana = {hiragana: chr(code) for code, hiragana in KANA.items()}
    typed = []
    for char in name:
        ways = {
            char,
            KANJI.get(ord(char), char),
            old.get(char, char),
            KANA.get(ord(char), char),
            char.upper(),
            char.lower(),
        }
        ways |= {katakana.get(char, char), HALF.get(char, char), HALF.get(katakana.get(char, ""), char)}
        wide = chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char
        typed.append(draw.draw(st.sampled_from(sorted(ways | {wide}))))
    return "".join(typed)


@settings(max_examples=150, deadline=None)
@given(name=NAMES, data=st.data())
def test_every_spelling_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    typed = variants(name, data)
    assert fold(typed) == fold(name)
    if words_of(typed):
        assert 1 in found(index(member(1, name), member(2, "無関係")), typed)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=40), part=st.tuples(st.integers(0, 40), st.integers(1, 6)))
def test_what_is_marked_is_what_was_found(text: str, part: tuple[int, int]) -> None:
    whole = folded(text)
    assert len(whole.starts) == len(whole.text) + 1
    needle = whole.text[part[0] : part[0] + part[1]].strip()
    place = place_of(needle, text)
    if needle:
        assert place is not None
        start, end = place
        assert 0 <= start < end <= len(text)
        assert needle in fold(text[start:end]) or "々" in text or needle[0] in "ばびぶべぼ"

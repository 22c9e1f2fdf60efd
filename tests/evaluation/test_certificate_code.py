"""Codes of certificates: every slip is noticed, and what is typed or scanned is read kindly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.evaluation.domain.certificate_code import (
    ALPHABET,
    DRAWN,
    LENGTH,
    code_of,
    grouped_code,
    read_code,
)
from tsunagu.foundation.refusals import BadInput

drawn = st.binary(min_size=DRAWN, max_size=DRAWN)


@given(drawn)
def test_a_code_reads_as_itself_however_it_is_written(random: bytes) -> None:
    code = code_of(random)
    assert len(code) == LENGTH
    shown = grouped_code(code)
    full_width = shown.translate({ord(one): chr(ord(one) + 0xFEE0) for one in shown})
    ways = (
        code,
        shown,
        shown.lower(),
        f"  {shown.replace('-', ' ')}\n",
        full_width,
        shown.replace("-", "ー"),
    )
    address = f"https://tsunagu.example/evaluation/certificates/?code={shown}"
    alike = code.replace("0", "O").replace("1", "l")
    assert {read_code(way) for way in (*ways, address, alike)} == {code}


@given(drawn, st.integers(0, LENGTH - 1), st.integers(1, len(ALPHABET) - 1))
def test_one_wrong_character_is_always_noticed(random: bytes, place: int, shift: int) -> None:
    code = code_of(random)
    wrong = ALPHABET[(ALPHABET.index(code[place]) + shift) % len(ALPHABET)]
    with pytest.raises(BadInput) as caught:
        read_code(code[:place] + wrong + code[place + 1 :])
    assert caught.value.code == "code_check"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "code_missing"),
        ("   ", "code_missing"),
        ("0" * 15, "code_shape"),
        ("0" * 17, "code_shape"),
        ("U" * 16, "code_shape"),
        ("試験成績書", "code_shape"),
        ("9" * 10_000, "code_shape"),
        ("http://[broken?code=1", "code_shape"),
        ("https://tsunagu.example/?code=1", "code_shape"),
    ],
)
def test_what_can_not_be_a_code_is_refused_with_a_sentence(typed: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_code(typed)
    assert (caught.value.code, caught.value.field) == (code, "code")
    assert caught.value.reason.ja.endswith("。")
    assert caught.value.reason.en.endswith(".")


def test_every_character_of_the_alphabet_is_drawn() -> None:
    seen = {
        one for start in range(0, 256, DRAWN) for one in code_of(bytes(range(256))[start:] + bytes(DRAWN))
    }
    assert seen == set(ALPHABET)

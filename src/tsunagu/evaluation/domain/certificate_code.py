"""The code of a certificate of analysis: short, not to be guessed, and a slip in copying it is noticed.

Sixteen characters of Crockford's base 32 (no I, L, O, U): fifteen drawn at random, 75 bits, and a check character by
the hybrid system of ISO/IEC 7064 with the modulus of this alphabet (33, 32), which finds every single wrong character.
"""

import unicodedata
from urllib.parse import parse_qs, urlsplit

from stdnum.iso7064 import mod_37_36

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 16, 4
DRAWN = LENGTH - 1
"""So many bytes are drawn at random for a code."""
LONGEST_TYPED = 300
"""An address with a code in it is longer than a code; nothing that can be one is longer than this."""
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = str.maketrans(dict.fromkeys("-‐‑‒–—―−ー_. \t\r\n", ""))


def code_of(drawn: bytes) -> str:
    """Return the code, without its hyphens, that random bytes make: five bits of each count."""
    body = "".join(ALPHABET[one % len(ALPHABET)] for one in drawn[:DRAWN])
    return body + str(mod_37_36.calc_check_digit(body, ALPHABET))


def grouped_code(code: str) -> str:
    """Return the code as it is printed: ``0A1B-2C3D-4E5F-6G7H``."""
    return "-".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """Return the code that was typed, scanned or pasted with its address; O is read as 0, I and L as 1.

    Raises
    ------
    BadInput : it hasn't the shape of a code, or its check character doesn't agree.
    """
    if not typed.strip():
        raise BadInput("code_missing", _MISSING, "code")
    if len(typed) > LONGEST_TYPED:
        raise BadInput("code_shape", _SHAPE, "code")
    plain = unicodedata.normalize("NFKC", _without_address(typed.strip())).upper()
    code = plain.translate(_BETWEEN).translate(_ALIKE)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        raise BadInput("code_shape", _SHAPE, "code")
    if not mod_37_36.is_valid(code, ALPHABET):
        raise BadInput("code_check", _CHECK, "code")
    return code


def _without_address(text: str) -> str:
    """Return the code in the address that a certificate's symbol holds; any other text as it is."""
    try:
        asked = parse_qs(urlsplit(text).query).get("code", [])
    except ValueError:
        return text
    return asked[0] if asked else text


_MISSING = Text("確認コードを入力してください。", "Type the code of the certificate.")
_SHAPE = Text(
    f"確認コードは英数字{LENGTH}文字です（I・L・O・Uは使いません）。試験成績書のQRコードの下にあります。",
    f"A code has {LENGTH} letters and digits (never I, L, O or U). It stands under the certificate's QR symbol.",
)
_CHECK = Text(
    "確認コードのどこかが違います（検査文字が合いません）。試験成績書と見比べて入力し直してください。",
    "Something in the code is wrong: its check character doesn't agree. Compare it with the certificate.",
)

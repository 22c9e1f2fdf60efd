"""How identifiers say no: one sentence in both languages, always for the field ``symbol``."""

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

SHOWN = 40


def unreadable(code: str, ja: str, en: str) -> BadInput:
    """Return the refusal of a symbol."""
    return BadInput(code, Text(ja, en), field="symbol")


def shown(text: str) -> str:
    """Shorten what was read for a sentence, without control characters."""
    plain = "".join(character if character.isprintable() else "·" for character in text[: SHOWN + 1])
    return plain if len(plain) <= SHOWN else plain[:SHOWN] + "…"


def wrong_check(what_ja: str, what_en: str, text: str) -> BadInput:
    """Return the refusal of a number whose check character doesn't fit."""
    return unreadable(
        "wrong_check_character",
        f"{what_ja}「{shown(text)}」の検査文字が合いません。もう一度読み取るか、入力を見直してください。",
        f"The check character of {what_en} “{shown(text)}” doesn't fit; scan again or check what was typed.",
    )


def wrong_shape(what_ja: str, what_en: str, text: str, form: str) -> BadInput:
    """Return the refusal of a number that doesn't have the shape of its kind; ``form`` is an example."""
    return unreadable(
        "wrong_shape",
        f"「{shown(text)}」は{what_ja}の形ではありません（例:{form}）。",
        f"“{shown(text)}” doesn't have the shape of {what_en} (example: {form}).",
    )

"""How a result is written in both languages; the ledger keeps it as it is shown in Japanese."""

from tsunagu.evaluation.domain.specification import STATE_NAMES
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.domain.words import word_in, word_name
from tsunagu.evaluation.queries import ResultView
from tsunagu.foundation.text import Text


def result_text(result: ResultView) -> Text:
    """Return a result as people read it: a figure with its sign and unit, or a word."""
    return STATE_NAMES["pending"] if result.state == "pending" else text_in_unit(result.text, result.unit)


def text_in_unit(text: str, unit: str) -> Text:
    """Return what was shown in Japanese, a figure in a unit (UCUM) or a word, in both languages."""
    word = word_in(text)
    if word is not None:
        return word_name(word)
    shown = shown_unit(unit)
    if shown.ja and text.endswith(shown.ja):
        return Text(text, text.removesuffix(shown.ja) + shown.en)
    return Text(text, text)

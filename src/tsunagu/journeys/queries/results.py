"""How a result is written in both languages; the ledger keeps it as it is shown in Japanese."""

from decimal import Decimal

from tsunagu.evaluation.domain.numbers import TypedNumber
from tsunagu.evaluation.domain.shown import number_text
from tsunagu.evaluation.domain.words import word_in, word_name
from tsunagu.evaluation.queries import ResultView
from tsunagu.foundation.text import Text


def result_text(result: ResultView) -> Text:
    """Return a result as people read it: a figure with its unit, or a word."""
    word = word_in(result.text)
    if word is not None:
        return word_name(word)
    if result.number is not None and result.unit:
        shown = number_text(TypedNumber(Decimal(str(result.number))), result.unit)
        return Text(result.text, shown.en)
    return Text(result.text, result.text)

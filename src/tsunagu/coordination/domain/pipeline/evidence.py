"""By what a move is evidenced: numbers with the shape they usually have, and the term of a conditional approval.

Shapes are inferred from few samples, so an unusual number is warned of and kept (``therapies.domain.legal_basis``).
"""

from collections.abc import Iterator
from datetime import date

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.therapies.domain.legal_basis import shape_warnings

LONGEST_NUMBER, LONGEST_NOTE = 60, 1000
MOST_TERM_YEARS = 7
"""Longest usual term of a conditional approval (check); longer ones are warned of."""
TERM_REMINDERS = (540, 365, 180, 60)
"""Days before the end of the term when the application for full approval is reminded of."""

NUMBER_LABELS: dict[str, Text] = {
    "research": Text("jRCT番号", "jRCT number"),
    "treatment": Text("提供計画の番号", "Number of the provision plan"),
    "trial": Text("jRCT番号", "jRCT number"),
    "conditional": Text("承認番号", "Approval number"),
    "approved": Text("承認番号", "Approval number"),
}
"""The number that usually stands for a stage; the others have none."""


def doubts(state: str, number: str, on: date, until: date | None) -> tuple[Text, ...]:
    """Return what looks unusual about the evidence of a move; nothing is refused for it."""
    return tuple(_doubts(state, number, on, until))


def _doubts(state: str, number: str, on: date, until: date | None) -> Iterator[Text]:
    if not number and state in NUMBER_LABELS:
        label = NUMBER_LABELS[state]
        yield Text(f"{label.ja}が入力されていません。", f"{label.en} is not given.")
    elif state in ("conditional", "approved"):
        yield from shape_warnings("approval", number)
    elif state == "research":
        yield from shape_warnings("plan_research", "PB3250001", number)
    elif state == "trial":
        yield from shape_warnings("trial", "", number)
    elif state == "treatment":
        yield from shape_warnings("plan_treatment", number)
    if state == "conditional" and until is not None and (until - on).days > MOST_TERM_YEARS * 366:
        yield Text(
            f"期限が{MOST_TERM_YEARS}年を超えています。承認書で確かめてください。",
            f"The term is longer than {MOST_TERM_YEARS} years. Check it against the approval.",
        )


def check_term(state: str, on: date, until: date | None) -> None:
    """Refuse a conditional approval without a term that ends after it, and a term anywhere else."""
    needs = state in ("conditional", "conditional_filed")
    if needs and until is None and state == "conditional":
        raise BadInput(
            "term",
            Text(
                "条件及び期限付承認には期限があります。承認の期限（終了日）を入力してください。",
                "A conditional approval has a term. Enter its last day.",
            ),
            "until",
        )
    if until is not None and (not needs or until <= on):
        raise BadInput(
            "term",
            Text(
                "承認の期限は、条件及び期限付承認の日より後の日付だけを入力できます。",
                "A term belongs to a conditional approval and ends after its day.",
            ),
            "until",
        )

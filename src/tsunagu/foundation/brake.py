"""The brake on forms that anybody may send: what a machine does, and how many come in at most."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text

LEAST = timedelta(seconds=4)
"""What a person needs at least to fill in a form."""
LONGEST = timedelta(hours=24)
"""How long a form may have been open: an old one could be kept by a machine and sent for ever."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How many rows of a kind passers-by may add within a time, counted from the rows themselves.

    So it holds for whoever throws cookies away or changes addresses, and nothing is kept about who sends. Requests of
    the same moment that don't wait for each other may pass it together: by as many as are answered at once, no more.
    """

    most: int
    within: timedelta = timedelta(hours=1)

    def since(self, now: datetime) -> datetime:
        """Return the moment after which rows count."""
        return now - self.within


def check_ceiling(ceiling: Ceiling, came: int) -> None:
    """Refuse one more where as many have come as may."""
    if came >= ceiling.most:
        raise Refused("flooded", _FLOODED)


def check_filled_in(opened_at: datetime | None, trap: str, now: datetime) -> None:
    """Refuse a form that a machine has filled in: with words in the unseen field, too old, or too fast."""
    if trap.strip():
        raise BadInput("brake", _TRAPPED)
    if is_stale(opened_at, now):
        raise BadInput("brake", _STALE)
    if opened_at is not None and now - opened_at < LEAST:
        raise BadInput("brake", _FAST)


def is_stale(opened_at: datetime | None, now: datetime) -> bool:
    """Say whether a form was opened too long ago, or nobody knows when."""
    return opened_at is None or now - opened_at > LONGEST


_FLOODED = Text(
    "短い時間に多数の送信があったため、いまは受け付けられません。1時間ほどおいて再度お試しいただくか、事務局へお電話ください。",
    "Too much has come in within a short time, so this was not taken in. Try again in an hour, or telephone the"
    " coordinator.",
)
_TRAPPED = Text(
    "自動入力と判断したため受け付けませんでした。空欄のままにする欄を消して、もう一度送信してください。",
    "It was taken for an automatic entry. Empty the field that stays empty and send it again.",
)
_STALE = Text(
    "入力を始めてから時間がたちすぎました。内容はそのままです。もう一度送信してください。",
    "The form was open for too long. What you typed is kept; send it once more.",
)
_FAST = Text(
    "送信が早すぎました。内容を確かめて、もう一度送信してください。",
    "That was faster than a person types. Look at it once more and send it again.",
)

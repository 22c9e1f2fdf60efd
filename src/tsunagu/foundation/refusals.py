"""How the system says no: one clear sentence in the reader's language, and nothing written."""

from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.foundation.text import Text


class Refused(Exception):
    """An act that may not happen; ``reason`` is what a person reads.

    Parameters
    ----------
    code : short stable name of the refusal, for tests and interfaces (``wrong_patient``).
    reason : the sentence in both languages: what, where and what to do.
    field : name of the form field that the sentence belongs to, if there is one.
    """

    status = 409

    def __init__(self, code: str, reason: Text, field: str | None = None) -> None:
        super().__init__(f"{code}: {reason.en}")
        self.code = code
        self.reason = reason
        self.field = field


class BadInput(Refused):
    """What was typed, scanned or uploaded can't be read."""

    status = 400


class Unreadable(BadInput):
    """What a program sent isn't JSON at all, or not of a kind that is read here."""


class NotAllowed(Refused):
    """This person may not do this, whatever the state of the thing."""

    status = 403


class NotFound(Refused):
    """There is no such thing, or this person may not know of it."""

    status = 404


class NotSignedIn(Refused):
    """It isn't known who asks, or no longer."""

    status = 401


class ChangedMeanwhile(Refused):
    """It is no longer as it was when it was last looked at."""

    status = 412


@dataclass(frozen=True, slots=True)
class Fault:
    """A refusal at its place in what was sent: names of fields and numbers of list items, from 0."""

    place: tuple[str | int, ...]
    refused: Refused


class Faulty(BadInput):
    """What was sent has faults in several places; each is named, and nothing of it was written."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("faults", _faults(len(faults)))
        self.faults = tuple(faults)


def _faults(count: int) -> Text:
    return Text(
        f"直すところが{count}か所あります。何も変更していません。",
        f"There {'is 1 fault' if count == 1 else f'are {count} faults'} in it. Nothing was changed.",
    )

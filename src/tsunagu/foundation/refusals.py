"""How the system says no: one clear sentence in the reader's language, and nothing written."""

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


class NotAllowed(Refused):
    """This person may not do this, whatever the state of the thing."""

    status = 403


class NotFound(Refused):
    """There is no such thing, or this person may not know of it."""

    status = 404

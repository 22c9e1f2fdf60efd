"""What messages of all interfaces have in common: strict input, days, texts in both languages, problems."""

import re
from datetime import date
from typing import Annotated, Any

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from tsunagu.foundation.text import Text

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Message(Schema):
    """What goes in or out: no field but those named, and nothing taken for what it isn't (``"3"`` for 3)."""

    model_config = ConfigDict(extra="forbid")


def _day(value: Any) -> Any:
    """Read a day as ISO 8601 writes it and in no other way: numbers are no days."""
    if isinstance(value, date) or value is None:
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("date", "no day")


Day = Annotated[date, BeforeValidator(_day)]
Whole = Annotated[int, Field(strict=True)]
Flag = Annotated[bool, Field(strict=True)]


class Words(Message):
    """A name in Japanese and in English."""

    ja: str
    en: str

    @classmethod
    def of(cls, text: Text) -> "Words":
        """Return a text as it goes out."""
        return cls(ja=text.ja, en=text.en)

    def text(self) -> Text:
        """Return the text that came in."""
        return Text(self.ja, self.en)


class ProblemError(Message):
    """One of several faults, with its place in what was sent."""

    pointer: str
    code: str
    detail: str


class Problem(Message):
    """Why something was refused (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None
    errors: list[ProblemError] | None = None

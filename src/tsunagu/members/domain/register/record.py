"""What the register keeps of a member, as one value: the line that a list has for it."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from tsunagu.foundation.text import Text

Value = str | date | None


@dataclass(frozen=True, slots=True)
class Record:
    """A member as the register knows it; an empty text says that nothing is known, None that there is no such day."""

    number: str = ""
    name_ja: str = ""
    name_kana: str = ""
    name_en: str = ""
    kind: str = ""
    fee_class: str = ""
    joined_on: date | None = None
    left_on: date | None = None
    representative: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""
    postal_code: str = ""
    prefecture: str = ""
    address: str = ""
    website: str = ""
    note: str = ""

    def value(self, key: str) -> Value:
        """Return the value of a column."""
        found: Value = getattr(self, key)
        return found

    def told(self, said: dict[str, Any]) -> "Record":
        """Return the record with other values for some columns."""
        return replace(self, **said)

    @property
    def name(self) -> Text:
        """The name in both languages."""
        return Text(self.name_ja, self.name_en or self.name_ja)


@dataclass(frozen=True, slots=True)
class Known:
    """A member that is registered, with its record."""

    id: int
    uuid: UUID
    record: Record
    is_preparing: bool = False

    def is_gone(self, on: date) -> bool:
        """Say whether it left before the day."""
        return self.record.left_on is not None and self.record.left_on < on


@dataclass(slots=True)
class Line:
    """A row of a list: its number in the file, and the values of its filled cells by column."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> str:
        """The member number, or nothing."""
        return str(self.values.get("number") or "")

    @property
    def name(self) -> str:
        """The Japanese name."""
        return str(self.values.get("name_ja") or "")

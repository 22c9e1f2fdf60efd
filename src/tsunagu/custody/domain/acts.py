"""An act: what one signed row of the ledger says, and what it changes in the views.

An act's ``effects`` name, per concept and table, the rows that are new and the fields that are
set. The views are nothing but the effects of all rows in order: whoever replays them gets them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

Fields = Mapping[str, Any]
PREFIX = "tsunagu:"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, and the organisation that the act counts for.

    ``entered_by`` is the organisation whose person typed it, where that one has no account.
    """

    person: UUID
    member: UUID
    entered_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature means and the SHA-256 of what was shown to the signer."""

    meaning: str
    shown: str = ""


@dataclass(slots=True)
class Effects:
    """Rows of views that an act makes or changes, by ``concept.table``."""

    new: dict[str, list[Fields]] = field(default_factory=dict)
    set: dict[str, list[Fields]] = field(default_factory=dict)

    def add(self, table: str, **fields: Any) -> None:
        """Add a new row to a view; ``uuid`` and ``chain`` are among its fields."""
        self.new.setdefault(table, []).append(fields)

    def change(self, table: str, uuid: UUID, **fields: Any) -> None:
        """Set fields of the row with this uuid."""
        self.set.setdefault(table, []).append({"uuid": uuid, **fields})

    def values(self) -> Iterator[Any]:
        """Yield every value that is written."""
        for rows in (*self.new.values(), *self.set.values()):
            for row in rows:
                yield from row.values()

    def as_data(self) -> dict[str, Any]:
        """Return the effects as plain JSON values."""
        return {"new": plain(self.new), "set": plain(self.set)}


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that someone did, in the past tense, with what it says and what it changes."""

    name: str
    chain: UUID
    happened_at: datetime
    facts: Fields = field(default_factory=dict)
    effects: Effects = field(default_factory=Effects)
    event: Mapping[str, Any] | None = None

    def as_data(self) -> dict[str, Any]:
        """Return the act as plain JSON values, as the ledger keeps it."""
        return {"name": self.name, "facts": plain(self.facts), "effects": self.effects.as_data()}


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: days and times in ISO 8601, uuids as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence | frozenset | set) and not isinstance(value, str):
        return [plain(inner) for inner in value]
    return value


def prefixed(value: Any) -> Any:
    """Return JSON data with our namespace before each key, as an EPCIS extension wants it."""
    if isinstance(value, Mapping):
        return {PREFIX + key: prefixed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [prefixed(inner) for inner in value]
    return value


def unprefixed(value: Any) -> Any:
    """Undo ``prefixed``."""
    if isinstance(value, Mapping):
        return {key.removeprefix(PREFIX): unprefixed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [unprefixed(inner) for inner in value]
    return value

"""What a list would change in the register: row by row, field by field, and which members it doesn't name."""

import hashlib
import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tsunagu.foundation.text import Text
from tsunagu.foundation.written.sheets import in_shift_jis
from tsunagu.members.domain.register.columns import COLUMNS, NEEDED_WHEN_NEW
from tsunagu.members.domain.register.matching import Choice, Match, match_lines
from tsunagu.members.domain.register.names import bare_name, legal_forms, number_key, spelled
from tsunagu.members.domain.register.reading import Fault, ReadList, doubled
from tsunagu.members.domain.register.record import Known, Line, Record, Value

State = Literal["new", "changed", "same", "doubtful"]


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changes."""

    column: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Entry:
    """A row and what it would do; ``after`` is the record that the member would have.

    A doubtful row has ``choices``: ``same`` gives the member the changes, ``new`` enters ``fresh``, ``skip`` leaves it.
    """

    row: int
    state: State
    after: Record
    known: Known | None = None
    changes: tuple[Change, ...] = ()
    doubt: Text | None = None
    choices: tuple[Choice, ...] = ()
    fresh: Record | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What a list would change; ``digest`` stands for it, so that nothing else is taken over than was shown."""

    entries: tuple[Entry, ...]
    missing: tuple[Known, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Text, ...]
    digest: str

    def of(self, *states: State) -> tuple[Entry, ...]:
        """Return the rows of these states."""
        return tuple(one for one in self.entries if one.state in states)

    @property
    def would_change(self) -> bool:
        """Whether taking it over could change anything."""
        return bool(self.of("new", "changed", "doubtful"))


def compare(read: ReadList, known: Sequence[Known], sheet: str = "") -> Look:
    """Return what a list would change against what is registered; rows that can't be are faults."""
    told = {fault.row for fault in read.faults}
    faults = [*read.faults, *_doubles(read.lines, known, sheet)]
    matches = match_lines([line for line in read.lines if line.name or line.number], known)
    entries = [_entry(match) for match in matches]
    faults += [fault for one in entries if one.row not in told for fault in _entry_faults(one, sheet)]
    named = {match.known.id for match in matches if match.known is not None}
    missing = tuple(one for one in known if one.id not in named and one.record.left_on is None)
    faults.sort(key=lambda fault: fault.row)
    return Look(tuple(entries), missing, tuple(faults), tuple(read.notes), _digest(entries))


def _doubles(lines: list[Line], known: Sequence[Known], sheet: str) -> list[Fault]:
    numbered = {number_key(one.record.number) for one in known if one.record.number}
    same_number = doubled(lines, lambda line: number_key(line.number) if line.number else "")
    same_name = doubled(
        lines,
        lambda line: bare_name(line.name) if line.name else "",
        lambda one, other: _are_two(one, other, numbered),
    )
    return [
        *(_double(first, again, "number", again.number, sheet) for first, again in same_number),
        *(_double(first, again, "name_ja", again.name, sheet) for first, again in same_name),
    ]


def _are_two(one: Line, other: Line, numbered: Container[str]) -> bool:
    """Say whether rows of one bare name are two members: numbered apart, and registered so or of other legal forms."""
    if not (one.number and other.number) or number_key(one.number) == number_key(other.number):
        return False
    forms = legal_forms(one.name), legal_forms(other.name)
    are_known = number_key(one.number) in numbered and number_key(other.number) in numbered
    return are_known or (all(forms) and forms[0] != forms[1])


def _double(first: Line, again: Line, column: str, shown: str, sheet: str) -> Fault:
    told = Text(
        f"「{shown}」は{first.row}行目にもあります。どちらか一方にしてください。",
        f"“{shown}” is in row {first.row} as well; keep one of them.",
    )
    return Fault(again.row, column, told, sheet)


def _entry(match: Match) -> Entry:
    line, known = match.line, match.known
    fresh = _fresh(line)
    if known is None:
        return Entry(line.row, "new", fresh)
    after = known.record.told(_said(line, known.record))
    changes = changes_between(known.record, after)
    if match.doubt is not None:
        may = tuple(one for one in match.choices if one != "new" or not _lacking(fresh))
        return Entry(line.row, "doubtful", after, known, changes, match.doubt, may, fresh)
    return Entry(line.row, "changed" if changes else "same", after, known, changes)


def _said(line: Line, before: Record) -> dict[str, Any]:
    """Return what a row says otherwise: an empty cell says nothing, another spelling of the same is no change.

    Nor is a question mark where Shift_JIS lacks what is registered: a list that went through it takes nothing away.
    """
    said: dict[str, Any] = {}
    for key, value in line.values.items():
        was = before.value(key)
        if value is None:
            said[key] = None if COLUMNS[key].reads == "day" else ""
        elif not _is_the_same(key, was, value):
            said[key] = value
    return said


def _is_the_same(key: str, was: Value, value: Any) -> bool:
    if key == "number":
        return isinstance(was, str) and bool(was) and number_key(was) == number_key(value)
    if isinstance(was, str) and isinstance(value, str) and spelled(in_shift_jis(was)) == spelled(value):
        return True
    if key == "name_ja":
        return _without_blanks(was) == _without_blanks(value)
    if isinstance(was, str) and isinstance(value, str):
        return spelled(was) == spelled(value)
    return bool(was == value)


def _without_blanks(name: Value) -> str:
    return spelled(f"{name}").replace(" ", "")


def changes_between(before: Record, after: Record) -> tuple[Change, ...]:
    """Return the fields in which two records differ, in the order of the columns."""
    return tuple(
        Change(key, before.value(key), after.value(key))
        for key in COLUMNS
        if before.value(key) != after.value(key)
    )


def _fresh(line: Line) -> Record:
    filled = {key: value for key, value in line.values.items() if value is not None}
    record = Record(**filled)
    return record if record.name_en else record.told({"name_en": record.name_ja})


def _lacking(record: Record) -> list[str]:
    return [key for key in NEEDED_WHEN_NEW if not record.value(key)]


def _entry_faults(entry: Entry, sheet: str) -> list[Fault]:
    found = []
    if entry.state == "new":
        found += [Fault(entry.row, key, _NEEDED, sheet) for key in _lacking(entry.after)]
    for record in (entry.after, entry.fresh):
        if record and record.joined_on and record.left_on and record.left_on < record.joined_on:
            found.append(Fault(entry.row, "left_on", Text(
                f"退会日（{record.left_on}）が入会日（{record.joined_on}）より前です。日付を確かめてください。",
                f"It would leave ({record.left_on}) before it joined ({record.joined_on}). Check the days.",
            ), sheet))  # fmt: skip
            break
    return found


def _digest(entries: Sequence[Entry]) -> str:
    told = [
        [one.row, one.state, one.known.id if one.known else None, _plain(one.after), one.choices,
         [(change.column, f"{change.before}") for change in one.changes]]
        for one in entries
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _plain(record: Record) -> Mapping[str, str]:
    return {key: f"{record.value(key)}" for key in COLUMNS}


_NEEDED = Text("新しい会員なので入力してください。", "This is needed, for the member isn't registered yet.")

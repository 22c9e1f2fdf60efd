"""Take a list of members over: looked at first, then exactly that, as a whole or not at all."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.rows import Table
from tsunagu.foundation.written.tables import read_table
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.register.comparing import Entry, Look, compare
from tsunagu.members.domain.register.matching import Choice
from tsunagu.members.domain.register.reading import ReadList, read_list
from tsunagu.members.models import Member, RegisterImport
from tsunagu.members.queries.membership import records, terms
from tsunagu.members.services.register_writing import check_keeps_register, enter_new, in_turn, write_record

LARGEST_FILE = 2**20


@dataclass(frozen=True, slots=True)
class Taken:
    """How many members a list added, changed and left as they were; rows that were left out count nowhere."""

    added: int
    changed: int
    unchanged: int

    @property
    def has_changed(self) -> bool:
        """Whether anything is otherwise than before."""
        return bool(self.added or self.changed)


def look_at_list(actor: Actor, content: bytes) -> Look:
    """Return what a list would change, and every fault in it; nothing is written.

    Refuses a file that can't be read as a list of members, and one above 1 MB.
    """
    check_keeps_register(actor)
    if len(content) > LARGEST_FILE:
        raise BadInput("file_size", TOO_LARGE, "file")
    table, read = _read(content)
    return compare(read, records(), table.sheet)


def _read(content: bytes) -> tuple[Table, ReadList]:
    """Read the first sheet that is a list of members; where none is, the first one is refused."""
    table = read_table(content)
    refused: BadInput | None = None
    for name in table.sheets or ("",):
        try:
            chosen = table if name == table.sheet else read_table(content, name)
            read = read_list(chosen, terms().names)
        except BadInput as no_list:
            refused = refused or no_list
            continue
        if len(table.sheets) > 1:
            read.notes.insert(0, _only_sheet(name))
        return chosen, read
    raise refused or BadInput("file_header", TOO_LARGE, "file")


@transaction.atomic
def import_list(
    actor: Actor, content: bytes, digest: str, choices: Mapping[int, str], file_name: str, now: datetime
) -> Taken:
    """Write what a list says, as shown (``digest``) and decided (``choices`` by row); the same again changes nothing.

    Refused where the list has a fault, where a doubtful row isn't decided, or where the register has changed since.
    """
    keeper = in_turn()
    look = look_at_list(actor, content)
    if look.faults:
        raise BadInput("file_faults", look.faults[0].sentence, "file")
    if look.digest != digest:
        raise Refused("file_shown", _NOT_AS_SHOWN, "file")
    wanted = [_decided(one, choices) for one in look.of("new", "changed", "doubtful")]
    _check_once(wanted)
    new = [one for one in wanted if one is not None and one.state == "new"]
    changed = [one for one in wanted if one is not None and one.state == "changed"]
    enter_new(one.after for one in new)
    _change(changed)
    taken = Taken(len(new), len(changed), len(look.of("same")) + _unchanged(wanted))
    RegisterImport.objects.create(
        member=keeper, person_id=actor.person_id, imported_at=now, file_name=file_name[:120] or "-",
        digest=hashlib.sha256(content).hexdigest(),
        added=taken.added, changed=taken.changed, unchanged=taken.unchanged,
    )  # fmt: skip
    return taken


def _decided(entry: Entry, choices: Mapping[int, str]) -> Entry | None:
    """Return what a row does, as it is or as a person decided; None where it is left out."""
    if entry.state != "doubtful":
        return entry
    choice = choices.get(entry.row, "")
    if choice not in entry.choices:
        raise Refused("undecided", _undecided(entry.row), f"row_{entry.row}")
    if choice == _SKIP:
        return None
    if choice == _NEW and entry.fresh is not None:
        return Entry(entry.row, "new", entry.fresh)
    return Entry(entry.row, "changed" if entry.changes else "same", entry.after, entry.known, entry.changes)


def _check_once(wanted: list[Entry | None]) -> None:
    seen: dict[int, int] = {}
    for one in wanted:
        if one is None or one.known is None:
            continue
        if one.known.id in seen:
            raise Refused("decided_twice", _twice(seen[one.known.id], one.row), f"row_{one.row}")
        seen[one.known.id] = one.row


def _change(entries: list[Entry]) -> None:
    ids = {one.known.id for one in entries if one.known is not None}
    members = Member.objects.in_bulk(ids)
    for one in entries:
        if one.known is not None:
            write_record(members[one.known.id], one.after)


def _unchanged(wanted: list[Entry | None]) -> int:
    return sum(one is not None and one.state == "same" for one in wanted)


_SKIP: Choice = "skip"
_NEW: Choice = "new"


def _only_sheet(name: str) -> Text:
    return Text(
        f"シート「{name}」を読みました。ほかのシートは取り込みません。",
        f"The sheet “{name}” was read; the others are left out.",
    )


def _undecided(row: int) -> Text:
    return Text(
        f"{row}行目をどう扱うか選んでください。何も変更していません。",
        f"Choose what to do with row {row}. Nothing was changed.",
    )


def _twice(first: int, again: int) -> Text:
    return Text(
        f"{first}行目と{again}行目を同じ会員にはできません。どちらかを選び直してください。",
        f"Rows {first} and {again} can't both be the same member. Choose otherwise for one.",
    )


TOO_LARGE = Text(
    "ファイルが大きすぎます（1 MBまで）。必要なシートだけを保存してください。",
    "The file is too large (1 MB at most). Save only the sheet that is needed.",
)
_NOT_AS_SHOWN = Text(
    "確認した後に会員登録簿が変わりました。もう一度、変更内容を確かめてください。",
    "The register has changed since you looked. Look at the changes once more.",
)

"""What may be corrected of a recorded act, and whether the correction still matters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tsunagu.foundation.refusals import NotAllowed, NotFound, Refused
from tsunagu.foundation.text import Text

DECLARATION, CORRECTION, RECORD_CORRECTION = "error_declared", "event_corrected", "record_corrected"
CORRECTING = frozenset({CORRECTION, RECORD_CORRECTION})


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a view's row that a recorded act set wrongly, and its right value."""

    table: str
    uuid: UUID
    field: str
    value: Any


def check_may_correct(name: str, signed_by: frozenset[UUID], member: UUID, is_corrected: bool) -> None:
    """Refuse a correction by another organisation, of a declaration, or of what was corrected already."""
    if member not in signed_by:
        raise NotAllowed("not_your_record", _NOT_YOURS)
    if name == DECLARATION:
        raise Refused("not_correctable", _A_DECLARATION)
    if is_corrected:
        raise Refused("corrected_already", _CORRECTED)


def check_was_said(said: Mapping[tuple[str, str], Mapping[str, Any]], change: Change) -> Mapping[str, Any]:
    """Return what the act said of the row; refuse a row that it said nothing of."""
    fields = said.get((change.table, str(change.uuid)))
    if fields is None:
        raise NotFound("not_in_record", _NOT_SAID)
    return fields


def check_is_correctable(correctable: frozenset[str], field: str) -> None:
    """Refuse fields that only their own act may change: who holds it, what became of it, where it comes from."""
    if field not in correctable:
        raise Refused("not_correctable", _NOT_CORRECTABLE, field=field)


_NOT_YOURS = Text(
    "記録を訂正できるのは、記録した組織だけです。その組織に連絡してください。",
    "Only the organisation that made the record may correct it. Tell that organisation.",
)
_A_DECLARATION = Text(
    "誤りの宣言そのものは訂正できません。もとの記録を選んでください。",
    "A declaration of an error can't be corrected. Choose the record itself.",
)
_CORRECTED = Text(
    "この記録はすでに訂正されています。新しいほうの記録を訂正してください。",
    "This record was corrected already. Correct the newer record.",
)
_NOT_SAID = Text(
    "この記録は、その現品や項目について述べていません。", "The record says nothing of this item or entry."
)
_NOT_CORRECTABLE = Text(
    "この項目は訂正できません。保管者や状態は、それぞれの操作で変更してください。",
    "This field can't be corrected. Who holds a thing and what became of it change by their own acts.",
)

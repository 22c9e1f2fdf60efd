"""What may be corrected of a recorded act, and whether the correction still matters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
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

    @property
    def key(self) -> str:
        """How a correction names the field."""
        return f"{self.table}/{self.uuid}/{self.field}"


def check_may_correct(name: str, signed_by: frozenset[UUID], member: UUID, is_corrected: bool) -> None:
    """Refuse a correction by another organisation, of a declaration, or of what was corrected already."""
    if member not in signed_by:
        raise NotAllowed("not_your_record", NOT_YOURS)
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


def check_quality_signs(quality_signed: frozenset[str], field: str, is_quality: bool) -> None:
    """Refuse whoever isn't of the quality unit where a gate reads the field."""
    if field in quality_signed and not is_quality:
        raise NotAllowed("quality_signs", QUALITY_SIGNS, field=field)


def check_may_stand(field: str, value: Any, limits: tuple[float, float] | None, recorded: datetime) -> None:
    """Refuse a number beyond its limits (any above zero, if there are none), and a past time after the record."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        low, high = limits or (0.0, float("inf"))
        is_sound = low <= value <= high if limits else low < value < high
    elif isinstance(value, datetime):
        is_past = field.endswith("_at") and field not in MAY_LIE_AHEAD
        is_sound = value.tzinfo is not None and (not is_past or value <= recorded)
    else:
        is_sound = value is not None
    if not is_sound:
        raise BadInput("value", CANNOT_STAND, field=field)


MAY_LIE_AHEAD = frozenset({"expires_at"})
CANNOT_STAND = Text(
    "この値は入力できません。形式と範囲を確認してください。",
    "This value can't stand here. Check its form and range.",
)
QUALITY_SIGNS = Text(
    "期限・量・体重・日付など、実施前確認が読む項目を訂正できるのは、記録した組織の品質保証担当だけです。依頼してください。",
    "What the gates read (expiry, amount, weight, dates) only the quality unit of the organisation that made the "
    "record corrects. Ask it.",
)
NOT_YOURS = Text(
    "記録を訂正できるのは、記録した組織だけです。その組織に連絡してください。",
    "Only the organisation that made the record may correct it. Tell that organisation.",
)
_A_DECLARATION = Text(
    "誤りの宣言そのものは訂正できません。もとの記録を選んでください。",
    "A declaration of an error can't be corrected. Choose the record itself.",
)
_CORRECTED = Text(
    "この記録の同じ項目はすでに訂正されています。新しいほうの記録を訂正してください。",
    "The same field of this record was corrected already. Correct the newer record.",
)
_NOT_SAID = Text(
    "この記録は、その現品や項目について述べていません。", "The record says nothing of this item or entry."
)
_NOT_CORRECTABLE = Text(
    "この項目は訂正できません。保持者・状態・判定・試験結果は、それぞれの操作で変わります。",
    "This field can't be corrected. Holders, states, verdicts and results change by acts of their own.",
)

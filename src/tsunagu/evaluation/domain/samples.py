"""Samples that are taken and kept: what for, how much may be taken, and when one may be used or destroyed."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from tsunagu.evaluation.domain.numbers import parse_number
from tsunagu.evaluation.domain.ucum import convert, is_convertible, is_valid
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.text import Text

Purpose = Literal["test", "retest", "retained", "donor"]
EarlyUse = Literal["use", "dispose"]
PURPOSES: Mapping[str, Text] = {
    "test": Text("試験用", "For a test"),
    "retest": Text("再試験用予備", "Reserve for a retest"),
    "retained": Text("参考品", "Retained sample"),
    "donor": Text("ドナー検体", "Donor sample"),
}
KEPT = frozenset({"retest", "retained", "donor"})
"""Purposes whose samples stand in the register with an end of retention."""
PROTECTED = frozenset({"retained", "donor"})
"""Purposes whose samples are kept for what may come up later: not used up before their time without two signatures."""
PRODUCTS: Mapping[str, str] = {
    "test": "test_sample",
    "retest": "reserve_sample",
    "retained": "retained_sample",
    "donor": "donor_sample",
}
STATES: Mapping[str, Text] = {
    "asked": Text("期限前の承認待ち", "Awaits approval"),
    "due": Text("期限到来", "Retention over"),
    "kept": Text("保管中", "Kept"),
    "used": Text("使用済", "Used"),
    "destroyed": Text("廃棄", "Destroyed"),
}
EARLY: Mapping[str, Text] = {"use": Text("使用", "use"), "dispose": Text("廃棄", "disposal")}
ASKING: Mapping[str, frozenset[str]] = {
    "": frozenset({"use", "dispose"}),
    "use": frozenset({""}),
    "dispose": frozenset({""}),
}
"""What is asked before the end of retention, and that it is answered before something else is asked."""
HANDLING = frozenset({"qc", "quality", "supervisor", "operator", "storage", "procurement"})
"""Roles that take, use and dispose of samples."""
TAKING = HANDLING | {"physician", "nurse"}
MOST_CONTAINERS, LONGEST_UNIT, MOST_AMOUNT = 50, 20, Decimal("1e15")


@dataclass(frozen=True, slots=True)
class Taking:
    """What is taken from an item: containers, amount in each as typed with its UCUM unit, and where it is kept.

    Attributes
    ----------
    drawn : how much the source gives, in the source's own unit, as typed; empty: follows from the amounts.
    step : the test step that a sample for a test is for. keep_until : None: as the installation's table says.
    """

    purpose: str
    containers: int
    amount: str
    unit: str
    band: str = ""
    position: str = ""
    drawn: str = ""
    keep_until: datetime | None = None
    step: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is asked of a sample: what for, what its item has become, until when it is kept, what was asked early."""

    label: str
    purpose: str
    item_state: str
    keep_until: datetime | None
    asked: str = ""
    asked_by: UUID | None = None


def sample_state(item_state: str, keep_until: datetime | None, asked: str, now: datetime) -> str:
    """Return the state of a sample as people read it: that of its item, the clock, and what is asked of it."""
    if item_state in ("used", "administered"):
        return "used"
    if item_state == "destroyed":
        return "destroyed"
    if asked:
        return "asked"
    return "due" if keep_until is not None and keep_until <= now else "kept"


def is_guarded(sample: Kept, now: datetime) -> bool:
    """Return whether the sample is still to be kept for what may come up later."""
    return sample.purpose in PROTECTED and (sample.keep_until is None or now < sample.keep_until)


def check_taking(taking: Taking) -> Decimal:
    """Return the amount in each container; refuse an unknown purpose, too many containers, an amount that is none."""
    if taking.purpose not in PURPOSES:
        raise BadInput("purpose", _PURPOSE, "purpose")
    if not 1 <= taking.containers <= MOST_CONTAINERS:
        raise BadInput("containers", _CONTAINERS, "containers")
    if len(taking.unit) > LONGEST_UNIT or (taking.unit != "cells" and not is_valid(taking.unit)):
        raise BadInput("unit", _UNIT, "unit")
    return amount_of(taking.amount, "amount")


def amount_of(typed: str, field: str) -> Decimal:
    """Return an amount above zero that was typed plainly."""
    read = parse_number(typed, field)
    if read.comparator or read.rest or not 0 < read.number <= MOST_AMOUNT:
        raise BadInput("amount", _AMOUNT, field)
    return read.number


def left_after(
    had: float | None, had_unit: str, taking: Taking, each: Decimal
) -> Decimal | None:  # fmt: skip
    """Return what is left of the source in its own unit, never below zero; None where its amount isn't known.

    Raises
    ------
    BadInput : more is taken than there is; the units differ and nobody said how much the source gave.
    """
    if had is None:
        return None
    before, drawn = Decimal(str(had)), _drawn(taking, each, had_unit)
    if drawn > before:
        raise BadInput(
            "more_than_there_is",
            Text(
                f"採取量（{_plain(drawn)} {had_unit}）が残量（{_plain(before)} {had_unit}）を超えています。",
                f"That takes {_plain(drawn)} {had_unit}; only {_plain(before)} {had_unit} are left.",
            ),
            "drawn" if taking.drawn.strip() else "amount",
        )
    return before - drawn


def _drawn(taking: Taking, each: Decimal, unit: str) -> Decimal:
    if taking.drawn.strip():
        return amount_of(taking.drawn, "drawn")
    total = each * taking.containers
    if taking.unit == unit:
        return total
    if is_valid(unit) and is_valid(taking.unit) and is_convertible(taking.unit, unit):
        return convert(total, taking.unit, unit, "unit")
    raise BadInput(
        "drawn_needed",
        Text(
            f"元の現品の量は {unit or '単位なし'} で記録されています。元の現品から減る量をその単位で入力してください。",
            f"The source is counted in {unit or 'no unit'}. Say how much of it was drawn, in that unit.",
        ),
        "drawn",
    )


def use_of(had: float | None, typed: str) -> Decimal | None:
    """Return what is left of a sample after a use; None: all of it is used."""
    if not typed.strip() or had is None:
        return None
    used, before = amount_of(typed, "amount"), Decimal(str(had))
    if used > before:
        raise BadInput(
            "more_than_there_is",
            Text(
                f"使用量が残量（{_plain(before)}）を超えています。",
                f"Only {_plain(before)} are left.",
            ),
            "amount",
        )
    return before - used if used < before else None


def check_may_end(sample: Kept, roles: Set[str], now: datetime) -> None:
    """Refuse to use or dispose of a sample plainly: wrong role, gone, asked for, or still to be kept."""
    if not roles & HANDLING:
        raise NotAllowed("sample_role", _ROLE)
    _check_there(sample)
    if sample.asked:
        raise Refused("asked_already", _ASKED)
    if is_guarded(sample, now):
        raise Refused(
            "still_to_be_kept",
            Text(
                f"{sample.label} は保管期限前です。理由を付けて、品質部門の承認を求めてください。",
                f"{sample.label} is still to be kept. Give a reason and ask the quality unit for its approval.",
            ),
        )


def check_may_ask(sample: Kept, what: str, roles: Set[str], now: datetime) -> None:
    """Refuse to ask for an early use or disposal where none is needed, or where one is asked already."""
    if what not in EARLY:
        raise BadInput("what", _WHAT, "what")
    if not roles & HANDLING:
        raise NotAllowed("sample_role", _ROLE)
    _check_there(sample)
    if sample.asked:
        raise Refused("asked_already", _ASKED)
    if not is_guarded(sample, now):
        raise Refused("not_to_be_kept", _NO_NEED)


def check_may_answer(sample: Kept, person: UUID, roles: Set[str]) -> None:
    """Refuse an answer of who asked, of who isn't quality, or to what nobody asks."""
    if "quality" not in roles:
        raise NotAllowed("quality_only", _QUALITY)
    _check_there(sample)
    if not sample.asked:
        raise Refused("nothing_asked", _NOTHING_ASKED)
    if sample.asked_by == person:
        raise NotAllowed("second_person", _SECOND)


def check_reserve_of(sample: Kept, is_of_same: bool) -> None:
    """Refuse a sample for a retest that is kept for something else, is gone, or is of another thing."""
    if sample.purpose in PROTECTED:
        raise Refused("kept_for_later", _KEPT_FOR_LATER)
    if not is_of_same:
        raise Refused(
            "reserve_of_another",
            Text(
                f"検体 {sample.label} は、規格外となった検体と同じ現品・ロットから採ったものではありません。",
                f"Sample {sample.label} was not taken from the item or lot whose result failed.",
            ),
        )
    _check_there(sample)


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _check_there(sample: Kept) -> None:
    if sample.item_state != "in_use":
        raise Refused("sample_gone", _GONE)


_PURPOSE = Text("採材の目的を選んでください。", "Choose what the sample is for.")
_CONTAINERS = Text(
    f"容器の数は1〜{MOST_CONTAINERS}で入力してください。", f"Between 1 and {MOST_CONTAINERS} containers."
)
_UNIT = Text(
    "単位はUCUMの記号（mL、mg、uLなど）か「cells」で入力してください。",
    "Type the unit as a UCUM code (mL, mg, uL) or “cells”.",
)
_AMOUNT = Text("量は0より大きい数値で入力してください。", "Type an amount above 0, as a plain number.")
_ROLE = Text(
    "検体を使用・廃棄できるのは、試験・品質・製造・保管・採取の担当者です。",
    "Samples are used and disposed of by QC, quality, makers, storage or procurement.",
)
_ASKED = Text(
    "この検体は、期限前の承認を待っています。", "An early use or disposal of this sample awaits approval."
)
_NO_NEED = Text(
    "この検体は保管期限の定めがないか、期限が過ぎています。承認なしで使用・廃棄できます。",
    "This sample needn't be kept any longer: it can be used or disposed of without approval.",
)
_WHAT = Text("使用か廃棄かを選んでください。", "Choose use or disposal.")
_QUALITY = Text(
    "期限前の使用・廃棄を承認できるのは品質部門だけです。", "Only the quality unit approves this."
)
_NOTHING_ASKED = Text(
    "この検体について承認の求めはありません。", "Nobody asks for approval about this sample."
)
_SECOND = Text(
    "承認は、求めた人とは別の品質部門の人が行います。", "Another person of the quality unit must approve it."
)
_KEPT_FOR_LATER = Text(
    "参考品・ドナー検体は、通常の再試験には使えません。再試験用予備を選んでください。",
    "Retained and donor samples aren't for routine retests. Choose a reserve.",
)
_GONE = Text("この検体はすでに使用済みか、廃棄されています。", "This sample was used or destroyed already.")

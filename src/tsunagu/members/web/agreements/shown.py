"""Agreements, audits and approvals arranged for the templates."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.agreements import FIELDS
from tsunagu.members.domain.capabilities import capability_name
from tsunagu.members.domain.materials import material_name
from tsunagu.members.domain.searching.spelling import fold
from tsunagu.members.domain.validity import BADGES, State, Validity
from tsunagu.members.domain.vocabulary import word
from tsunagu.members.queries.register import RegisteredAgreement, RegisteredApproval, RegisteredAudit

Line = TypeVar("Line", RegisteredAgreement, RegisteredAudit, RegisteredApproval)

SHOWN: dict[str, Text] = {
    "agreements": Text("契約", "Agreements"),
    "audits": Text("監査", "Audits"),
    "suppliers": Text("供給業者の承認", "Approved suppliers"),
}
PAGES = {"agreements": "list", "audits": "audits", "suppliers": "suppliers"}
"""The name of the page of each list."""
HEADINGS = (
    Text("種類", "Kind"), Text("当事者", "Parties"), Text("契約書番号", "Number of the paper"),
    Text("開始日", "First day"), Text("終了日", "Last day"), Text("状態", "State"),
    Text("対象の業務", "What it covers"), Text("互いに見える症例データ", "Data of journeys that the parties see"),
)  # fmt: skip
"""Of the table for spreadsheets."""
EVERYTHING = Text("すべて", "Everything")
NO_LIMIT = Text("制限なし", "No limit")
SEVERAL = "／"
"""Between names in one cell: English names of companies have commas in them."""
STATES: tuple[State, ...] = ("valid", "ends_soon", "expired", "not_yet")


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter with how many lines it would show."""

    key: str
    name: Text
    count: int
    is_chosen: bool


def chips(lines: Sequence[Any], on: date, chosen: str) -> list[Chip]:
    """Return the filters by state, those without a line left out."""
    counts = Counter(one.validity.state_on(on) for one in lines)
    found = [Chip("", Text("すべて", "All"), len(lines), not chosen)]
    return found + [
        Chip(key, BADGES[key][1], counts[key], key == chosen)
        for key in STATES
        if counts[key] or key == chosen
    ]


def matching(
    lines: Iterable[Line], on: date, state: str, text: str, said: Callable[[Line], Iterable[Text]]
) -> list[Line]:
    """Return the lines in this state whose words contain what was typed, in whichever spelling."""
    wanted = fold(text)
    return [
        one
        for one in lines
        if state in ("", one.validity.state_on(on))
        and (not wanted or any(wanted in fold(f"{name.ja} {name.en}") for name in said(one)))
    ]


def agreement_words(one: RegisteredAgreement) -> list[Text]:
    """Return what an agreement is found by."""
    return [one.name, Text(one.reference, one.reference), *(party.name for party in one.parties)]


def audit_words(one: RegisteredAudit) -> list[Text]:
    """Return what an audit is found by."""
    return [one.by.name, one.of.name, one.outcome_name, one.way_name]


def approval_words(one: RegisteredApproval) -> list[Text]:
    """Return what an approval is found by."""
    return [one.by.name, one.supplier.name, material_name(one.material)]


def agreement_line(one: RegisteredAgreement, on: date) -> dict[str, Any]:
    """Return a line of the register."""
    return {"one": one, "covers": covered(one.capabilities), "fields": fields_named(one.fields)} | period(
        one.validity, on
    )


def agreement_row(one: RegisteredAgreement, on: date) -> list[str]:
    """Return a line of the table for spreadsheets, in the reader's language, as :data:`HEADINGS` name its columns."""
    lang = language()
    return [
        one.name.in_language(lang),
        SEVERAL.join(party.name.in_language(lang) for party in one.parties),
        one.reference,
        one.validity.valid_from.isoformat(),
        one.validity.valid_until.isoformat() if one.validity.valid_until else "",
        one.validity.badge_on(on)[1].in_language(lang),
        SEVERAL.join(name.in_language(lang) for name in covered(one.capabilities) or [EVERYTHING]),
        SEVERAL.join(name.in_language(lang) for name in fields_named(one.fields) or [NO_LIMIT]),
    ]


def audit_line(one: RegisteredAudit, on: date) -> dict[str, Any]:
    """Return a line of the audits; one that wasn't accepted shows that rather than its dates."""
    states = {"accepted": "ok", "with_findings": "warn", "not_accepted": "stop"}
    shown = {"one": one, "covers": covered(one.capabilities), "outcome": states[one.outcome]}
    return shown | period(one.validity, on)


def approval_line(one: RegisteredApproval, on: date) -> dict[str, Any]:
    """Return a line of the approvals."""
    return {"one": one, "material": material_name(one.material)} | period(one.validity, on)


def period(validity: Validity, on: date) -> dict[str, Any]:
    """Return the days of something with its badge."""
    state, label = validity.badge_on(on)
    return {"from": validity.valid_from, "until": validity.valid_until, "state": state, "label": label}


def covered(capabilities: Iterable[str]) -> list[Text]:
    """Return the names of what an agreement or audit covers; none: everything."""
    return [capability_name(key) for key in capabilities]


def fields_named(fields: Iterable[str]) -> list[Text]:
    """Return the names of the groups of data that an agreement names."""
    return [word(FIELDS, key) for key in FIELDS if key in set(fields)]

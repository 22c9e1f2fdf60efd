"""The register arranged for the templates: values as people read them, badges, and the pages beside each other."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.register.columns import COLUMNS, column_name
from tsunagu.members.domain.register.comparing import Change, Entry, Look
from tsunagu.members.domain.register.record import Known, Record, Value
from tsunagu.members.domain.vocabulary import MEMBER_KINDS, prefecture_name, word
from tsunagu.members.queries.membership import terms

SHOWN_FAULTS = 100
PER_PAGE = 50
STATES = {
    "new": ("ok", Text("新規", "New")),
    "changed": ("warn", Text("変更", "Changed")),
    "doubtful": ("stop", Text("要確認", "To be decided")),
    "same": ("wait", Text("変更なし", "As it is")),
}
CHOICES = {
    "same": Text("同じ会員として、この内容に更新する", "It is the same member: update it"),
    "new": Text("別の会員として、新しく登録する", "It is another member: enter it"),
    "skip": Text("この行は取り込まない", "Leave this row out"),
}
PAGES = ("home", "years", "applications", "growth", "import")


def pages(current: str) -> list[dict[str, Any]]:
    """Return the pages of the register as links, the current one marked."""
    labels = {
        "home": _("Member list"), "years": _("Renewal and fees"), "applications": _("Applications to join"),
        "growth": _("Number of members"), "import": _("Import a list"),
    }  # fmt: skip
    return [
        {"url": reverse(f"register:{key}"), "label": labels[key], "is_current": key == current}
        for key in PAGES
    ]


def value_text(key: str, value: Value) -> str:
    """Return a value of the register as people read it."""
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    if key == "prefecture" and value:
        return prefecture_name(value).in_language(language())
    words = {"kind": MEMBER_KINDS, "fee_class": terms().names}.get(key, {})
    return word(words, value).in_language(language()) if value and words else (value or "")


def record_shown(record: Record, keys: Iterable[str] = tuple(COLUMNS)) -> list[dict[str, Any]]:
    """Return the filled fields of a record with their headings."""
    return [
        {"name": column_name(key), "value": value_text(key, record.value(key))}
        for key in keys
        if record.value(key)
    ]


def member_state(known: Known, today: date) -> tuple[str, Text]:
    """Return the badge of a member in the register."""
    record = known.record
    if known.is_gone(today):
        return "wait", Text("退会", "Left")
    if record.left_on is not None:
        return "warn", Text("退会予定", "Leaving")
    if known.is_preparing:
        return "warn", Text("準備中", "In preparation")
    if record.joined_on is not None and record.joined_on > today:
        return "wait", Text("入会予定", "Joins soon")
    return "ok", Text("会員", "Member")


def list_line(known: Known, today: date) -> dict[str, Any]:
    """Return a line of the register."""
    record = known.record
    return {
        "uuid": known.uuid, "name": record.name, "number": record.number, "state": member_state(known, today),
        "kind": word(MEMBER_KINDS, record.kind), "fee": value_text("fee_class", record.fee_class),
        "joined": record.joined_on, "place": value_text("prefecture", record.prefecture),
        "contact": record.contact,
    }  # fmt: skip


def look_shown(look: Look, decided: dict[int, str]) -> dict[str, Any]:
    """Return what a list would change, arranged by what happens to the rows."""
    return {
        "digest": look.digest,
        "may_take": look.would_change and not look.faults,
        "faults": look.faults[:SHOWN_FAULTS],
        "fault_count": len(look.faults),
        "more_faults": max(0, len(look.faults) - SHOWN_FAULTS),
        "notes": look.notes,
        "counts": [
            {"state": STATES[state], "n": len(look.of(state))}
            for state in ("new", "changed", "doubtful", "same")
        ],
        "doubtful": [_doubtful(one, decided) for one in look.of("doubtful")],
        "changed": [_entry(one) for one in look.of("changed")],
        "new": [_entry(one) for one in look.of("new")],
        "same": [_entry(one) for one in look.of("same")],
        "missing": look.missing,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "row": entry.row,
        "name": entry.after.name,
        "number": entry.after.number,
        "changes": [_change(one) for one in entry.changes],
        "facts": record_shown(entry.after, ("kind", "fee_class", "joined_on", "left_on", "prefecture")),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "name": column_name(change.column),
        "before": value_text(change.column, change.before),
        "after": value_text(change.column, change.after),
    }


def _doubtful(entry: Entry, decided: dict[int, str]) -> dict[str, Any]:
    fresh = entry.fresh.name if entry.fresh else entry.after.name
    options = [
        {"value": one, "label": CHOICES[one], "is_chosen": decided.get(entry.row) == one}
        for one in entry.choices
    ]
    return {
        **_entry(entry),
        "name": fresh,
        "doubt": entry.doubt,
        "options": options,
        "field": f"row_{entry.row}",
    }

"""The rows of a capacity file gathered into resources as they would be published, each checked as on screen."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.rows import Table
from tsunagu.planning.domain.capacity.calendar import (
    CalendarException,
    Card,
    Pattern,
    Published,
    in_order,
    patterns_in_order,
)
from tsunagu.planning.domain.capacity.checks import check_card, check_exception, check_pattern
from tsunagu.planning.domain.capacity.columns import CARD_COLUMNS
from tsunagu.planning.domain.capacity.reading import (
    Fault,
    Faults,
    Filled,
    check_sites,
    is_unread,
    read_lines,
)

Known = Mapping[tuple[str, str], Published]
"""What is published now, by site and key of the resource."""
_CARD_FIELDS = {"key": "resource"}
_PATTERN_FIELDS = {"valid_from": "first", "valid_until": "last"}


def read_capacity(
    table: Table, sites: Collection[str], known: Known, gone: Collection[tuple[str, str]] = ()
) -> tuple[tuple[Published, ...], tuple[Fault, ...]]:
    """Return each resource that the file names as it would be published, and every fault in the file's order.

    A week in the file replaces the week of its resource; exceptions are added, or changed where days and hours are the
    same; empty cells of the card leave what is published. Reading the same file again changes nothing. What was
    withdrawn (``gone``) is published again on screen only, never by an old file.
    """
    faults = Faults()
    lines = read_lines(table, faults)
    check_sites(lines, sites, faults)
    _check_standing(lines, gone, faults)
    found = [_resource(group, known, faults) for group in _by_resource(lines)]
    in_file_order = sorted(dict.fromkeys(faults.found), key=lambda one: one.row)
    return tuple(one for one in found if one is not None), tuple(in_file_order)


def _check_standing(lines: Iterable[Filled], gone: Collection[tuple[str, str]], faults: Faults) -> None:
    for group in _by_resource(lines):
        if (group[0].values["site"], group[0].values["resource"]) in gone:
            faults.note(
                group[0].row, "resource", "公開を取り下げた資源です。画面で公開し直してから取り込んでください。",
                "This resource is withdrawn. Publish it again on screen, then import.",
            )  # fmt: skip


def _by_resource(lines: Iterable[Filled]) -> Iterable[list[Filled]]:
    groups: dict[tuple[str, str], list[Filled]] = {}
    for line in lines:
        site, key = line.values.get("site"), line.values.get("resource")
        if isinstance(site, str) and isinstance(key, str):
            groups.setdefault((site, key), []).append(line)
    return groups.values()


def _resource(lines: list[Filled], known: Known, faults: Faults) -> Published | None:
    site, key = lines[0].values["site"], lines[0].values["resource"]
    before = known.get((site, key))
    card = _card(key, lines, before, faults)
    patterns = [one for line in lines if (one := _pattern(line, faults))]
    exceptions = _exceptions(lines, faults)
    if card is None:
        return None
    read = Published(site, card, patterns_in_order(patterns), in_order(exceptions))
    return read if before is None else before.taking_over(read)


def _card(key: str, lines: list[Filled], before: Published | None, faults: Faults) -> Card | None:
    """Return the card: what the rows say of it, all the same, over what is published."""
    said: dict[str, Any] = {}
    for line in lines:
        for column in CARD_COLUMNS:
            if column not in line.values or is_unread(value := line.values[column]):
                continue
            if column in said and said[column] != value:
                faults.note(
                    line.row, column, "同じ資源のほかの行と値が違います。どちらかに合わせてください。",
                    "Another row of this resource says otherwise. Make them the same.",
                )  # fmt: skip
            said.setdefault(column, value)
    old = None if before is None else before.card
    for column in ("kind", "name_ja"):
        if old is None and column not in said and not is_unread(lines[0].values.get(column)):
            faults.note(
                lines[0].row, column, "新しい資源には入力が必要です。", "A new resource needs this."
            )  # fmt: skip
            return None
    return _checked(_made(key, said, old), lines[0].row, faults)


def _made(key: str, said: Mapping[str, Any], old: Card | None) -> Card | None:
    """Return the card of what was said; None where an unread cell leaves it without kind or name."""
    if old is None and not {"kind", "name_ja"} <= set(said):
        return None
    name_ja = said.get("name_ja", old.name.ja if old else "")
    return Card(
        key=key,
        kind=said.get("kind", old.kind if old else ""),
        name=Text(name_ja, said.get("name_en", old.name.en if old else name_ja)),
        capability=said.get("capability", old.capability if old else "") or "",
        changeover_hours=said.get("changeover_hours", old.changeover_hours if old else 0),
        notice_hours=said.get("notice_hours", old.notice_hours if old else 0),
        qualified_until=said.get("qualified_until", old.qualified_until if old else None),
    )


def _checked(card: Card | None, row: int, faults: Faults) -> Card | None:
    if card is None or not _holds(lambda: check_card(card), row, faults, _CARD_FIELDS):
        return None
    return card


def _pattern(line: Filled, faults: Faults) -> Pattern | None:
    said = _days_of(line, "week", ("weekdays", "first", "capacity"), faults)
    if said is None:
        return None
    made = Pattern(
        weekdays=said["weekdays"],
        from_hour=said.get("from_hour", 0),
        until_hour=said.get("until_hour", 24),
        capacity=said["capacity"],
        valid_from=said["first"],
        valid_until=said.get("last"),
        on_holidays=said.get("holidays") == "yes",
    )
    return made if _holds(lambda: check_pattern(made), line.row, faults, _PATTERN_FIELDS) else None


def _exceptions(lines: list[Filled], faults: Faults) -> list[CalendarException]:
    found: dict[tuple[date, date, int, int], CalendarException] = {}
    for line in lines:
        one = _exception(line, faults)
        if one is None:
            continue
        if found.setdefault(one.place, one) != one:
            faults.note(
                line.row, "capacity", "同じ日時の例外が別の行にもあり、内容が違います。",
                "Another row has an exception for the same days and hours that says otherwise.",
            )  # fmt: skip
    return list(found.values())


def _exception(line: Filled, faults: Faults) -> CalendarException | None:
    said = _days_of(line, "exception", ("first", "capacity"), faults)
    if said is None:
        return None
    made = CalendarException(
        first=said["first"],
        last=said.get("last") or said["first"],
        capacity=said["capacity"],
        from_hour=said.get("from_hour", 0),
        until_hour=said.get("until_hour", 24),
        reason=said.get("reason", "other"),
        note=said.get("note") or "",
    )
    return made if _holds(lambda: check_exception(made), line.row, faults, {}) else None


def _days_of(line: Filled, kind: str, needed: tuple[str, ...], faults: Faults) -> Mapping[str, Any] | None:
    """Return the values of a row of this kind; None for other rows and for those with faults."""
    if line.values.get("line") != kind:
        return None
    missing = [column for column in needed if column not in line.values]
    for column in missing:
        faults.note(line.row, column, "入力してください。", "This is needed.")
    if missing or any(is_unread(value) for value in line.values.values()):
        return None
    return line.values


def _holds(check: Callable[[], None], row: int, faults: Faults, columns: Mapping[str, str]) -> bool:
    try:
        check()
    except BadInput as refused:
        faults.refused(row, refused, columns)
        return False
    return True

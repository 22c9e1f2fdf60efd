"""Reads the test catalogue from written files: whole or refused, every fault with its line and reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from tsunagu.evaluation.domain.catalogue import (
    KINDS,
    Catalogue,
    ListedCharacteristic,
    ListedMethod,
    Measurement,
    MethodVersion,
    SampleNeed,
    is_comparable,
)
from tsunagu.evaluation.domain.ucum import check_unit
from tsunagu.evaluation.domain.words import ANSWERS, NAMES
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.cursor import Cursor
from tsunagu.foundation.written.faults import FileRefused, in_order
from tsunagu.foundation.written.reading import Reading, read_text
from tsunagu.members.domain.capabilities import CAPABILITIES
from tsunagu.members.domain.stages import STAGES

PARTS = ("purposes", "characteristics", "methods")
MAX_HOURS = 87_600.0
MAX_AMOUNT = 1e12
LONGEST_VERSION = 20
UNREADABLE = Text("試験カタログを読み込めません", "The test catalogue can't be taken")
EntryT = TypeVar("EntryT")


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of the catalogue: its name as people know it, and its text."""

    name: str
    text: str


@dataclass(slots=True)
class _Entries:
    """The entries of all layers so far; a later layer outweighs an earlier one, key by key."""

    purposes: dict[str, Text]
    characteristics: dict[str, ListedCharacteristic]
    methods: dict[str, ListedMethod]


def catalogue_from(*layers: Layer) -> Catalogue:
    """Return the catalogue that the files say; a later one adds entries, or replaces those of the same key.

    Raises
    ------
    FileRefused : a file isn't readable, a key, name, unit, date or number makes no sense, or an entry names another
        that isn't there. ``errors`` holds every fault with its line.
    """
    entries = _Entries({}, {}, {})
    for layer in layers:
        try:
            _take(read_text(layer.text, "yaml"), entries)
        except FileRefused as refused:
            raise _named(layer, refused) from refused
    return Catalogue(entries.purposes, entries.characteristics, entries.methods)


def _named(layer: Layer, refused: FileRefused) -> FileRefused:
    what = Text(f"{layer.name}：{UNREADABLE.ja}", f"{layer.name}: {UNREADABLE.en}")
    return FileRefused(refused.errors, "catalogue_refused", what)


def _take(reading: Reading, entries: _Entries) -> None:
    """Add the entries of one file, and check what they name."""
    found = Cursor(reading.data, "", reading).fields(PARTS)
    entries.purposes |= _each(found["purposes"], lambda key, at: at.bilingual())
    known = entries.purposes
    entries.characteristics |= _each(
        found["characteristics"], lambda key, at: _characteristic(key, at, known)
    )
    among = entries.characteristics
    entries.methods |= _each(found["methods"], lambda key, at: _method(key, at, among))
    _check_still_measured(found["characteristics"], entries)
    if reading.errors:
        raise FileRefused(in_order(reading.errors))


def _each(part: Cursor, read: Callable[[str, Cursor], EntryT]) -> dict[str, EntryT]:
    found = {}
    for key, at in part.entries():
        Cursor(key, at.path, at.reading).key()
        found[key] = read(key, at)
    return found


def _characteristic(key: str, at: Cursor, purposes: dict[str, Text]) -> ListedCharacteristic:
    needed = ("name", "purpose", "kind", "stages")
    found = at.fields((*needed, "unit", "expected"), needed)
    kind = found["kind"].choice(KINDS)
    if kind == "number" and found["unit"].is_absent:
        at.refuse(
            "数値の特性には単位（unit、UCUM）を書いてください。",
            "A number needs its unit (UCUM); write unit.",
        )
    if kind == "word" and not found["unit"].is_absent:
        found["unit"].refuse("判定語の特性に単位は書けません。", "A word has no unit; drop unit.")
    answers = {word: NAMES[word] for word in ANSWERS}
    expected = found["expected"].maybe_choice(answers)
    if kind == "word" and found["expected"].is_absent:
        at.refuse(
            "判定語の特性には、期待する判定（expected）を書いてください。",
            "A word needs what is expected; write expected.",
        )
    if kind == "number" and expected is not None:
        found["expected"].refuse(
            "数値の特性に expected は書けません。", "A number has no expected word; drop expected."
        )
    return ListedCharacteristic(
        key=key,
        name=found["name"].bilingual(),
        purpose=found["purpose"].choice(purposes),
        kind=kind,
        unit=_unit(found["unit"]),
        expected=expected,
        stages=tuple(
            one.choice({name: stage.name for name, stage in STAGES.items()}) for one in found["stages"].each()
        ),
    )


def _unit(at: Cursor) -> str:
    unit = at.text(30, default="1")
    try:
        check_unit(unit)
    except BadInput as refused:
        at.refuse(refused.reason.ja, refused.reason.en)
        return "1"
    return unit


def _method(key: str, at: Cursor, known: dict[str, ListedCharacteristic]) -> ListedMethod:
    needed = ("name", "capability", "versions", "measures")
    found = at.fields(needed, needed)
    return ListedMethod(
        key=key,
        name=found["name"].bilingual(),
        capability=found["capability"].choice({name: one.name for name, one in CAPABILITIES.items()}),
        versions=_versions(found["versions"]),
        measures=_measures(key, found["measures"], known),
    )


def _versions(at: Cursor) -> tuple[MethodVersion, ...]:
    found: list[MethodVersion] = []
    for inner in at.each():
        said = inner.fields(("version", "from", "until"), ("version", "from"))
        version, since, until = said["version"].text(LONGEST_VERSION), _day(said["from"]), _day(said["until"])
        if version in {one.version for one in found}:
            inner.refuse(f"第{version}版が二度書かれています。", f"Version {version} is written twice.")
        if since is not None and until is not None and until < since:
            said["until"].refuse("終わりの日が始まりの日より前です。", "It ends before it begins.")
        found.append(MethodVersion(version, since or date.min, until))
    if not found:
        at.refuse("版を一つ以上書いてください。", "Write at least one version.")
    return tuple(found)


def _day(at: Cursor) -> date | None:
    if at.is_absent:
        return None
    try:
        return date.fromisoformat(at.text(10))
    except ValueError:
        at.refuse("日付は 2026-04-01 の形で書いてください。", "Write a date like 2026-04-01.")
        return None


def _measures(method: str, at: Cursor, known: dict[str, ListedCharacteristic]) -> tuple[Measurement, ...]:
    found: list[Measurement] = []
    for inner in at.each():
        one = _measurement(method, inner, known)
        if one.characteristic in {each.characteristic for each in found}:
            inner.refuse(
                f"特性「{one.characteristic}」が二度書かれています。",
                f"The characteristic {one.characteristic!r} is written twice.",
            )
        found.append(one)
    if not found:
        at.refuse("測る特性を一つ以上書いてください。", "Write at least one characteristic that it measures.")
    return tuple(found)


def _measurement(method: str, at: Cursor, known: dict[str, ListedCharacteristic]) -> Measurement:
    needed = ("characteristic", "turnaround_hours", "sample")
    found = at.fields((*needed, "unit", "readings", "detection_limit", "destructive"), needed)
    key = found["characteristic"].choice({name: one.name for name, one in known.items()})
    listed = known.get(key)
    unit = listed.unit if listed and found["unit"].is_absent else _unit(found["unit"])
    if listed is not None and not is_comparable(unit, listed.unit):
        found["unit"].refuse(
            f"「{unit}」は、特性「{listed.name.ja}」の単位「{listed.unit}」と比べられません。",
            f"{unit!r} can't be compared with {listed.unit!r}, the unit of {listed.name.en}.",
        )
    return Measurement(
        method=method,
        characteristic=key,
        unit=unit,
        turnaround_hours=found["turnaround_hours"].number(0.1, MAX_HOURS),
        sample=_sample(found["sample"]),
        readings=found["readings"].integer(1, 24, 1),
        detection_limit=_detection_limit(found["detection_limit"]),
        is_destructive=found["destructive"].is_absent or found["destructive"].flag(),
    )


def _sample(at: Cursor) -> SampleNeed:
    found = at.fields(("amount", "unit", "containers"), ("amount", "unit"))
    return SampleNeed(_amount(found["amount"]), _unit(found["unit"]), found["containers"].integer(1, 100, 1))


def _detection_limit(at: Cursor) -> tuple[Decimal, str] | None:
    if at.is_absent:
        return None
    found = at.fields(("value", "unit"), ("value", "unit"))
    return _amount(found["value"]), _unit(found["unit"])


def _amount(at: Cursor) -> Decimal:
    return Decimal(str(at.number(1e-9, MAX_AMOUNT, 1.0))).normalize()


def _check_still_measured(part: Cursor, entries: _Entries) -> None:
    """Refuse a characteristic whose new unit no longer fits the methods that measure it."""
    for key, at in part.entries():
        for method in entries.methods.values():
            for one in method.measures:
                unit = entries.characteristics[key].unit
                if one.characteristic == key and not is_comparable(one.unit, unit):
                    at.refuse(
                        f"試験法「{method.name.ja}」の単位「{one.unit}」と比べられません。",
                        f"This can't be compared with {one.unit!r}, the unit of {method.name.en}.",
                    )

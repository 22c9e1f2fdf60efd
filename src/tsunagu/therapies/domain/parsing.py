"""From plain data to a Route: every fault is collected with its place before anything is refused."""

from collections.abc import Mapping
from operator import itemgetter

from tsunagu.evaluation.domain.catalogue import Catalogue
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.cursor import Cursor
from tsunagu.foundation.written.faults import Fault, FileRefused, in_order
from tsunagu.foundation.written.reading import FileKind, Reading, read_text
from tsunagu.therapies.domain import vocabulary as words
from tsunagu.therapies.domain.checks import check_route
from tsunagu.therapies.domain.checks.catalogue import check_catalogue, with_turnarounds
from tsunagu.therapies.domain.errors import RouteRefused
from tsunagu.therapies.domain.repeats import expand_repeats
from tsunagu.therapies.domain.route import Characteristic, Dose, Legal, Panel, Product, Route
from tsunagu.therapies.domain.step_parsing import RawStep, parse_steps

ROUTE_KEYS = (
    "key", "version", "name", "kind", "setting", "source", "makes", "cell_type", "facts", "assumed", "legal", "dose",
    "parties", "products", "panels", "consents", "donor_markers", "steps",
)  # fmt: skip
REQUIRED = ("key", "version", "name", "kind", "setting", "source", "steps")
MAX_HOURS = 87_600.0
MAX_CELLS = 1e13
MAX_ERRORS = 200
MAX_STEPS = 200


def load_route(text: str, kind: FileKind = "yaml", catalogue: Catalogue | None = None) -> Route:
    """Return the route written in a YAML or JSON text; ``RouteRefused`` with every fault and its line.

    Parameters
    ----------
    catalogue : the test catalogue that panels must name rightly; it gives the turnarounds that the file leaves out.
        None where the file only has to be sound in itself.
    """
    try:
        return _finished(read_text(text, kind), catalogue)
    except FileRefused as refused:
        raise RouteRefused(refused.errors) from refused


def parse_route(data: Mapping[str, object]) -> Route:
    """Return the route given as plain data; ``RouteRefused`` with every fault."""
    return _finished(Reading(data=data))


def check_listed(route: Route, catalogue: Catalogue) -> None:
    """Refuse (``RouteRefused``) a route whose panels ask for what the test catalogue doesn't know."""
    found = [Fault(path, reason) for path, reason in check_catalogue(route, catalogue)]
    if found:
        raise RouteRefused(found[:MAX_ERRORS])


def _finished(reading: Reading, catalogue: Catalogue | None = None) -> Route:
    try:
        route = _route(reading)
        if route is not None and catalogue is not None:
            for path, reason in check_catalogue(route, catalogue):
                reading.errors.append(Fault(path, reason, reading.line_of(path)))
            route = with_turnarounds(route, catalogue)
    except RecursionError:
        nested = Text("入れ子が深すぎます。", "Nested too deeply.")
        raise RouteRefused([Fault("file", nested)]) from None
    if reading.errors or route is None:
        raise RouteRefused(in_order(reading.errors)[:MAX_ERRORS])
    return route


def _route(reading: Reading) -> Route | None:
    file = Cursor(reading.data, "", reading)
    if not isinstance(reading.data, Mapping) or not reading.data:
        file.refuse(
            "工程フローが書かれていません。key、version、steps などを書いてください。",
            "There is no route in this file; write key, version, steps and so on.",
        )
        return None
    found = file.fields(ROUTE_KEYS, REQUIRED)
    raw = parse_steps(found["steps"])
    if sum(len(one.expanded_keys) for one in raw) > MAX_STEPS:
        found["steps"].refuse(
            f"工程が多すぎます（{MAX_STEPS} まで）。", f"Too many steps; at most {MAX_STEPS}."
        )
        return None
    route = Route(
        key=found["key"].key(),
        version=found["version"].integer(1, 10_000, 1),
        name=found["name"].bilingual(),
        kind=found["kind"].choice(words.KINDS),
        setting=found["setting"].choice(words.SETTINGS),
        source=found["source"].choice(words.CELL_SOURCES),
        steps=expand_repeats(raw),
        parties=_words(found["parties"], words.PARTIES),
        products=tuple(_product(inner) for inner in found["products"].each()),
        panels=tuple(
            _panel(key, inner) for key, inner in sorted(found["panels"].entries(), key=itemgetter(0))
        ),
        consents=_words(found["consents"], words.CONSENTS),
        donor_markers=_markers(found["donor_markers"]),
        makes=None if found["makes"].is_absent else found["makes"].key(),
        cell_type=found["cell_type"].maybe_choice(words.CELL_TYPES),
        dose=_dose(found["dose"]),
        legal=_legal(found["legal"]),
        facts=dict(_free(found["facts"])),
        assumed=dict(_free(found["assumed"])),
    )
    _check(route, raw, reading, not reading.errors)
    return route


def _check(route: Route, raw: tuple[RawStep, ...], reading: Reading, is_shaped: bool) -> None:
    place = {key: one.cursor.path for one in raw for key in one.expanded_keys}
    for path, reason in check_route(route, place, is_shaped):
        reading.errors.append(Fault(path, reason, reading.line_of(path)))


def _free(cursor: Cursor) -> Mapping[str, object]:
    value = cursor.free()
    if value is not None and not isinstance(value, dict):
        cursor.refuse("項目名と値の組で書いてください。", "Write this as keys with values.")
    return value if isinstance(value, dict) else {}


def _words(cursor: Cursor, known: Mapping[str, Text]) -> tuple[str, ...]:
    return tuple(inner.choice(known) for inner in cursor.each())


def _markers(cursor: Cursor) -> tuple[str, ...]:
    if cursor.is_absent:
        return words.REQUIRED_MARKERS
    named = _words(cursor, words.MARKERS)
    if not named:
        cursor.refuse(
            "ドナーの検査項目を一つ以上書いてください。",
            "Name at least one marker that a donor is tested for.",
        )
    return named


def _product(cursor: Cursor) -> Product:
    found = cursor.fields(
        ("key", "kind", "name", "unit", "cells", "shelf_life_hours", "irreplaceable", "band"),
        ("key", "kind", "name", "band"),
    )
    return Product(
        key=found["key"].key(),
        kind=found["kind"].choice(words.PRODUCT_KINDS),
        name=found["name"].bilingual(),
        unit=found["unit"].text(20, default="1"),
        band=found["band"].choice(words.BANDS),
        cells=found["cells"].maybe_integer(0, int(MAX_CELLS)),
        shelf_life_hours=found["shelf_life_hours"].maybe_number(0.5, 40 * 8_766.0),
        irreplaceable=found["irreplaceable"].flag(),
    )


def _panel(key: str, cursor: Cursor) -> Panel:
    Cursor(key, cursor.path, cursor.reading).key()
    found = cursor.fields(("name", "version", "characteristics"), ("name", "version", "characteristics"))
    characteristics = tuple(_characteristic(inner) for inner in found["characteristics"].each())
    if not characteristics:
        cursor.refuse("特性を一つ以上書いてください。", "Write at least one characteristic.")
    return Panel(key, found["name"].bilingual(), found["version"].integer(1, 10_000, 1), characteristics)


def _characteristic(cursor: Cursor) -> Characteristic:
    found = cursor.fields(
        (
            "key",
            "name",
            "unit",
            "weight",
            "method",
            "minimum",
            "maximum",
            "expected",
            "turnaround_hours",
            "method_must_be_qualified",
        ),
        ("key", "name", "weight", "method"),
    )
    return Characteristic(
        key=found["key"].key(),
        name=found["name"].bilingual(),
        unit=found["unit"].text(30, default="1"),
        weight=found["weight"].choice(words.WEIGHTS),
        method=found["method"].text(80),
        minimum=found["minimum"].maybe_number(-1e15, 1e15),
        maximum=found["maximum"].maybe_number(-1e15, 1e15),
        expected=None if found["expected"].is_absent else found["expected"].text(40),
        turnaround_hours=found["turnaround_hours"].number(0, MAX_HOURS),
        method_must_be_qualified=found["method_must_be_qualified"].flag(),
    )  # fmt: skip


def _dose(cursor: Cursor) -> Dose | None:
    if cursor.is_absent:
        return None
    found = cursor.fields(
        ("per_kg_cells", "min_cells", "max_cells", "weight_valid_days", "containers", "component_order")
    )
    return Dose(
        per_kg_cells=found["per_kg_cells"].maybe_number(1, MAX_CELLS),
        min_cells=found["min_cells"].maybe_number(0, MAX_CELLS),
        max_cells=found["max_cells"].maybe_number(1, MAX_CELLS),
        weight_valid_days=found["weight_valid_days"].maybe_integer(1, 90),
        containers=found["containers"].integer(1, 1_000, 1),
        component_order=tuple(inner.key() for inner in found["component_order"].each()),
    )


def _legal(cursor: Cursor) -> Legal:
    found = cursor.fields(("plan_class", "conditional", "barred_until"))
    return Legal(
        plan_class=found["plan_class"].maybe_choice(words.PLAN_CLASSES),
        conditional=found["conditional"].flag(),
        barred_until=found["barred_until"].maybe_choice(words.BARRED_UNTIL),
    )

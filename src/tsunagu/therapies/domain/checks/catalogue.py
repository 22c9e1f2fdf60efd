"""What panels ask for must be in the test catalogue: characteristic, method, unit, and number or word."""

from collections.abc import Iterator
from dataclasses import replace

from tsunagu.evaluation.domain.catalogue import Catalogue, ListedCharacteristic, Measurement, is_comparable
from tsunagu.evaluation.domain.ucum import check_unit
from tsunagu.evaluation.domain.words import ANSWERS
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.cursor import UNKNOWN
from tsunagu.therapies.domain.route import Characteristic, Panel, Route

Fault = tuple[str, Text]


def check_catalogue(route: Route, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield each characteristic of each panel that the catalogue doesn't know as the route writes it."""
    for panel in route.panels:
        for number, one in enumerate(panel.characteristics):
            at = f"panels.{panel.key}.characteristics[{number}]"
            yield from _check(one, catalogue, at)


def with_turnarounds(route: Route, catalogue: Catalogue) -> Route:
    """Return the route with the catalogue's turnaround wherever the route gives none."""
    return replace(route, panels=tuple(_with_turnarounds(panel, catalogue) for panel in route.panels))


def _with_turnarounds(panel: Panel, catalogue: Catalogue) -> Panel:
    found = []
    for one in panel.characteristics:
        listed = catalogue.measurement(one.key, one.method)
        is_given = one.turnaround_hours > 0 or listed is None
        found.append(one if is_given else replace(one, turnaround_hours=listed.turnaround_hours))  # type: ignore[union-attr]
    return replace(panel, characteristics=tuple(found))


def _check(one: Characteristic, catalogue: Catalogue, at: str) -> Iterator[Fault]:
    listed = catalogue.characteristics.get(one.key)
    if listed is None:
        if one.key != UNKNOWN:
            yield f"{at}.key", _unknown_characteristic(one.key)
        return
    yield from _check_kind(one, listed, at)
    if one.method not in catalogue.methods:
        yield f"{at}.method", _unknown_method(one, catalogue)
        return
    measurement = catalogue.measurement(one.key, one.method)
    if measurement is None:
        yield f"{at}.method", _not_measured(one, listed, catalogue)
    elif listed.kind == "number":
        yield from _check_unit(one, listed, measurement, at)


def _check_kind(one: Characteristic, listed: ListedCharacteristic, at: str) -> Iterator[Fault]:
    has_number = one.minimum is not None or one.maximum is not None
    if listed.kind == "number" and one.expected is not None:
        yield (
            f"{at}.expected",
            Text(
                f"「{listed.name.ja}」は数値の特性です。expected ではなく minimum か maximum を書いてください。",
                f"{listed.name.en} is a number; write minimum or maximum, not expected.",
            ),
        )
    if listed.kind == "word" and has_number:
        yield (
            f"{at}.minimum" if one.minimum is not None else f"{at}.maximum",
            Text(
                f"「{listed.name.ja}」は判定語の特性です。数値の限度ではなく expected を書いてください。",
                f"{listed.name.en} is a word; write expected, not limits.",
            ),
        )
    if listed.kind == "word" and one.unit != "1":
        yield (
            f"{at}.unit",
            Text(f"「{listed.name.ja}」に単位は書けません。", f"{listed.name.en} has no unit; drop unit."),
        )
    if one.expected is not None and listed.expected is not None:
        group = ANSWERS[listed.expected]
        if one.expected not in group:
            words = "、".join(sorted(group - {"indeterminate"}))
            yield (
                f"{at}.expected",
                Text(
                    f"「{listed.name.ja}」の判定語は次のどれかです：{words}",
                    f"{listed.name.en} is answered by one of: {words.replace('、', ', ')}",
                ),
            )


def _check_unit(
    one: Characteristic, listed: ListedCharacteristic, measurement: Measurement, at: str
) -> Iterator[Fault]:
    try:
        check_unit(one.unit)
    except BadInput as refused:
        yield f"{at}.unit", refused.reason
        return
    if not is_comparable(one.unit, measurement.unit):
        yield (
            f"{at}.unit",
            Text(
                f"「{listed.name.ja}」の単位は「{measurement.unit}」です。「{one.unit}」とは比べられません。",
                f"The unit of {listed.name.en} is {measurement.unit!r}; {one.unit!r} can't be compared with it.",
            ),
        )


def _unknown_characteristic(key: str) -> Text:
    return Text(
        f"特性「{key}」は試験カタログにありません。カタログの名前を使うか、カタログに加えてください。",
        f"There is no characteristic {key!r} in the test catalogue; use one of its keys or add it there.",
    )


def _unknown_method(one: Characteristic, catalogue: Catalogue) -> Text:
    known = [found.method for found in catalogue.methods_of(one.key)]
    return Text(
        f"試験法「{one.method}」は試験カタログにありません。この特性を測れる試験法：{'、'.join(known)}",
        f"There is no method {one.method!r} in the test catalogue; this characteristic is measured by:"
        f" {', '.join(known)}",
    )


def _not_measured(one: Characteristic, listed: ListedCharacteristic, catalogue: Catalogue) -> Text:
    known = [found.method for found in catalogue.methods_of(one.key)]
    name = catalogue.method_name(one.method)
    return Text(
        f"試験法「{name.ja}」では「{listed.name.ja}」を測れません。使える試験法：{'、'.join(known)}",
        f"{name.en} doesn't measure {listed.name.en}; it is measured by: {', '.join(known)}",
    )

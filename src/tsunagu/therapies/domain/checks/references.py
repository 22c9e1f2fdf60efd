"""Keys: each given once, and each mention of one meets something that exists."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from tsunagu.foundation.text import Text
from tsunagu.therapies.domain.route import Route, Step

UNREAD = frozenset({"", "unknown"})


def check_duplicates(route: Route, place: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    """Yield each key that is given twice."""
    for key in _doubled(step.key for step in route.steps):
        yield f"{place.get(key, 'steps')}.key", _twice("工程", "step", key)
    for key in _doubled(product.key for product in route.products):
        yield "products", _twice("現品の種類", "product", key)
    for panel in route.panels:
        for key in _doubled(one.key for one in panel.characteristics):
            yield f"panels.{panel.key}.characteristics", _twice("特性", "characteristic", key)
    for list_name, found in (("parties", route.parties), ("consents", route.consents)):
        for key in _doubled(found):
            yield list_name, _twice("項目", "entry", key)


def _doubled(keys: Iterable[str]) -> list[str]:
    return [key for key, times in Counter(keys).items() if times > 1 and key not in UNREAD]


def _twice(ja: str, en: str, key: str) -> Text:
    return Text(f"{ja}「{key}」が二度書かれています。", f"The {en} {key!r} is given twice.")


def check_references(route: Route, place: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    """Yield each mention of a party, panel or product that the route doesn't declare."""
    panels = {panel.key for panel in route.panels}
    products = {product.key for product in route.products}
    for step in route.steps:
        at = place.get(step.key, "steps")
        if step.party not in route.parties and step.party not in UNREAD:
            yield (
                f"{at}.party",
                Text(
                    f"「{step.party}」が parties にありません。parties に加えてください。",
                    f"{step.party!r} isn't in parties; add it there.",
                ),
            )
        yield from _unknown_panels(step, at, panels)
        yield from _unknown_products(step, at, products)
    if route.makes is not None and route.makes not in products:
        yield "makes", _no_such("現品の種類", "product", route.makes)


def _unknown_panels(step: Step, at: str, panels: set[str]) -> Iterator[tuple[str, Text]]:
    if step.panel is not None and step.panel not in panels:
        yield f"{at}.panel", _no_such("試験項目", "panel", step.panel)
    for key in step.requires_panels:
        if key not in panels:
            yield f"{at}.requires_panels", _no_such("試験項目", "panel", key)


def _unknown_products(step: Step, at: str, products: set[str]) -> Iterator[tuple[str, Text]]:
    for side, flows in (("inputs", step.inputs), ("outputs", step.outputs)):
        for number, flow in enumerate(flows):
            if flow.product not in products and flow.product not in UNREAD:
                yield f"{at}.{side}[{number}].product", _no_such("現品の種類", "product", flow.product)


def _no_such(ja: str, en: str, key: str) -> Text:
    return Text(f"{ja}「{key}」はこのファイルにありません。", f"There is no {en} {key!r} in this file.")

"""Products in words, for concepts below that know only their keys."""

from collections.abc import Collection, Mapping

from tsunagu.custody.domain.papers import ProductKey, ProductWords
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.therapies.domain import Route
from tsunagu.therapies.domain.vocabulary import BANDS
from tsunagu.therapies.queries.routes import newest_route


def product_words(keys: Collection[ProductKey]) -> Mapping[ProductKey, ProductWords]:
    """Return name and band of each (therapy, product) that a published route knows."""
    found: dict[ProductKey, ProductWords] = {}
    for therapy in sorted({therapy for therapy, _ in keys}):
        try:
            route = newest_route(therapy)
        except NotFound:
            continue
        wanted = {product for other, product in keys if other == therapy}
        found |= {(therapy, key): words for key, words in _words(route).items() if key in wanted}
    return found


def _words(route: Route) -> dict[str, ProductWords]:
    return {
        product.key: ProductWords(product.name, BANDS.get(product.band, Text("", "")))
        for product in route.products
    }

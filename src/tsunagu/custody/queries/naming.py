"""Names of products for screens and papers, asked from whoever knows them (``settings.PRODUCT_WORDS``)."""

from collections.abc import Iterable, Mapping
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from tsunagu.custody.domain.papers import NameProducts, ProductKey, ProductWords
from tsunagu.foundation.text import Text
from tsunagu.members.domain.materials import material_name


def product_words(keys: Iterable[ProductKey]) -> Mapping[ProductKey, ProductWords]:
    """Return the words of each (therapy, product); a product that no route names is a material, or keeps its key."""
    wanted = set(keys)
    path = getattr(settings, "PRODUCT_WORDS", "")
    known = cast(NameProducts, import_string(path))(wanted) if path else {}
    return {key: known.get(key) or _unnamed(key) for key in wanted}


def _unnamed(key: ProductKey) -> ProductWords:
    return ProductWords(material_name(key[1]), Text("", ""))

"""Controlled words of the directory: kinds of member, licence, equipment, area, cell type, setting, band, and so on.

Those of the taxonomy are data: ``take`` fills them once, when the concept starts, from what its files say (record 37).
Import the names; never copy a vocabulary while modules are being imported.
"""

from tsunagu.foundation.text import Text
from tsunagu.members.domain import capabilities
from tsunagu.members.domain.taxonomy.words import Taxonomy
from tsunagu.members.domain.vocabulary_codes import (
    AGREEMENT_KINDS,
    AREAS,
    BANDS,
    MEMBER_KINDS,
    SETTINGS,
    Words,
)

__all__ = [
    "AGREEMENT_KINDS",
    "AREAS",
    "BANDS",
    "CELL_TYPES",
    "EQUIPMENT_KINDS",
    "FORMATS",
    "LANGUAGES",
    "LICENCE_KINDS",
    "MEMBER_KINDS",
    "METHODS",
    "PREFECTURES",
    "SETTINGS",
    "Words",
    "prefecture_name",
    "take",
    "word",
]

LICENCE_KINDS: Words = {}
EQUIPMENT_KINDS: Words = {}
CELL_TYPES: Words = {}
METHODS: Words = {}
FORMATS: Words = {}
LANGUAGES: Words = {}
PREFECTURES: Words = {}

_FILLED = {
    "licence_kinds": LICENCE_KINDS,
    "equipment_kinds": EQUIPMENT_KINDS,
    "cell_types": CELL_TYPES,
    "methods": METHODS,
    "formats": FORMATS,
    "languages": LANGUAGES,
    "prefectures": PREFECTURES,
}


def take(taxonomy: Taxonomy) -> None:
    """Fill the vocabularies, the capabilities among them, with the words of the taxonomy."""
    for group, words in _FILLED.items():
        words.clear()
        words.update({key: one.name for key, one in taxonomy.words(group).items()})
    capabilities.take(taxonomy)


def word(words: Words, key: str) -> Text:
    """Return the name of a word; a word that nobody has named yet shows its own key."""
    return words.get(key) or Text(key, key)


def prefecture_name(ja: str) -> Text:
    """Return the name of a prefecture that is kept by its Japanese name; what nobody has named stays as it is."""
    return next((one for one in PREFECTURES.values() if one.ja == ja), Text(ja, ja))

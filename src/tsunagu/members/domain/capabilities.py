"""What a site can do 機能: the vocabulary that route steps ask for. Data, open-ended (members/data/taxonomy.yaml)."""

from dataclasses import dataclass

from tsunagu.foundation.text import Text
from tsunagu.members.domain.taxonomy.words import Taxonomy


@dataclass(frozen=True, slots=True)
class CapabilityWord:
    """A capability's name and the stage it belongs to."""

    key: str
    stage: str
    name: Text


CAPABILITIES: dict[str, CapabilityWord] = {}
"""Filled once, when the concept starts (``vocabulary.take``)."""


def take(taxonomy: Taxonomy) -> None:
    """Fill the capabilities with those of the taxonomy."""
    CAPABILITIES.clear()
    for key, one in taxonomy.words("capabilities").items():
        CAPABILITIES[key] = CapabilityWord(key, one.stage, one.name)


def capability_name(key: str) -> Text:
    """Return the name of a capability; one that isn't in the vocabulary shows its key."""
    known = CAPABILITIES.get(key)
    return known.name if known else Text(key, key)


def capability_position(key: str) -> tuple[int, str]:
    """Return what sorts capabilities as the vocabulary does; unknown ones come last, by key."""
    order = list(CAPABILITIES)
    return (order.index(key) if key in CAPABILITIES else len(order), key)

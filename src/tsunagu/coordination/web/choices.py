"""Words of vocabularies and members as choices of a form, in the language of the page."""

from collections.abc import Mapping

from django.utils.translation import gettext

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.capabilities import CAPABILITIES
from tsunagu.members.domain.stages import STAGES

Choices = list[tuple[str, str]]


def words(known: Mapping[str, Text], empty: str | None = None) -> Choices:
    """Return the words of a vocabulary; ``empty`` is what stands for none of them."""
    first = [] if empty is None else [("", empty)]
    return [*first, *((key, name.in_language(language())) for key, name in known.items())]


def stages(empty: str) -> Choices:
    """Return the stages of the value chain."""
    return words({key: stage.name for key, stage in STAGES.items()}, empty)


def capabilities() -> list[tuple[str, str | Choices]]:
    """Return the capabilities under their stages."""
    groups: list[tuple[str, str | Choices]] = [("", gettext("Any"))]
    for key, stage in STAGES.items():
        of_stage = {name: one.name for name, one in CAPABILITIES.items() if one.stage == key}
        if of_stage:
            groups.append((stage.name.in_language(language()), words(of_stage)))
    return groups

"""Which characteristic of a panel a file means: by its key or name, by its name without brackets, by its method."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tsunagu.evaluation.domain.files.headers import plain

_BRACKETS = re.compile(r"[（(\[［【].*?[）)\]］】]")


@dataclass(frozen=True, slots=True)
class Names:
    """What a characteristic may be called: key and names in both languages; key and names of its method."""

    own: tuple[str, ...]
    method: tuple[str, ...] = ()


def matched(name: str, known: Mapping[str, Names]) -> str | None:
    """Return the key of the characteristic that a name in a file means, or None where it isn't clear.

    Compared without regard to case, width and blanks. The first way that finds any decides, and only if it finds
    one alone: two tests of one method are not told apart by it.
    """
    ways: tuple[Callable[[Names], set[str]], ...] = (
        lambda names: {plain(one) for one in names.own},
        lambda names: {plain(bare(one)) for one in names.own},
        lambda names: {plain(one) for one in names.method},
    )
    wanted = plain(name)
    for way in ways:
        found = [key for key, names in known.items() if wanted and wanted in way(names)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def bare(name: str) -> str:
    """Return a name without what stands in brackets: ``マイコプラズマ（NAT）`` is called マイコプラズマ."""
    return _BRACKETS.sub("", name).strip()


def is_called(name: str, labels: frozenset[str]) -> bool:
    """Return whether a name in a file is one of the labels, whatever its case, width and blanks."""
    return plain(name) in {plain(label) for label in labels}

"""What a typed word may stand for: the words of the taxonomy that it names, and what else these are called."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from tsunagu.members.domain.searching.spelling import Typed, fold, is_latin, singulars
from tsunagu.members.domain.taxonomy.words import Taxonomy

SHORTEST_PIECE = 2
_PARTICLES = re.compile("^[のをにがはへとや]|[のをにがはへとや]$")
Reference = tuple[str, str]
"""A group of the taxonomy and a key in it."""


@dataclass(frozen=True, slots=True)
class Named:
    """A word of the taxonomy that was typed: exactly, or by a part or another form of its name."""

    group: str
    key: str
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The folded forms of all words: for each form its words, and for each form the others of the same words."""

    taxonomy: Taxonomy
    words: dict[str, frozenset[Reference]] = field(default_factory=dict)
    others: dict[str, frozenset[str]] = field(default_factory=dict)
    longest: int = 0

    def joined(self, words: tuple[Typed, ...]) -> tuple[Typed, ...]:
        """Return the words with those put together that are one name: chimeric antigen receptor, CAR T."""
        found, at = [], 0
        while at < len(words):
            for end in range(len(words), at + 1, -1):
                parts = [one.text for one in words[at:end]]
                name = next((one for one in (" ".join(parts), "".join(parts)) if one in self.words), "")
                if name:
                    found.append(Typed(name, is_whole=True))
                    break
            else:
                end = at + 1
                found.append(words[at])
            at = end
        return tuple(found)

    def spellings(self, word: Typed) -> tuple[Typed, ...]:
        """Return what a word is looked for as: itself, its singular, and what else it is called."""
        typed = singulars(word.text)
        others = sorted({other for one in typed for other in self.others.get(one, ())} - set(typed))
        return (*(Typed(one, word.is_whole) for one in typed), *(Typed(one, is_whole=True) for one in others))

    def pieces(self, word: str) -> tuple[Typed, ...]:
        """Return the parts of a word typed without spaces (臍帯MSC製造): forms of the taxonomy and what is between."""
        return tuple(
            Typed(one, is_whole=one in self.words) for one in _pieces(word, self.words, self.longest)
        )

    def named(self, spelling: Typed) -> Iterator[Named]:
        """Yield the words that a spelling names, by all of a form or by a part of it, and the words below them."""
        for form, references in self.words.items():
            if spelling.text in form and spelling.is_in(form):
                for group, key in references:
                    for below in self.taxonomy.with_narrower(group, key):
                        yield Named(group, below, form == spelling.text and below == key)


def lexicon_of(taxonomy: Taxonomy) -> Lexicon:
    """Return the forms of all words of a taxonomy."""
    words: dict[str, set[Reference]] = defaultdict(set)
    others: dict[str, set[str]] = defaultdict(set)
    for group, entries in taxonomy.groups.items():
        for key, entry in entries.items():
            forms = {form for form in map(fold, entry.forms) if form}
            for form in forms:
                words[form].add((group, key))
                if group in ("terms", "cell_types", "capabilities", "methods"):
                    others[form] |= forms - {form}
    return Lexicon(
        taxonomy,
        {form: frozenset(found) for form, found in words.items()},
        {form: frozenset(found) for form, found in others.items()},
        max(map(len, words), default=0),
    )


def _pieces(word: str, forms: dict[str, frozenset[Reference]], longest: int) -> Iterator[str]:
    """Cut the longest known form out of each place, from the left; one letter alone is no piece."""
    between, at = "", 0
    while at < len(word):
        length = next(
            (
                n
                for n in range(min(longest, len(word) - at), SHORTEST_PIECE - 1, -1)
                if word[at : at + n] in forms
            ),
            0,
        )
        if length and not _is_inside_latin(word, at, at + length):
            yield from _left(between)
            yield word[at : at + length]
            between, at = "", at + length
        else:
            between, at = between + word[at], at + 1
    yield from _left(between)


def _left(between: str) -> Iterator[str]:
    bare = _PARTICLES.sub("", between) or between
    if bare and not _PARTICLES.fullmatch(bare):
        yield bare


def _is_inside_latin(word: str, start: int, end: int) -> bool:
    """Say whether a cut would go through a word of Latin letters: ``asc`` in ``cascade`` is no cell."""
    begins_inside = start > 0 and is_latin(word[start - 1]) and is_latin(word[start])
    return begins_inside or (end < len(word) and is_latin(word[end - 1]) and is_latin(word[end]))

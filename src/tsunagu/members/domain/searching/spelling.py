"""One spelling for what people type in many ways; keeps where each character came from, so that finds can be marked.

``fold`` makes equal: full and half width (half-width kana too), upper and lower case, katakana and hiragana, small and
large kana, kana that sound alike, long vowel marks and hyphens (left out), old and variant kanji, 々 and what it
repeats. Spaces and punctuation are left out as well, so that words are found across them; between Latin letters one
space stays, for there it parts words.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tsunagu.members.domain.searching.variants import (
    ALIKE,
    JOINING,
    KANA,
    KANJI,
    LEGAL_FORMS,
    PARTING,
    V_SOUNDS,
)

LONGEST_QUERY = 100
MOST_WORDS = 8
_VOICED = "\u3099\u309a\uff9e\uff9f"
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LEGAL = re.compile("|".join(rf"(?<![a-z]){re.escape(one)}(?![a-z])" for one in LEGAL_FORMS))
_BETWEEN_WORDS = re.compile(r"[\s、,，;；]+")
_HYPHENED = re.compile(r"[a-z0-9][-‐‑‒–−－ー][a-z]", re.IGNORECASE)
_PLAIN = KANA | KANJI


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; its character ``i`` came from ``original[starts[i]:starts[i + 1]]`` (one start more)."""

    text: str
    starts: tuple[int, ...]


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Yield each character with the marks that belong to it, and where it begins."""
    begin = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and (text[end] in _VOICED or unicodedata.combining(text[end])):
            continue
        yield begin, text[begin:end]
        begin = end


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    """Return a character in its one spelling; nothing for marks, a space for what parts words."""
    plain = unicodedata.normalize("NFKC", _SELECTORS.sub("", cluster)).casefold().translate(_PLAIN)
    kept = (char for char in plain.translate(ALIKE) if char not in JOINING)
    return "".join(" " if char in PARTING or char.isspace() else char for char in kept)


@lru_cache(maxsize=65536)
def folded(text: str) -> Folded:
    """Return the text in its one spelling, with the place in the original of each character."""
    chars: list[str] = []
    starts: list[int] = []
    gap = -1
    for begin, cluster in _clusters(text):
        for char in _fold_cluster(cluster):
            if char == " ":
                gap = begin if gap < 0 else gap
                continue
            if gap >= 0 and chars and is_latin(chars[-1]) and is_latin(char):
                chars.append(" ")
                starts.append(gap)
            gap = -1
            chars.append(chars[-1] if char == "々" and chars else char)
            starts.append(begin)
    joined = "".join(chars)
    for sound, written in V_SOUNDS:
        while (at := joined.find(sound)) >= 0:
            joined = joined[:at] + written + joined[at + len(sound) :]
            del starts[at + 1 : at + len(sound)]
    return Folded(joined, (*starts, len(text)))


def is_latin(char: str) -> bool:
    """Say whether a folded character is a Latin letter or a digit."""
    return char.isascii() and char.isalnum()


@lru_cache(maxsize=2**16)
def fold(text: str) -> str:
    """Return the text in its one spelling; kept, for most of a directory stays when something in it changes."""
    return folded(text).text


@lru_cache(maxsize=2**14)
def without_legal_form(text: str) -> str:
    """Return a name without 株式会社, （株）, Co., Ltd. and their like; one that is nothing else stays as it is."""
    plain = unicodedata.normalize("NFKC", text).lower()
    bare = _LEGAL.sub(" ", plain).strip()
    return bare or plain


def sorting_name(name: str, kana: str) -> str:
    """Return what a name is sorted by in a Japanese list: its reading, else itself without the legal form."""
    return fold(kana) or fold(without_legal_form(name))


@dataclass(frozen=True, slots=True)
class Typed:
    """A folded word; a whole one doesn't count inside a longer Latin word (CAR-T is no part of cartilage)."""

    text: str
    is_whole: bool = False

    def is_in(self, text: str) -> bool:
        """Say whether a folded text has the word."""
        if not self.is_whole:
            return self.text in text
        at = text.find(self.text)
        while at >= 0:
            end = at + len(self.text)
            if not (at and _goes_on(text[at - 1], text[at])) and not _goes_on_plainly(text, end):
                return True
            at = text.find(self.text, at + 1)
        return False


def _goes_on(left: str, right: str) -> bool:
    return is_latin(left) and is_latin(right)


def _goes_on_plainly(text: str, end: int) -> bool:
    """Say whether a Latin word goes on after ``end`` by more than the s of its plural."""
    end += text[end : end + 1] == "s"
    return end < len(text) and _goes_on(text[end - 1], text[end])


def words_of(query: str) -> tuple[Typed, ...]:
    """Return what is looked for: the query's words, folded, legal forms left out unless there is nothing else."""
    short = query[:LONGEST_QUERY]
    bare = [(fold(one), one) for one in _BETWEEN_WORDS.split(without_legal_form(short))]
    found = [one for one in bare if one[0]] or [(fold(one), one) for one in _BETWEEN_WORDS.split(short)]
    typed = (Typed(text, bool(_HYPHENED.search(one))) for text, one in found if text)
    return tuple(dict.fromkeys(typed))[:MOST_WORDS]


def singulars(word: str) -> tuple[str, ...]:
    """Return the word and, for an English plural, the stem that singular and plural begin with."""
    if not (word.isascii() and word.isalpha() and len(word) > 3):
        return (word,)
    if word.endswith("ies"):
        return (word, word[:-3])
    return (word, word[:-1]) if word.endswith("s") and not word.endswith("ss") else (word,)


def place_of(needle: str, original: str) -> tuple[int, int] | None:
    """Return where in the original the folded needle stands, or None."""
    found = folded(original)
    at = found.text.find(needle)
    if at < 0 or not needle:
        return None
    last = found.starts[at + len(needle) - 1]
    return found.starts[at], next(one for one in found.starts[at + len(needle) :] if one > last)

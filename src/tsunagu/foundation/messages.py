"""Finds the texts to be translated: in templates by Django's own reader, in Python by its syntax tree."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

_PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}
_SUFFIXES = {".html", ".txt"}


@dataclass(frozen=True, slots=True)
class Message:
    """One text to translate, and the first place it was found."""

    text: str
    place: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Return what a catalogue finds it by."""
        return self.context, self.text


class UnreadableSource(ValueError):
    """A source whose texts can't be told from its code."""


def extract(folder: Path) -> dict[tuple[str, str], Message]:
    """Return every text under a concept's folder, by context and text."""
    found: dict[tuple[str, str], Message] = {}
    for path in sorted(folder.rglob("*")):
        if "migrations" in path.parts or "locale" in path.parts or not path.is_file():
            continue
        if path.suffix == ".py":
            messages = in_python(path.read_text("utf-8"), _place(path, folder))
        elif path.suffix in _SUFFIXES and "templates" in path.parts:
            messages = in_template(path.read_text("utf-8"), _place(path, folder))
        else:
            continue
        for message in messages:
            earlier = found.get(message.key)
            if earlier is None or (message.plural and not earlier.plural):
                found[message.key] = message
    return found


def in_template(source: str, place: str) -> Iterator[Message]:
    """Return the texts of a template; Django turns it into pseudo code that calls gettext."""
    code = templatize(source, place)
    for name, arguments in _calls(code):
        yield from _message(name, arguments, place)


def in_python(source: str, place: str) -> Iterator[Message]:
    """Return the texts of a module: calls of ``_`` and the gettext family with literal texts."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise UnreadableSource(f"{place}: {error}") from error
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in _PLAIN | _PLURAL | _CONTEXT | _CONTEXT_PLURAL:
                texts = [
                    a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
                ]
                yield from _message(name, texts, f"{place}:{node.lineno}")


def _message(name: str, texts: list[str], place: str) -> Iterator[Message]:
    needed = 1 + (name in _PLURAL | _CONTEXT_PLURAL) + (name in _CONTEXT | _CONTEXT_PLURAL)
    if len(texts) < needed or not texts[needed - 1]:
        return
    if name in _PLAIN:
        yield Message(texts[0], place)
    elif name in _PLURAL:
        yield Message(texts[0], place, plural=texts[1])
    elif name in _CONTEXT:
        yield Message(texts[1], place, context=texts[0])
    else:
        yield Message(texts[1], place, plural=texts[2], context=texts[0])


def _calls(code: str) -> Iterator[tuple[str, list[str]]]:
    """Read ``gettext('...')`` and its family out of Django's pseudo code, with Python's own reader of literals."""
    names = sorted(_PLAIN | _PLURAL | _CONTEXT | _CONTEXT_PLURAL, key=len, reverse=True)
    at = 0
    while at < len(code):
        starts = [(code.find(f" {name}(", at), name) for name in names]
        begin, name = min(((i, name) for i, name in starts if i >= 0), default=(-1, ""))
        if begin < 0:
            return
        texts, at = _literals(code, begin + len(name) + 2)
        yield name, texts


def _literals(code: str, at: int) -> tuple[list[str], int]:
    texts: list[str] = []
    while at < len(code) and code[at] != ")":
        while at < len(code) and code[at] in " ,u":
            at += 1
        if code[at : at + 1] not in ("'", '"'):
            end = code.find(")", at)
            return texts, len(code) if end < 0 else end
        end = _end_of_literal(code, at)
        texts.append(ast.literal_eval(code[at:end]))
        at = end
    return texts, at


def _end_of_literal(code: str, at: int) -> int:
    quote = code[at]
    end = at + 1
    while code[end] != quote:
        end += 2 if code[end] == "\\" else 1
    return end + 1


def _place(path: Path, folder: Path) -> str:
    return f"{folder.name}/{path.relative_to(folder).as_posix()}"

"""What a page says when it refuses: the sentences in its alerts and at its fields, as a reader gets them."""

import re
from html.parser import HTMLParser

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
QUOTED = re.compile(r"「[^」]*」|“[^”]*”|'[^']*'|\"[^\"]*\"")
EMPTY = frozenset({"br", "hr", "img", "input", "meta", "link", "source", "wbr"})
BLOCKS = frozenset({"p", "li", "tr", "h1", "h2", "h3", "div", "section", "td", "th", "ul"})
DECORATION = frozenset({"shape", "word", "badge", "icon"})
REFUSING = ("error", "errors", "errorlist", "verdict stop", "answer stop", "message stop", "halt")


class Told(HTMLParser):
    """Collects the text of every element that refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.path: list[tuple[bool, bool]] = []
        self.sentences: list[str] = []
        self.now = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in EMPTY:
            return
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "")
        refuses = given.get("role") == "alert" or any(f" {one} " in f" {classes} " for one in REFUSING)
        hidden = bool(DECORATION & set(classes.split())) or tag in (
            "script",
            "style",
            "button",
            "a",
            "caption",
            "thead",
        )
        above = self.path[-1] if self.path else (False, False)
        self._end_block(tag)
        self.path.append((above[0] or refuses, above[1] or hidden))

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            self._end_block(tag)
            if self.path:
                self.path.pop()

    def handle_data(self, data: str) -> None:
        if self.path and self.path[-1] == (True, False):
            self.now += data

    def _end_block(self, tag: str) -> None:
        if tag in BLOCKS and self.now.strip():
            self.sentences.append(re.sub(r"\s+", " ", self.now).strip())
            self.now = ""


def told(html: str) -> list[str]:
    """Return the sentences with which a page refuses."""
    reader = Told()
    reader.feed(html)
    return reader.sentences


def is_in(sentence: str, language: str) -> bool:
    """Say whether a sentence is in the reader's language, what it quotes aside."""
    return bool(JAPANESE.search(QUOTED.sub("", sentence))) == (language == "ja")

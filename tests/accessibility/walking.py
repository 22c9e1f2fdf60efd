"""Walk the pages that a person can reach: every address without parameters, and every link found on the way."""

import urllib.error
import urllib.request
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse

SAMPLES = 2
"""So many pages of one kind per person: journeys, members and routes are many, and made by the same template."""
MOST_PAGES = 800
"""More than anybody reaches: who came to it would lose the pages at the end of the walk."""
SCANNED = "scanned"
ANSWERS_TO_A_LINK = (200, 204)
ANSWERS_TO_A_SEED = (200, 204, 400, 401, 403, 404, 405)
"""A typed address may ask for more, be another's, for programs, or one to send to; it never fails."""


@dataclass(frozen=True, slots=True)
class Visited:
    """A page that was fetched: its address, the name of its view, and what came."""

    url: str
    view: str
    status: int
    kind: str
    body: bytes

    @property
    def is_page(self) -> bool:
        """Whether it is a whole HTML page, not a part of one that HTMX fetches or a file."""
        return self.kind == "text/html" and b"<html" in self.body[:2000] and self.status < 400


@dataclass(slots=True)
class Walk:
    """What one person found; ``broken`` are links that led nowhere."""

    pages: list[Visited] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def patterns() -> Iterator[tuple[str, int]]:
    """Yield the full name of every view that has an address, and how many parameters it takes."""
    yield from _below(get_resolver(), "", 0)


def _below(resolver: URLResolver, namespace: str, outer: int) -> Iterator[tuple[str, int]]:
    for one in resolver.url_patterns:
        count = outer + one.pattern.regex.groups
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from _below(one, inner, count)
        elif isinstance(one, URLPattern) and one.name:
            yield f"{namespace}{one.name}", count


def walk(base: str, cookie: str, scanned: Iterable[str] = ()) -> Walk:
    """Fetch what can be reached from every address without parameters, a few samples of each kind.

    ``scanned`` are pages that people reach by scanning a symbol; each of them is fetched.
    """
    found, seen, counted = Walk(), set[str](), dict[str, int]()
    waiting = deque([(reverse(name), "") for name, count in patterns() if count == 0])
    waiting.extend((url, SCANNED) for url in scanned)
    while waiting and len(seen) < MOST_PAGES:
        url, origin = waiting.popleft()
        kind = kind_of(url)
        if url in seen or kind is None or (counted.get(kind, 0) >= SAMPLES and origin != SCANNED):
            continue
        seen.add(url)
        page = fetch(base, url, cookie)
        counted[kind] = counted.get(kind, 0) + 1
        if page.status not in (ANSWERS_TO_A_LINK if origin else ANSWERS_TO_A_SEED):
            found.broken.append(f"{origin or 'typed'} -> {url}: {page.status}")
        found.pages.append(page)
        if page.is_page:
            waiting.extend((link, page.url) for link in links(page) if link not in seen)
    return found


def fetch(base: str, url: str, cookie: str) -> Visited:
    """Fetch an address as a Japanese browser would; the page is the one that redirections lead to."""
    headers = {"Accept-Language": "ja", "Accept": "text/html,*/*"} | ({"Cookie": cookie} if cookie else {})
    try:
        with urllib.request.urlopen(
            urllib.request.Request(base + url, headers=headers), timeout=60
        ) as answer:
            return _visited(answer.url.removeprefix(base), answer.status, answer)
    except urllib.error.HTTPError as error:
        return _visited(url, error.code, error)


def _visited(url: str, status: int, answer: urllib.error.HTTPError) -> Visited:
    return Visited(url, view_of(url) or "", status, answer.headers.get_content_type(), answer.read())


def view_of(url: str) -> str | None:
    """Return the full name of the view that answers an address, or None."""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return None


def kind_of(url: str) -> str | None:
    """Return what a page is a sample of: its view, its verb where it has one, and whether it asks a question."""
    parts = urlsplit(url)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    return f"{match.view_name} {match.kwargs.get('verb', '')} {'?' if parts.query else ''}"


def built_of(page: Visited) -> frozenset[str]:
    """Return the parts that a page is built of: each element with its class, role and state, and no text."""
    parser = _Parts()
    parser.feed(page.body.decode())
    return frozenset(parser.found) | {f"view {kind_of(page.url)}"}


class _Parts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what decides how an element looks and what it says of itself."""
        told = [f"{name}={value}" if name in _DECIDING else name for name, value in attrs]
        self.found.add(" ".join([tag, *sorted(told)]))


_DECIDING = ("class", "role", "type", "aria-current", "aria-pressed", "aria-expanded")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the address of a link and of a part that the page renews by itself."""
        for name, value in attrs:
            if value and ((tag == "a" and name == "href") or name == "hx-get"):
                self.found.append(value)


def links(page: Visited) -> list[str]:
    """Return the addresses within the project that a page leads to, in order, without fragments."""
    parser = _Links()
    parser.feed(page.body.decode())
    found = dict.fromkeys(urljoin(page.url, link).partition("#")[0] for link in parser.found)
    return [link for link in found if link.startswith("/") and not link.startswith("//")]

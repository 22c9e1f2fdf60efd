"""What every page needs around its content: network, person, navigation, appearance."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.module_loading import import_string

from tsunagu.foundation.text import Text

THEME_COOKIE = "tsunagu_theme"
THEMES = ("light", "dark")
NETWORK = Text("東日本再生医療ネットワーク", "East Japan Regenerative Medicine Network")

PersonShown = Mapping[str, Any]
"""``name``, ``member``, ``role`` (text or ``Text``) and, optionally, ``counts`` by address."""


def page(request: HttpRequest) -> dict[str, Any]:
    """Return ``{"page": ...}`` for ``base.html``.

    Settings used: ``NAVIGATION`` (pairs of address and label), ``SECTIONS`` (such pairs by entry of the menu: pages
    that stand beside each other), ``NETWORK_NAME``, ``DEMONSTRATION`` and ``PAGE_PERSON``, the dotted path of a
    function that gives the person shown for a request, or None.
    """
    person = _person(request)
    entries = navigation(request.path, (person or {}).get("counts", {})) if person else []
    return {
        "page": {
            "network": getattr(settings, "NETWORK_NAME", NETWORK),
            "person": person,
            "navigation": entries,
            "section": section(request.path, (person or {}).get("counts", {})) if person else None,
            "theme": theme_of(request),
            "query": _filled(request),
            "address": short_address(request),
            "is_demonstration": bool(getattr(settings, "DEMONSTRATION", False)),
        }
    }


def short_address(request: HttpRequest) -> str:
    """Return the address of a page without the fields that were left empty."""
    query = _filled(request)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _filled(request: HttpRequest) -> QueryDict:
    found = QueryDict(mutable=True)
    if request.method == "GET":
        for name, values in request.GET.lists():
            if filled := [value for value in values if value]:
                found.setlist(name, filled)
    return found


def navigation(path: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the entries of the main menu; the current one is found by the start of the path."""
    entries = getattr(settings, "NAVIGATION", ())
    current = _entry_of(path)
    return [
        {"url": url, "label": str(label), "is_current": url == current, "count": counts.get(url, 0)}
        for url, label in entries
    ]


def section(path: str, counts: Mapping[str, int]) -> dict[str, Any] | None:
    """Return the pages beside this one under the same entry of the menu; None where there are none."""
    entry = _entry_of(path)
    pages = getattr(settings, "SECTIONS", {}).get(entry, ())
    if not pages:
        return None
    current = _longest(path, [url for url, _ in pages])
    labels = dict(getattr(settings, "NAVIGATION", ()))
    return {
        "label": str(labels[entry]),
        "items": [
            {"url": url, "label": str(label), "is_current": url == current, "count": counts.get(url, 0)}
            for url, label in pages
        ],
    }


def _entry_of(path: str) -> str:
    """Return the entry of the menu that a page belongs to: by the start of its path, or by a page of its section."""
    sections = getattr(settings, "SECTIONS", {})
    homes: dict[str, str] = {url: url for url, _ in getattr(settings, "NAVIGATION", ())}
    homes |= {url: entry for entry, pages in sections.items() for url, _ in pages}
    return homes.get(_longest(path, homes), "")


def _longest(path: str, starts: Iterable[str]) -> str:
    fitting = [url for url in starts if (path == url if url == "/" else path.startswith(url))]
    return max(fitting, key=len, default="")


def theme_of(request: HttpRequest) -> str:
    """Return ``light`` or ``dark`` where the person chose one, else nothing."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def _person(request: HttpRequest) -> PersonShown | None:
    path = getattr(settings, "PAGE_PERSON", None)
    if not path:
        return None
    shown: Callable[[HttpRequest], PersonShown | None] = import_string(path)
    return shown(request)

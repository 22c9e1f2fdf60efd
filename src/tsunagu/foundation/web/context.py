"""What every page needs around its content: network, person, navigation, appearance."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from tsunagu.foundation.text import Text

THEME_COOKIE = "tsunagu_theme"
THEMES = ("light", "dark")
NETWORK = Text("東日本再生医療ネットワーク", "East Japan Regenerative Medicine Network")

PersonShown = Mapping[str, Any]
"""``name``, ``member``, ``role`` (text or ``Text``) and, optionally, ``counts`` by address."""


def page(request: HttpRequest) -> dict[str, Any]:
    """Return ``{"page": ...}`` for ``base.html``.

    Settings used: ``NAVIGATION`` (pairs of address and English msgid), ``NETWORK_NAME``,
    ``DEMONSTRATION`` and ``PAGE_PERSON``, the dotted path of a function that gives the
    person shown for a request, or None.
    """
    person = _person(request)
    return {
        "page": {
            "network": getattr(settings, "NETWORK_NAME", NETWORK),
            "person": person,
            "navigation": navigation(request.path, (person or {}).get("counts", {})) if person else [],
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
    return [
        {
            "url": url,
            "label": gettext(msgid) if isinstance(msgid, str) else str(msgid),
            "is_current": path == url if url == "/" else path.startswith(url),
            "count": counts.get(url, 0),
        }
        for url, msgid in getattr(settings, "NAVIGATION", ())
    ]


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

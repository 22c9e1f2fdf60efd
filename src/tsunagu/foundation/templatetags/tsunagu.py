"""Tags and filters that write texts, badges, times, numbers and fields the same way on every page."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils.html import format_html, format_html_join
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop, ngettext_lazy

from tsunagu.foundation.text import COMMA, Text
from tsunagu.foundation.web import numbers, times
from tsunagu.foundation.web.svg import sparkline as draw_sparkline

register = template.Library()
_MEETING = re.compile(r"(?<=[一-鿿々])(?=[ァ-ヴー]{2})|(?<=[ァ-ヴー])(?=[一-鿿])")

SHAPES = {"ok": "✓", "warn": "◆", "stop": "▲", "wait": "●"}
# What Django and allauth say stiffly in Japanese, our catalogue says as a form in Japan would.
_SAID_ANEW = (
    gettext_noop("This field is required."),
    gettext_noop("Forgot your password?"),
    gettext_noop("Ensure this value is greater than or equal to %(limit_value)s."),
    gettext_noop("Ensure this value is less than or equal to %(limit_value)s."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("Enter a valid email address."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
)
_LEVELS = {"success": "ok", "info": "wait", "debug": "wait", "warning": "warn", "error": "stop"}


@register.filter
def text(value: Any) -> str:
    """Write a ``Text`` or ``{"ja": .., "en": ..}`` in the language of the page."""
    if isinstance(value, Text):
        return value.in_language(times.language())
    if isinstance(value, Mapping):
        return str(value.get(times.language()) or value.get("ja") or value.get("en") or "")
    return "" if value is None else str(value)


@register.simple_tag
def badge(state: str, label: Any = None, shape: str | None = None) -> SafeString:
    """Write a state as shape, word and colour; ``state`` is ok, warn, stop or wait."""
    words = {
        "ok": gettext("OK"),
        "warn": gettext("Attention"),
        "stop": gettext("Stop"),
        "wait": gettext("Notice"),
    }
    return format_html(
        '<span class="badge {}"><span class="shape" aria-hidden="true">{}</span>{}</span>',
        state if state in SHAPES else "wait",
        shape or SHAPES.get(state, "●"),
        words.get(state, "") if label is None else text(label),
    )


@register.simple_tag
def mark(state: str, label: Any) -> SafeString:
    """Write a round mark whose word is read aloud only; for lists of checks."""
    return format_html(
        '<span class="mark {}"><span aria-hidden="true">{}</span><span class="sr">{}</span></span>',
        state, SHAPES.get(state, "●"), text(label),
    )  # fmt: skip


@register.filter
def message_state(level_tag: str) -> str:
    """Return the badge state of a Django message."""
    return _LEVELS.get(level_tag, "wait")


@register.filter
def moment(value: datetime | None) -> str:
    """Write date and time in Tokyo, ``11/10 10:20``; nothing is written as ``―``."""
    if not isinstance(value, datetime):
        return "―"
    shown = times.moment_text(value, times.this_year(), times.language())
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


@register.filter
def day(value: datetime | date | None, style: str = "") -> str:
    """Write a day, ``11/10``; with ``"weekday"``, ``11月10日（火）``; with ``"full"``, the year whatever it is."""
    if value is None:
        return "―"
    on = times.tokyo_date(value)
    known_year = 0 if style == "full" else times.this_year()
    shown = times.day_text(on, known_year, times.language(), style in ("weekday", "full"))
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), shown)


@register.filter
def month(value: date) -> str:
    """Write a month, ``2026年11月``."""
    return times.month_text(value, times.language())


@register.filter
def quarter(value: str) -> str:
    """Write a calendar quarter told as ``2026 Q4`` by its months, ``2026年10〜12月``."""
    return times.quarter_text(value, times.language())


@register.filter
def breakable(value: object) -> str:
    """Write a name that may break where kanji and katakana meet: for narrow boxes, never inside クリニック."""
    return format_html_join(SafeString("<wbr>"), "{}", ((part,) for part in _MEETING.split(text(value))))


@register.filter
def bracketed(value: Any) -> str:
    """Write something in the brackets of the reader's language, as it follows a word: ``（x）`` or `` (x)``."""
    return format_html("（{}）" if times.language() == "ja" else " ({})", text(value))


@register.filter
def listed(values: Iterable[Any]) -> str:
    """Write names or numbers one after the other, as the language of the page lists them."""
    return format_html_join(COMMA.in_language(times.language()), "{}", ((text(one),) for one in values))


@register.filter
def clock(value: datetime) -> str:
    """Write the time of day in Tokyo."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), times.clock_text(value))


@register.filter
def span(hours: float | None) -> str:
    """Write a length of time, ``6.5 時間`` or ``2.1 日``."""
    if hours is None:
        return "―"
    value, unit = numbers.hours_and_days(float(hours))
    words = gettext("%(value)s hours") if unit == "hours" else gettext("%(value)s days")
    return words % {"value": value}


@register.filter
def slack(hours: float | None) -> str:
    """Write the time left to a hard limit as a badge, ``▲ −1.2 時間``."""
    if hours is None:
        return badge("wait", "―")
    return badge(numbers.slack_state(float(hours)), span(hours))


@register.filter
def number(value: Any, digits: int = 4) -> str:
    """Write a number grouped, very large and small ones as ``1.8×10⁸``; words stay as they are."""
    if isinstance(value, bool) or not isinstance(value, numbers.Number):
        return "―" if value in (None, "") else text(value)
    return numbers.number(value, int(digits))


@register.simple_tag
def quantity(value: Any, unit: Any = "", digits: int = 4) -> SafeString:
    """Write a number and, smaller, its unit."""
    shown = number(value, digits)
    if not unit:
        return format_html('<span class="num">{}</span>', shown)
    return format_html('<span class="num">{}<span class="unit">{}</span></span>', shown, text(unit))


@register.filter
def coi(value: Any) -> str:
    """Write a chain-of-identity number in groups; copying it gives the bare number."""
    groups = format_html_join("", "<span>{}</span>", ((part,) for part in numbers.grouped(str(value))))
    return format_html('<data class="num coi" value="{}">{}</data>', value, groups)


@register.simple_tag
def sparkline(values: Sequence[float], label: str = "") -> SafeString:
    """Draw a small line of recent values."""
    return draw_sparkline(values, label)


@register.inclusion_tag("foundation/field.html")
def field(bound: BoundField, unit: str = "") -> dict[str, Any]:
    """Write one form field with label, help and errors."""
    attributes = bound.field.widget.attrs
    if str(attributes.get("placeholder", "")).strip() == str(bound.label).strip():
        attributes.pop("placeholder", None)  # a label said twice helps nobody
    return {"field": bound, "unit": unit, "is_check": isinstance(bound.field.widget, CheckboxInput)}


@register.inclusion_tag("foundation/fields.html")
def fields(form: Any) -> dict[str, Any]:
    """Write all fields of a form."""
    return {"form": form}


@register.inclusion_tag("foundation/figure.html")
def figure(
    label: Any, value: Any, unit: Any = "", trend: Sequence[float] = (), note: Any = "", url: str = ""
) -> dict[str, Any]:
    """Write a figure that matters, with its recent course."""
    return {
        "label": text(label),
        "value": number(value),
        "unit": text(unit),
        "trend": trend,
        "note": text(note),
        "url": url,
    }


@register.inclusion_tag("foundation/progress.html")
def progress(done: int, total: int, label: Any, id: str = "progress") -> dict[str, Any]:
    """Show how far long work has come."""
    return {"done": done, "total": total, "label": text(label), "id": id}


@register.inclusion_tag("foundation/empty.html")
def empty(title: Any, hint: Any = "", action: Any = "", url: str = "") -> dict[str, Any]:
    """Say what will appear here and what to do."""
    return {"title": text(title), "hint": text(hint), "action": text(action), "url": url}


@register.inclusion_tag("foundation/people.html", takes_context=True)
def people(context: template.Context) -> dict[str, Any]:
    """Offer the demonstration's people to sign in as; nothing anywhere else."""
    from django.conf import settings

    path = getattr(settings, "DEMONSTRATION_PEOPLE", None)
    if not getattr(settings, "DEMONSTRATION", False) or not path:
        return {"groups": []}
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for person in import_string(path)():
        groups.setdefault(text(person.get("group", "")), []).append(person)
    return {
        "groups": [{"label": label, "people": chosen} for label, chosen in groups.items()],
        "next": context.get("redirect_field_value") or "",
        "csrf_token": context.get("csrf_token"),
    }

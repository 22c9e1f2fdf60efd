"""Single values as the event hash writes them: times, numbers, vocabulary words, URIs."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from tsunagu.events.uris import canonical_uri
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

Namespaces = Mapping[str, str]
"""Prefix to namespace, from ``@context``."""

GS1_VOCABULARY: Final = "https://ref.gs1.org/voc/"
CBV: Final = "https://ref.gs1.org/cbv/"
STANDARD_NAMESPACES: Final[dict[str, str]] = {
    "epcis": "https://ref.gs1.org/epcis/",
    "cbv": CBV,
    "cbvmda": "urn:epcglobal:cbv:mda",  # as XML declares it; a document's own declaration prevails
    "gs1": GS1_VOCABULARY,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
    "tsunagu": "https://ns.tsunagu.example/voc/",
}

_CBV_URNS: Final = {
    "bizstep": "BizStep-",
    "disp": "Disp-",
    "btt": "BTT-",
    "sdt": "SDT-",
    "er": "ER-",
}
_CBV_URN: Final = "urn:epcglobal:cbv:"
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]([+-]?[0-9]{1,4}))?")
_NUMBER_START: Final = frozenset("0123456789+-.")
_LARGEST_EXPONENT: Final = 308  # that of a double; beyond it a text is no measured value
_HALF_MILLISECOND: Final = timedelta(microseconds=500)


def instant(text: str, field: str = "eventTime") -> datetime:
    """Read an ISO 8601 time with its offset as a UTC datetime."""
    try:
        moment = datetime.fromisoformat(text.strip())
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    shown = text[:40]
    raise BadInput(
        "bad_time",
        Text(
            f"{field}の時刻「{shown}」を読めません。2026-04-01T09:00:00+09:00のように時差まで書いてください。",
            f"The time “{shown}” in {field} can't be read; "
            "write it with its offset, like 2026-04-01T09:00:00+09:00.",
        ),
        field=field,
    )


def milliseconds(moment: datetime) -> str:
    """Write an aware datetime in UTC with three decimals, rounded half up."""
    try:
        rounded = moment.astimezone(UTC) + _HALF_MILLISECOND
    except OverflowError:
        rounded = moment.astimezone(UTC)
    return rounded.isoformat(timespec="milliseconds")[:-6] + "Z"


def time_value(value: Any, field: str = "eventTime") -> str:
    """Write a time field (text or datetime) the way the hash does."""
    if isinstance(value, datetime):
        return milliseconds(value)
    return milliseconds(instant(str(value), field))


def decimal_text(number: Decimal) -> str:
    """Write a number in plain digits: no exponent, no trailing zeros, none lost."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def number_value(value: float | Decimal) -> str:
    """Write a JSON number; floats by their shortest decimal form."""
    if isinstance(value, int):
        return str(value)
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    return decimal_text(number) if number.is_finite() else str(value)


def _number_in_text(text: str) -> str | None:
    match = _NUMBER.fullmatch(text)
    if match is None or abs(int(match[1] or 0)) > _LARGEST_EXPONENT:
        return None
    return decimal_text(Decimal(text))


@lru_cache(maxsize=65536)
def text_value(text: str) -> str:
    """Write a text: trimmed, CBV URNs as web URIs, numbers plain, GS1 keys as canonical Digital Links."""
    text = text.strip()
    if text[:1] in _NUMBER_START:
        return _number_in_text(text) or text
    if text.startswith(_CBV_URN):
        kind, _, word = text[len(_CBV_URN) :].partition(":")
        stem = _CBV_URNS.get(kind)
        return CBV + stem + word if stem else text
    return canonical_uri(text)


def value_text(value: Any, namespaces: Namespaces) -> str:
    """Write any JSON scalar, expanding a compact URI whose prefix is declared."""
    if isinstance(value, str):
        return text_value(_expanded(value, namespaces))
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return number_value(value)
    if isinstance(value, datetime):
        return milliseconds(value)
    return "" if value is None else str(value)


def _expanded(text: str, namespaces: Namespaces) -> str:
    prefix, colon, rest = text.partition(":")
    if colon:
        namespace = namespaces.get(prefix.strip())
        if namespace is not None:
            return namespace + rest
    return text


def word_value(value: Any, stem: str, namespaces: Namespaces) -> str:
    """Write a vocabulary word: a bare word (``shipping``) gets the web URI that begins with ``stem``."""
    text = str(value).strip()
    return value_text(text, namespaces) if ":" in text else stem + text if text else ""


def key_name(key: str, namespaces: Namespaces) -> str:
    """Write the name of an extension field as ``{namespace}name``."""
    prefix, colon, name = key.partition(":")
    if colon:
        namespace = namespaces.get(prefix)
        if namespace is not None:
            return "{" + namespace + "}" + name
    return key


def namespaces_of(*contexts: Any) -> Namespaces:
    """Gather the prefixes that JSON-LD ``@context`` values declare; ``gs1`` keeps its standard meaning."""
    gathered = dict(STANDARD_NAMESPACES)
    for entry in _entries(contexts):
        gathered.update((key, value) for key, value in entry.items() if isinstance(value, str))
    gathered["gs1"] = GS1_VOCABULARY
    return gathered


def _entries(contexts: Iterable[Any]) -> Iterable[Mapping[str, Any]]:
    for context in contexts:
        if isinstance(context, Mapping):
            yield context
        elif isinstance(context, (list, tuple)):
            yield from _entries(context)

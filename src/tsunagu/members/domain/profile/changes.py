"""A change of one part of a page: what differs, whether it still fits what is there, and how a person reads it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.members.domain.profile.parts import Field, Part, Values
from tsunagu.members.domain.profile.words import word_of

Verb = Literal["add", "change", "end"]
VERBS: Mapping[str, Text] = {
    "add": Text("追加", "Added"),
    "change": Text("変更", "Changed"),
    "end": Text("掲載終了", "Taken off"),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came along."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Wanted:
    """What someone wants changed on a page.

    Attributes
    ----------
    subject : what is changed; None for something new. seen : digest of what the person looked at (``digest_of``).
    request_key : the same again is the same act. follows : a proposal that this one takes the place of.
    """

    part: str
    verb: Verb
    subject: UUID | None
    values: Values
    seen: str
    request_key: str
    reason: str = ""
    file: Sent | None = None
    follows: UUID | None = None


KEPT_OUT = "(kept out)"
"""Stands in the history for what tells of a person."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference as a person reads it; None where there is no such side."""

    name: Text
    before: Text | None
    after: Text | None


def digest_of(values: Values | None) -> str:
    """Return what names the values that someone looked at."""
    written = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return sha256(written.encode()).hexdigest()[:32]


def differing(before: Values, after: Values) -> dict[str, Any]:
    """Return the fields of ``after`` that say something else than ``before``."""
    return {key: value for key, value in after.items() if before.get(key) != value}


def is_out_of_date(verb: str, before: Values, after: Values, current: Values | None) -> bool:
    """Say whether what a change was made from is no longer so.

    A change touches only the fields that it names: another change of other fields doesn't stand in its way. One that
    says what is there already is out of date too: there is nothing left to do.
    """
    if verb == "add" or current is None:
        return (verb == "add") != (current is None)
    return any(current.get(key) != value for key, value in before.items()) or (
        verb == "change" and not differing(current, after)
    )


def without_persons(part: Part, values: Values) -> dict[str, Any]:
    """Return the values as the history keeps them: that a person's data changed, not what they are."""
    return {
        key: (KEPT_OUT if value else "") if key in part.personal else value for key, value in values.items()
    }


def difference(part: Part, before: Values, after: Values, names: Mapping[str, Text]) -> list[Line]:
    """Return the lines of a change in the order of the page; ``names`` of sites and files by uuid."""
    return [
        Line(
            one.name,
            _said(one, before[one.key], names) if one.key in before else None,
            _said(one, after[one.key], names) if one.key in after else None,
        )
        for one in part.fields
        if one.key in before or one.key in after
    ]


def _said(field: Field, value: Any, names: Mapping[str, Text]) -> Text:
    if value == KEPT_OUT:
        return Text("（個人情報のため履歴に残しません）", "(personal: not kept in the history)")
    if value is None or value == "" or value == []:
        return field.empty
    if field.kind == "word":
        return word_of(field.words, str(value))
    if field.kind == "words":
        spoken = [word_of(field.words, str(one)) for one in value]
        return Text("・".join(one.ja for one in spoken), ", ".join(one.en for one in spoken))
    if field.kind in ("site", "file"):
        return names.get(str(value), Text(str(value), str(value)))
    unit = field.unit
    return Text(f"{value} {unit.ja}", f"{value} {unit.en}") if unit else Text(f"{value}", f"{value}")


def title_of(part: Part, values: Values, names: Mapping[str, Text]) -> Text:
    """Return what one item of a part is called."""
    if part.is_single:
        return part.name
    if part.key == "contact":
        return word_of("purpose", str(values.get("purpose", "")))
    if part.key in ("capability", "licence"):
        field = part.field("key" if part.key == "capability" else "kind")
        name, site = word_of(field.words, str(values.get(field.key, ""))), names.get(str(values.get("site")))
        return Text(f"{name.ja}（{site.ja}）", f"{name.en} ({site.en})") if site else name
    return Text(str(values.get("name_ja", "")), str(values.get("name_en", "")))

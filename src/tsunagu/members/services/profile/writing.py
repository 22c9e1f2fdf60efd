"""Write the values of a part into its rows."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.capabilities import CAPABILITIES
from tsunagu.members.domain.profile.parts import PARTS, PROFILE_TEXTS, Part, Values
from tsunagu.members.models import (
    ContactPerson,
    Equipment,
    Evidence,
    Member,
    ProfilePart,
    Site,
)
from tsunagu.members.queries.profile.values import MODELS, rows_of

UNIQUE: Mapping[str, tuple[str, ...]] = {
    "site": ("gln",),
    "licence": ("site", "kind", "number"),
    "capability": ("site", "key", "cell_type", "setting", "band", "method", "format", "valid_from"),
}
"""Fields of which there is one row only."""
_FIELD_OF: Mapping[str, str] = {"site": "gln", "licence": "number", "capability": "key"}


def write(
    part: str, verb: str, owner: Member, subject: UUID, values: Values, actor: Actor, now: datetime
) -> None:
    """Add, change or take off one part of a member's page; its values are checked already."""
    if part == "profile":
        _write_profile(owner, values)
        return
    try:
        with transaction.atomic():
            if verb == "add":
                _add(PARTS[part], owner, subject, values, actor, now)
            elif verb == "change":
                _change(PARTS[part], owner, subject, values, actor, now)
            else:
                _end(part, subject, now)
    except IntegrityError:
        raise _registered(part) from None


def check_is_new(part: str, owner: Member, subject: UUID, values: Values) -> None:
    """Refuse what is registered already: a GLN, a licence, the same capability on the same terms."""
    if part in UNIQUE:
        same = _columns(PARTS[part], owner, {key: values[key] for key in UNIQUE[part]})
        if MODELS[part]._default_manager.filter(**same).exclude(uuid=subject).exists():
            raise _registered(part)


def _add(part: Part, owner: Member, subject: UUID, values: Values, actor: Actor, now: datetime) -> None:
    more = _MORE[part.key](owner, values, actor, now) if part.key in _MORE else {}
    MODELS[part.key](uuid=subject, member=owner, **_columns(part, owner, values), **more).save(
        force_insert=True
    )
    _show_evidence(part, values)


def _change(part: Part, owner: Member, subject: UUID, values: Values, actor: Actor, now: datetime) -> None:
    row = rows_of(part.key).get(uuid=subject)
    columns = _columns(part, owner, values)
    if part.key == "capability" and values["key"] in CAPABILITIES:
        columns["stage"] = CAPABILITIES[values["key"]].stage
    if part.key == "contact":
        columns |= {"recorded_by": actor.person_uuid, "recorded_at": now}
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))
    _show_evidence(part, values)


def _end(part: str, subject: UUID, now: datetime) -> None:
    """Take a part off the page; of a person nothing stays but that there was a consent, and its end."""
    if part == "contact":
        nothing = dict.fromkeys(("name_ja", "name_en", "title_ja", "title_en", "email", "phone"), "")
        rows = ContactPerson.objects.filter(uuid=subject)
        rows.update(**nothing, shown_to="nobody", withdrawn_at=now)
    else:
        rows_of(part).filter(uuid=subject).delete()


def _show_evidence(part: Part, values: Values) -> None:
    if values.get("evidence") and part.key == "licence":
        Evidence.objects.filter(uuid=values["evidence"]).update(shown_to="members")


def _columns(part: Part, owner: Member, values: Values) -> dict[str, Any]:
    return {key: _column(part, owner, key, value) for key, value in values.items()}


def _column(part: Part, owner: Member, key: str, value: Any) -> Any:
    kind = part.field(key).kind
    if value is None or value == "":
        return "" if kind in ("line", "text", "word", "link", "email") else None
    if kind == "day":
        return date.fromisoformat(value)
    if kind == "site":
        return _own(Site.objects.filter(uuid=value, member=owner), _NO_SITE, key)
    if kind == "file":
        return _own(Evidence.objects.defer("content").filter(uuid=value, member=owner), _NO_FILE, key)
    return value


def _own(found: "models.QuerySet[Any]", why: Text, field: str) -> Any:
    row = found.first()
    if row is None:
        raise Refused(f"no_{field}", why, field)
    return row


def _write_profile(owner: Member, values: Values) -> None:
    for part in PROFILE_TEXTS:
        said = {
            "ja": values.get(f"{part}_ja", ""), "en": values.get(f"{part}_en", ""),
            "words": values["languages"] if part == "languages" else [],
        }  # fmt: skip
        rows = ProfilePart.objects.filter(member=owner, part=part)
        if not any(said.values()):
            rows.delete()
        elif not rows.update(**said, shown_to=values[f"{part}_shown_to"]):
            ProfilePart.objects.create(member=owner, part=part, shown_to=values[f"{part}_shown_to"], **said)


def _next_key(model: type[Site] | type[Equipment], start: str) -> str:
    """Return the first key with this beginning that is free."""
    taken = set(model.objects.filter(key__startswith=f"{start}-").values_list("key", flat=True))
    return next(
        key for key in (f"{start}-{number}" for number in range(1, len(taken) + 2)) if key not in taken
    )


_MORE: Mapping[str, Callable[[Member, Values, Actor, datetime], dict[str, Any]]] = {
    "site": lambda owner, values, actor, now: {"key": _next_key(Site, owner.key[:50])},
    "equipment": lambda owner, values, actor, now: {"key": _next_key(Equipment, values["kind"])},
    "capability": lambda owner, values, actor, now: {"stage": CAPABILITIES[values["key"]].stage},
    "contact": lambda owner, values, actor, now: {"recorded_by": actor.person_uuid, "recorded_at": now},
}
"""Columns of a new row that nobody fills in."""


def _registered(part: str) -> Refused:
    return Refused("registered", _REGISTERED.get(part, _SAME), _FIELD_OF.get(part))


_SAME = Text("同じものが既に登録されています。", "The same is registered already.")
_REGISTERED: Mapping[str, Text] = {
    "site": Text(
        "このGLNは既に別の拠点に登録されています。", "This GLN is registered for another site already."
    ),
    "licence": Text(
        "この番号の許可は、この拠点に既に登録されています。",
        "This licence is registered at this site already.",
    ),
    "capability": Text(
        "同じ条件の機能が、この拠点に既に登録されています。今ある機能を変更してください。",
        "The site has this capability on the same terms already. Change that one.",
    ),
}
_NO_SITE = Text(
    "この拠点はまだ掲載されていません。先に拠点の申請を承認してください。",
    "This site isn't on the page yet. Approve the change that adds it first.",
)
_NO_FILE = Text("このファイルは登録されていません。", "This file is not registered.")

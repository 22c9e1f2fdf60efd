"""Mendings as their pages show them: each member its own parts and the counts of the whole, the coordinator all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.queries.actors import person_names
from tsunagu.planning.models import Mending, MendingPart

SHOWN = 200
COUNTS = ("disturbed", "moved", "touched", "unsaved", "hospitals", "promised", "milliseconds")


@dataclass(frozen=True)
class PartView:
    """What a mending means for one member; ``data`` is plain data as ``domain.mending.difference`` writes it."""

    uuid: UUID
    member: UUID
    member_name: Text
    role: str
    state: str
    cause: Text
    label: str
    data: Mapping[str, Any]
    request: UUID | None
    therapy: str
    version: int
    asked_at: datetime | None
    person: Text | None
    answered_at: datetime | None
    reason: str


@dataclass(frozen=True)
class MendingView:
    """A mending as far as the scope may see it; ``is_whole``: all of it."""

    uuid: UUID
    code: str
    cause: Text
    state: str
    found_at: datetime
    answer_by: datetime
    object_by: datetime
    counts: Mapping[str, int]
    ended: Text
    ended_at: datetime | None
    parts: tuple[PartView, ...]
    is_whole: bool

    @property
    def is_open(self) -> bool:
        """Whether answers are awaited."""
        return self.state == "proposed"


def mendings_of() -> list[MendingView]:
    """Return the newest mendings that concern the scope, the open one first."""
    rows = list(_parts().order_by("-id")[:SHOWN])
    found = _views(rows)
    return sorted(found, key=lambda one: (not one.is_open, -one.found_at.timestamp()))


def mending_of(uuid: UUID) -> MendingView:
    """Return one mending; refuse one that doesn't concern the scope."""
    found = _views(list(_parts().filter(mending=uuid).order_by("role", "id")))
    if not found:
        raise NotFound("mending", NO_MENDING)
    return found[0]


def mending_of_part(part: UUID) -> UUID:
    """Return the mending that a part belongs to; refuse a part that doesn't concern the scope."""
    found = MendingPart.objects.filter(uuid=part).values_list("mending", flat=True).first()
    if found is None:
        raise NotFound("mending", NO_MENDING)
    return found


def open_mending_of(request: UUID) -> UUID | None:
    """Return the mending that is proposed now and concerns a request; None where there is none."""
    rows = MendingPart.objects.filter(request__uuid=request, whole__state="proposed")
    return rows.values_list("mending", flat=True).first()


def open_mending() -> UUID | None:
    """Return the mending that is proposed now and concerns the scope; None where there is none."""
    return MendingPart.objects.filter(whole__state="proposed").values_list("mending", flat=True).first()


def _parts() -> QuerySet[MendingPart]:
    return MendingPart.objects.select_related("member", "request")


def _views(rows: Iterable[MendingPart]) -> list[MendingView]:
    by_mending: dict[UUID, list[MendingPart]] = {}
    for row in rows:
        by_mending.setdefault(row.mending, []).append(row)
    names = person_names(row.person for group in by_mending.values() for row in group if row.person)
    wholes = {row.uuid: row for row in Mending.objects.filter(uuid__in=by_mending)}
    return [_view(group, wholes.get(uuid), names) for uuid, group in by_mending.items()]


def _view(rows: list[MendingPart], row: Mending | None, names: Mapping[UUID, Text]) -> MendingView:
    whole, at = rows[0].whole, datetime.fromisoformat
    head = next((one for one in rows if one.role == "hospital"), rows[0])
    ended_at = whole.get("ended_at")
    return MendingView(
        uuid=rows[0].mending, code=whole["cause"],
        cause=Text(row.cause_ja, row.cause_en) if row else Text(head.cause_ja, head.cause_en),
        state=whole["state"], found_at=at(whole["found_at"]), answer_by=at(whole["answer_by"]),
        object_by=at(whole["object_by"]), counts={name: whole[name] for name in COUNTS},
        ended=Text(whole.get("ended_ja", ""), whole.get("ended_en", "")),
        ended_at=at(ended_at) if ended_at else None,
        parts=tuple(_part(one, names) for one in rows), is_whole=row is not None,
    )  # fmt: skip


def _part(row: MendingPart, names: Mapping[UUID, Text]) -> PartView:
    asked = row.request
    return PartView(
        uuid=row.uuid, member=row.member.uuid, member_name=row.member.name, role=row.role, state=row.state,
        cause=Text(row.cause_ja, row.cause_en), label=row.label, data=row.data,
        request=asked.uuid if asked else None, therapy=asked.therapy if asked else "",
        version=asked.version if asked else 0, asked_at=asked.asked_at if asked else None,
        person=names.get(row.person) if row.person else None, answered_at=row.answered_at, reason=row.reason,
    )  # fmt: skip


NO_MENDING = Text("この計画の立て直しは登録されていません。", "There is no such mended plan.")

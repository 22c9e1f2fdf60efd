"""Changes of pages as lists and pages show them: what waits, what was returned, the versions of a page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, overload
from uuid import UUID

from django.db.models import F, QuerySet

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.profile import changes as rules
from tsunagu.members.domain.profile.changes import Line
from tsunagu.members.domain.profile.parts import PARTS, Part
from tsunagu.members.domain.profile.states import OUT_OF_DATE, STATES
from tsunagu.members.models import PageChange
from tsunagu.members.queries.actors import person_names
from tsunagu.members.queries.profile.values import Subject, current_of, names_in

NO_CHANGE = Text("この申請は登録されていません。", "There is no such change.")


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change with the names around it."""

    uuid: UUID
    member: UUID
    member_id: int
    member_name: Text
    part: Part
    verb: str
    subject: UUID
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    title: Text
    lines: tuple[Line, ...]
    reason: str
    state: str
    is_out_of_date: bool
    made_by: Text
    made_at: datetime
    decided_by: Text | None
    decided_at: datetime | None
    note: str
    version: int | None
    proposer: UUID

    @property
    def badge(self) -> tuple[str, Text]:
        """Badge and word of its state."""
        return OUT_OF_DATE if self.is_out_of_date else STATES[self.state]

    @property
    def heading(self) -> Text:
        """The part and what is changed of it."""
        part, title = self.part.name, self.title
        if self.part.is_single or not title.ja:
            return part
        return Text(f"{part.ja}：{title.ja}", f"{part.en}: {title.en}")

    @property
    def verb_name(self) -> Text:
        """What is done, in a word."""
        return rules.VERBS[self.verb]


def waiting_changes(member: UUID | None = None) -> list[ChangeView]:
    """Return the proposals that wait, the oldest first, as far as the scope in force may read them."""
    rows = PageChange.objects.filter(state="proposed")
    return _views((rows if member is None else rows.filter(member__uuid=member)).order_by("made_at", "id"))


class Listed(Sequence[ChangeView]):
    """Changes of which a page at a time is read."""

    def __init__(self, rows: QuerySet[PageChange]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        """Say how many there are."""
        return self._rows.count()

    @overload
    def __getitem__(self, part: int) -> ChangeView: ...
    @overload
    def __getitem__(self, part: slice) -> list[ChangeView]: ...
    def __getitem__(self, part: int | slice) -> ChangeView | list[ChangeView]:
        """Return one or some of them."""
        return _views(self._rows[part]) if isinstance(part, slice) else self[part : part + 1][0]


def decided_changes() -> Listed:
    """Return proposals that were decided or taken back, the newest first; what applied at once is in the history."""
    asked = [key for key, part in PARTS.items() if part.is_approved]
    rows = PageChange.objects.exclude(state="proposed").filter(part__in=asked)
    rows = rows.exclude(state="applied", made_by=F("decided_by"))
    return Listed(rows.order_by("-decided_at", "-id"))


def decided_since(at: datetime) -> list[ChangeView]:
    """Return the proposals that the coordinator applied or returned since a moment, in the order of deciding."""
    rows = PageChange.objects.filter(state__in=("applied", "returned"), decided_at__gte=at)
    rows = rows.exclude(made_by=F("decided_by"))
    return _views(rows.order_by("decided_at", "id"))


def history(member: UUID) -> Listed:
    """Return the versions of a member's page, the newest first."""
    rows = PageChange.objects.filter(member__uuid=member, state="applied")
    return Listed(rows.order_by("-version"))


def change_of(uuid: UUID) -> ChangeView:
    """Return one change; refuse one that isn't there for the scope in force."""
    found = _views(PageChange.objects.filter(uuid=uuid))
    if not found:
        raise NotFound("page_change", NO_CHANGE)
    return found[0]


def waiting_count() -> int:
    """Return how many proposals wait, as far as the scope in force may read them."""
    return PageChange.objects.filter(state="proposed").count()


def _views(found: QuerySet[PageChange]) -> list[ChangeView]:
    rows = list(found.select_related("member"))
    current = current_of((row.part, row.subject) for row in rows)
    people = person_names(uuid for row in rows for uuid in (row.made_by, row.decided_by) if uuid)
    names = names_in([*(side for row in rows for side in (row.before, row.after)), *current.values()])
    names |= _proposed_sites(rows)
    return [_view(row, current, people, names) for row in rows]


def _proposed_sites(rows: Iterable[PageChange]) -> dict[str, Text]:
    """Return the names of sites that are only proposed themselves."""
    members = {row.member_id for row in rows}
    found = PageChange.objects.filter(member_id__in=members, part="site", verb="add", state="proposed")
    return {str(row.subject): Text(row.after["name_ja"], row.after["name_en"]) for row in found}


def _view(
    row: PageChange, current: Mapping[Subject, Mapping[str, Any]], people: Mapping[UUID, Text],
    names: Mapping[str, Text]
) -> ChangeView:  # fmt: skip
    part, now = PARTS[row.part], current.get((row.part, row.subject))
    is_out_of_date = row.state == "proposed" and rules.is_out_of_date(row.verb, row.before, row.after, now)
    nobody = Text("―", "―")
    return ChangeView(
        uuid=row.uuid, member=row.member.uuid, member_id=row.member_id, member_name=row.member.name, part=part,
        verb=row.verb, subject=row.subject, before=row.before, after=row.after,
        title=rules.title_of(part, {**(now or {}), **row.before, **row.after}, names),
        lines=tuple(rules.difference(part, row.before, row.after, names)), reason=row.reason, state=row.state,
        is_out_of_date=is_out_of_date, made_by=people.get(row.made_by, nobody),
        made_at=row.made_at, decided_by=people.get(row.decided_by, nobody) if row.decided_by else None,
        decided_at=row.decided_at, note=row.note, version=row.version,
        proposer=row.made_by,
    )  # fmt: skip

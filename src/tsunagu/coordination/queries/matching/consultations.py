"""Consultations as a list and as a page: parties, log, files, tasks, own notes."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from tsunagu.coordination.models import (
    Consultation,
    ConsultationEntry,
    ConsultationFile,
    ConsultationParty,
    ConsultationTask,
    OwnNote,
)
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

MOST = 200
SHOWN = ("open", "asked", "over")
NO_CONSULTATION = Text("この相談はありません。", "There is no such consultation.")
NO_FILE = Text("このファイルはありません。", "There is no such file.")


@dataclass(frozen=True, slots=True)
class Party:
    """A member of a consultation and how it stands to it."""

    id: int
    uuid: UUID
    name: Text
    state: str


@dataclass(frozen=True, slots=True)
class ConsultationView:
    """A consultation as those who take part see it."""

    uuid: UUID
    member_id: int
    member_name: Text
    subject: str
    text: str
    state: str
    opened_at: datetime
    meets_at: datetime | None
    meets_where: str
    outcome: str
    outcome_note: str
    ended_at: datetime | None
    follow_up_on: date | None
    came_of_it: str
    came_of_it_note: str
    need: UUID | None
    need_title: Text | None
    chain: UUID | None
    parties: tuple[Party, ...]

    def state_of(self, member_id: int) -> str:
        """Return how a member stands to it; empty where it has no part."""
        return next((one.state for one in self.parties if one.id == member_id), "")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log, or an own note (``is_own``)."""

    kind: str
    text: Text
    member: Text
    person: Text
    at: datetime
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class FileLine:
    """An attached file without its bytes."""

    uuid: UUID
    name: str
    size: int
    member: Text
    at: datetime


@dataclass(frozen=True, slots=True)
class TaskLine:
    """Something to do, and who does it."""

    uuid: UUID
    text: str
    doer_id: int
    doer: Text
    given_by: int
    due_on: date | None
    done_at: datetime | None

    def is_late_on(self, on: date) -> bool:
        """Say whether it should be done by now."""
        return self.done_at is None and self.due_on is not None and self.due_on < on


def consultations(actor: Actor, show: str = "open") -> list[ConsultationView]:
    """Return the consultations of a tab, the newest first, in two queries."""
    rows = Consultation.objects.filter(_tab(actor, show)).select_related("member", "need")
    return [
        _view(row) for row in rows.prefetch_related("parties__party").order_by("-opened_at", "-pk")[:MOST]
    ]


def counts(actor: Actor) -> dict[str, int]:
    """Return how many consultations each tab has."""
    return {show: Consultation.objects.filter(_tab(actor, show)).count() for show in SHOWN}


def _tab(actor: Actor, show: str) -> Q:
    asked = ConsultationParty.objects.filter(party_id=actor.member_id, state="asked").values(
        "consultation_id"
    )
    if show == "asked":
        return Q(pk__in=asked, state__in=["opened", "accepted", "in_talks"])
    if show == "over":
        return Q(state__in=["not_agreed", "withdrawn", "closed"])
    return Q(state__in=["opened", "accepted", "in_talks", "agreed"])


def consultation(uuid: UUID) -> ConsultationView:
    """Return one consultation that the scope sees."""
    row = (
        Consultation.objects.select_related("member", "need")
        .prefetch_related("parties__party")
        .filter(uuid=uuid)
    )
    found = row.first()
    if found is None:
        raise NotFound("consultation", NO_CONSULTATION)
    return _view(found)


def consultations_of_need(uuid: UUID) -> list[ConsultationView]:
    """Return the consultations that began with a need, as far as the scope sees them."""
    rows = Consultation.objects.filter(need__uuid=uuid).select_related("member", "need")
    return [_view(row) for row in rows.prefetch_related("parties__party").order_by("opened_at", "pk")]


def log_of(uuid: UUID) -> list[Line]:
    """Return what was said and done, and the own member's notes, in the order of time."""
    entries = ConsultationEntry.objects.filter(consultation__uuid=uuid).select_related("member", "person")
    lines = [
        Line(row.kind, Text(row.text_ja, row.text_en), row.member.name, row.person.name, row.at)
        for row in entries
    ]
    own = OwnNote.objects.filter(consultation__uuid=uuid).select_related("person")
    lines += [
        Line("note", Text(row.text, row.text), Text("", ""), row.person.name, row.at, is_own=True)
        for row in own
    ]
    return sorted(lines, key=lambda one: one.at)


def files_of(uuid: UUID) -> list[FileLine]:
    """Return the files of a consultation without their bytes."""
    rows = ConsultationFile.objects.filter(consultation__uuid=uuid).select_related("member").defer("content")
    return [FileLine(row.uuid, row.name, row.size, row.member.name, row.at) for row in rows]


def file_of(uuid: UUID, file: UUID) -> tuple[str, str, bytes]:
    """Return name, media type and bytes of a file; refuse one that the scope doesn't see."""
    row = ConsultationFile.objects.filter(consultation__uuid=uuid, uuid=file).first()
    if row is None:
        raise NotFound("file", NO_FILE)
    return row.name, row.media_type, bytes(row.content)


def tasks_of(uuid: UUID) -> list[TaskLine]:
    """Return the tasks of a consultation, those to do first."""
    rows = ConsultationTask.objects.filter(consultation__uuid=uuid).select_related("doer")
    return [
        TaskLine(row.uuid, row.text, row.doer_id, row.doer.name, row.member_id, row.due_on, row.done_at)
        for row in rows
    ]


def _view(row: Consultation) -> ConsultationView:
    parties = tuple(
        Party(one.party_id, one.party.uuid, one.party.name, one.state) for one in row.parties.all()
    )
    return ConsultationView(
        row.uuid, row.member_id, row.member.name, row.subject, row.text, row.state, row.opened_at, row.meets_at,
        row.meets_where, row.outcome, row.outcome_note, row.ended_at, row.follow_up_on, row.came_of_it,
        row.came_of_it_note, None if row.need is None else row.need.uuid,
        None if row.need is None else row.need.title, row.chain, parties,
    )  # fmt: skip

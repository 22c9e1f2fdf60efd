"""Gatherings as the pages show them: lists, one with its programme, one's own registration, the list at the door."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.coordination.domain.gatherings.details import Details, Item, Speaker
from tsunagu.coordination.domain.gatherings.registering import Asking, positions
from tsunagu.coordination.domain.gatherings.states import Facts
from tsunagu.coordination.models import Gathering, GatheringFile, GatheringItem, OnlineRoom, Registration
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of a gathering, without what stands in it; ``size`` in bytes."""

    uuid: UUID
    name: str
    size: int
    added_at: datetime


@dataclass(frozen=True, slots=True)
class GatheringView:
    """A gathering; ``items`` and ``papers`` are empty in lists.

    Speakers who haven't agreed are there for the organiser alone.
    """

    uuid: UUID
    member_id: int
    organiser: Text
    details: Details
    facts: Facts
    revision: int
    changed_at: datetime
    cancelled_at: datetime | None
    cancel_reason: str
    attendance_at: datetime | None = None
    papers: tuple[Paper, ...] = field(default=())
    items: tuple[tuple[UUID, Item], ...] = field(default=())

    @property
    def title(self) -> Text:
        """The title; where nobody gave an English one, the Japanese stands for it."""
        return Text(self.details.title.ja, self.details.title.en or self.details.title.ja)


@dataclass(frozen=True, slots=True)
class OwnRegistration:
    """How somebody's registration stands; ``position`` on the waiting list from 1, else 0."""

    uuid: UUID
    gathering: UUID
    state: str
    name: str
    organisation: str
    email: str
    asked_at: datetime
    checked_in_at: datetime | None
    is_walk_in: bool
    agreed_at: datetime | None
    position: int = 0
    is_guest: bool = False
    is_erased: bool = False


def gatherings(*, public_only: bool = False) -> list[GatheringView]:
    """Return the gatherings that the scope sees, by their beginning, in one query."""
    rows = Gathering.objects.select_related("member")
    if public_only:
        rows = rows.filter(told_to="everybody")
    return [_view(row) for row in rows]


def gathering(uuid: UUID) -> GatheringView:
    """Return a gathering with its programme; refuse one that the scope doesn't see."""
    row = Gathering.objects.select_related("member").filter(uuid=uuid).first()
    if row is None:
        raise NotFound("gathering", NO_GATHERING)
    papers = row.files.values_list("uuid", "name", "size", "added_at")
    return _view(row, row.items.prefetch_related("speakers"), [Paper(*one) for one in papers])


def paper(gathering: UUID, uuid: UUID) -> tuple[str, str, bytes]:
    """Return a file's name, media type and bytes; refuse one that the scope doesn't see."""
    row = GatheringFile.objects.filter(gathering__uuid=gathering, uuid=uuid).first()
    if row is None:
        raise NotFound("file", NO_FILE)
    return row.name, row.media_type, bytes(row.content)


def online_link(uuid: UUID) -> str:
    """Return the address of the online room as far as the scope sees it: the organiser's own."""
    return OnlineRoom.objects.filter(gathering__uuid=uuid).values_list("link", flat=True).first() or ""


def own_registration(person_id: int, uuid: UUID) -> tuple[OwnRegistration | None, str]:
    """Return a person's own registration for a gathering, and the online room where he has a place."""
    with acting(Scope("worker")):
        row = Registration.objects.filter(gathering__uuid=uuid, person_id=person_id).first()
        return (None, "") if row is None else (_own(row), _room_for(row))


def own_states(person_id: int) -> dict[UUID, str]:
    """Return for which gatherings a person is registered or waits."""
    with acting(Scope("worker")):
        rows = Registration.objects.filter(person_id=person_id).exclude(state="cancelled")
        return dict(rows.values_list("gathering__uuid", "state"))


def registration_behind(digest: str) -> tuple[OwnRegistration, GatheringView, str]:
    """Return what a private link tells: the registration, its gathering, and the online room for who has a place."""
    with acting(Scope("worker")):
        rows = Registration.objects.select_related("gathering__member")
        row = rows.filter(link_digest=digest, erased_at__isnull=True).first()
        if row is None:
            raise NotFound("registration", NO_LINK)
        return _own(row), _view(row.gathering), _room_for(row)


def registrations(uuid: UUID) -> list[OwnRegistration]:
    """Return the list of names of a gathering as its organiser sees it, in the order of asking."""
    rows = list(Registration.objects.filter(gathering__uuid=uuid).select_related("gathering"))
    waiting = [Asking(row.pk, row.of_member_id) for row in rows if row.state == "waiting"]
    places = positions(waiting)
    return [_line(row, places.get(row.pk, 0)) for row in rows]


def _room_for(row: Registration) -> str:
    return online_link(row.gathering.uuid) if row.state == "registered" else ""


def _own(row: Registration) -> OwnRegistration:
    if row.state != "waiting":
        return _line(row, 0)
    waiting = row.gathering.registrations.filter(state="waiting").order_by("asked_at", "id")
    return _line(row, list(waiting.values_list("pk", flat=True)).index(row.pk) + 1)


def _line(row: Registration, position: int) -> OwnRegistration:
    return OwnRegistration(
        row.uuid, row.gathering.uuid, row.state, row.name, row.organisation, row.email, row.asked_at,
        row.checked_in_at, row.is_walk_in, row.agreed_at, position,
        row.of_member_id is None, row.erased_at is not None,
    )  # fmt: skip


def facts_of(row: Gathering) -> Facts:
    """Return what tells how a gathering stands."""
    return Facts(
        row.state, row.starts_at, row.ends_at, row.opens_at, row.closes_at, row.limit, row.taken, row.waiting
    )


def _view(
    row: Gathering, items: "QuerySet[GatheringItem] | None" = None, papers: Iterable[Paper] = ()
) -> GatheringView:
    details = Details(
        Text(row.title_ja, row.title_en), Text(row.summary_ja, row.summary_en), Text(row.hall_ja, row.hall_en),
        row.address, row.audience, row.starts_at, row.ends_at, row.opens_at, row.closes_at, row.limit,
        row.per_member, row.keep_days,
    )  # fmt: skip
    return GatheringView(
        row.uuid, row.member_id, row.member.name, details, facts_of(row), row.revision, row.changed_at,
        row.cancelled_at, row.cancel_reason, row.attendance_at, tuple(papers), tuple(_items(items or ())),
    )  # fmt: skip


def _items(rows: Iterable[GatheringItem]) -> Iterable[tuple[UUID, Item]]:
    for row in rows:
        speakers = tuple(
            Speaker(
                Text(one.name_ja, one.name_en), Text(one.affiliation_ja, one.affiliation_en), one.has_agreed
            )
            for one in row.speakers.all()
        )
        title = Text(row.title_ja, row.title_en)
        yield row.uuid, Item(row.starts_at, row.ends_at, row.kind, title, row.room, speakers)


NO_GATHERING = Text(
    "この催しは見つかりません。公開が終わったか、閲覧できない催しです。",
    "There is no such gathering, or it isn't for you.",
)
NO_FILE = Text("この資料は見つかりません。", "There is no such file.")
NO_LINK = Text(
    "このリンクのお申込みは見つかりません。最新の案内のリンクをお使いください。",
    "There is no registration behind this link. Use the one in the newest letter.",
)

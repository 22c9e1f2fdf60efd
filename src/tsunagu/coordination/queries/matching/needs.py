"""Needs, offers and ideas as lists and as a page, with who was introduced."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from tsunagu.coordination.domain.matching import needs as rules
from tsunagu.coordination.domain.matching.introductions import WAITING, answers
from tsunagu.coordination.domain.matching.needs import Content, Words
from tsunagu.coordination.models import Introduction, Need, NeedVersion
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

MOST = 200
SHOWN = ("asking", "to_introduce", "own", "mine_to_answer", "over")
NO_NEED = Text(
    "この掲載はありません。限定公開の掲載は、紹介を受けた会員だけが読めます。",
    "There is no such posting. A confidential one is read only by members introduced to it.",
)


@dataclass(frozen=True, slots=True)
class NeedView:
    """A posting as its readers see it."""

    uuid: UUID
    member_id: int
    member_uuid: UUID
    member_name: Text
    person_name: Text
    content: Content
    state: str
    reason: str
    version: int
    made_at: datetime
    posted_at: datetime | None
    ended_at: datetime | None
    introductions: int = 0
    waiting: int = 0

    @property
    def title(self) -> Text:
        """The title in both languages."""
        return rules.either(self.content.title)

    @property
    def text(self) -> Text:
        """The text in both languages."""
        return rules.either(self.content.text)

    def is_over_on(self, on: date) -> bool:
        """Say whether its last day has passed."""
        until = self.content.lasts_until
        return until is not None and until < on


@dataclass(frozen=True, slots=True)
class IntroductionView:
    """A member brought to a need, and whose answer is waited for (``poster`` or ``invited``)."""

    uuid: UUID
    state: str
    poster_id: int
    invited_id: int
    invited_uuid: UUID
    invited: Text
    by_id: int
    by: Text
    note: str
    answer: str
    made_at: datetime
    answered_at: datetime | None

    @property
    def waits_for(self) -> str:
        """Whose answer is waited for."""
        return answers(self.state)


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of what was written."""

    version: int
    by: Text
    at: datetime
    title: Text
    text: Text
    is_open: bool


def needs_shown(actor: Actor, show: str, kind: str = "", stage: str = "", text: str = "") -> list[NeedView]:
    """Return the postings of a tab that fit the filters, the newest first, in one query."""
    rows = Need.objects.filter(_tab(actor, show))
    if kind:
        rows = rows.filter(kind=kind)
    if stage:
        rows = rows.filter(stage=stage)
    for part in text.split()[:8]:
        rows = rows.filter(
            Q(title_ja__icontains=part) | Q(title_en__icontains=part) | Q(text_ja__icontains=part)
            | Q(text_en__icontains=part) | Q(member__name_ja__icontains=part) | Q(member__name_en__icontains=part)
        )  # fmt: skip
    counted = rows.select_related("member", "person").annotate(
        told=Count("introductions", distinct=True),
        open_ones=Count("introductions", filter=Q(introductions__state__in=sorted(WAITING)), distinct=True),
    )
    return [need_view(row) for row in counted.order_by("-posted_at", "-made_at", "-pk")[:MOST]]


def counts(actor: Actor) -> dict[str, int]:
    """Return how many postings each tab has."""
    found = Need.objects.aggregate(
        **{show: Count("pk", filter=_tab(actor, show), distinct=True) for show in SHOWN}
    )
    return {show: int(found[show] or 0) for show in SHOWN}


def _tab(actor: Actor, show: str) -> Q:
    own = Q(member_id=actor.member_id)
    asking = Q(state__in=sorted(rules.ASKING))
    if show == "to_introduce":
        known = Introduction.objects.filter(state__in=[*sorted(WAITING), "accepted"]).values("need_id")
        return Q(state="open") & ~Q(pk__in=known)
    if show == "own":
        return own & ~Q(state="closed")
    if show == "over":
        return Q(state__in=["answered", "closed"]) & (own | ~Q(posted_at=None))
    if show == "mine_to_answer":
        return Q(pk__in=_to_answer(actor))
    return asking


def _to_answer(actor: Actor) -> Any:
    waits = Q(member_id=actor.member_id, state__in=["proposed", "offered"])
    waits |= Q(invited_id=actor.member_id, state="asked")
    return Introduction.objects.filter(waits).values("need_id")


def need_by_uuid(actor: Actor, uuid: UUID) -> NeedView:
    """Return one posting; a draft only to its own member."""
    row = Need.objects.select_related("member", "person").filter(uuid=uuid).first()
    if row is None or (row.state == "draft" and row.member_id != actor.member_id):
        raise NotFound("need", NO_NEED)
    return need_view(row)


def introductions_of(uuid: UUID) -> list[IntroductionView]:
    """Return who was introduced to a need, as far as the scope knows."""
    rows = Introduction.objects.filter(need__uuid=uuid).select_related("invited", "by_member")
    return [
        IntroductionView(
            row.uuid, row.state, row.member_id, row.invited_id, row.invited.uuid, row.invited.name,
            row.by_member_id, row.by_member.name, row.note, row.answer, row.made_at, row.answered_at,
        )
        for row in rows
    ]  # fmt: skip


def versions_of(uuid: UUID) -> list[VersionView]:
    """Return the versions of a posting, the newest first; none to others than its member and the coordinator."""
    rows = NeedVersion.objects.filter(need__uuid=uuid).select_related("person")
    return [
        VersionView(
            row.version, row.person.name, row.at,
            rules.either(Text(row.content["title_ja"], row.content["title_en"])),
            rules.either(Text(row.content["text_ja"], row.content["text_en"])), bool(row.content["is_open"]),
        )
        for row in rows.order_by("-version")
    ]  # fmt: skip


def need_view(row: Need) -> NeedView:
    """Return a row as a value."""
    words = Words(row.stage, row.capability, row.cell_type, row.setting, row.band, row.area)
    content = Content(
        row.kind, Text(row.title_ja, row.title_en), Text(row.text_ja, row.text_en), words, row.is_open,
        row.lasts_from, row.lasts_until,
    )  # fmt: skip
    return NeedView(
        row.uuid, row.member_id, row.member.uuid, row.member.name, row.person.name, content, row.state, row.reason,
        row.version, row.made_at, row.posted_at, row.ended_at, getattr(row, "told", 0), getattr(row, "open_ones", 0),
    )  # fmt: skip

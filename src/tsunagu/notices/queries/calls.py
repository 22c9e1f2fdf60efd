"""How calls go: those that wait, one with everybody who was told, and what is known of a matter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.notices.domain.calling import WAITING
from tsunagu.notices.models import Call, CallStep


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call as lists and the tower show it: how it stands, who was told last and when."""

    uuid: UUID
    number: str
    text: Text
    state: str
    urgency: int
    member: UUID
    started_at: datetime
    told_at: datetime | None
    told_name: Text | None
    told_rung: str
    told_count: int
    answer_by: datetime | None
    ended_at: datetime | None
    answered_name: Text


@dataclass(frozen=True, slots=True)
class CallPage:
    """One call with its steps in order."""

    call: Call
    steps: list[CallStep]


def calls_about(matters: Iterable[UUID]) -> dict[UUID, CallLine]:
    """Return the newest call about each matter, of those that the reader may see, in two queries."""
    rows = list(
        Call.objects.filter(about__in=list(matters)).select_related("member").order_by("started_at", "pk")
    )
    return {row.about: line for row, line in zip(rows, _lines(rows), strict=True)}


def calls_list(most: int = 100) -> list[CallLine]:
    """Return the calls that the reader may see: those that wait first, the newest first."""
    rows = list(Call.objects.select_related("member").order_by("-started_at", "-pk")[:most])
    rows.sort(key=lambda row: row.state not in WAITING)
    return _lines(rows)


def call_page(uuid: UUID) -> CallPage:
    """Return a call with everybody who was told; refuse one that the reader may not know of."""
    call = Call.objects.select_related("member").filter(uuid=uuid).first()
    if call is None:
        raise NotFound("call", NO_SUCH)
    return CallPage(call, list(call.steps.order_by("place")))


def _lines(rows: list[Call]) -> list[CallLine]:
    last: dict[int, CallStep] = {}
    for step in CallStep.objects.filter(call__in=rows).order_by("place"):
        last[step.call_id] = step
    return [_line(row, last.get(row.pk)) for row in rows]


def _line(row: Call, last: CallStep | None) -> CallLine:
    return CallLine(
        uuid=row.uuid, number=row.number, text=row.text, state=row.state, urgency=row.urgency,
        member=row.member.uuid, started_at=row.started_at, told_at=last.told_at if last else None,
        told_name=last.name if last and last.name.ja else None, told_rung=last.rung if last else "",
        told_count=last.place if last else 0, answer_by=last.answer_by if last else None, ended_at=row.ended_at,
        answered_name=row.answered_name,
    )  # fmt: skip


def waiting_matters() -> list[tuple[UUID, UUID, UUID]]:
    """Return call, matter and chain of each call that waits and is about a concern of a journey."""
    rows = Call.objects.filter(state__in=WAITING, chain__isnull=False).exclude(concern="")
    return [
        (call, about, chain) for call, about, chain in rows.values_list("uuid", "about", "chain") if chain
    ]


NO_SUCH = Text("この呼出しはありません。", "There is no such call.")

"""Record that a product reached a stage or a rest, with its evidence; withdraw what was recorded by mistake."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.pipeline.checks import check_length
from tsunagu.coordination.domain.pipeline.evidence import (
    LONGEST_NOTE,
    LONGEST_NUMBER,
    check_term,
    doubts,
)
from tsunagu.coordination.domain.pipeline.moves import Move, check_moves, standing
from tsunagu.coordination.domain.pipeline.stages import PHASES, RESTS, STAGES, STATES, TRACKS, Track, track_of
from tsunagu.coordination.models import Product, ProductEvidence, ProductMove
from tsunagu.coordination.queries.pipeline.products import as_move
from tsunagu.coordination.services.pipeline.keep_circle import readers_told
from tsunagu.coordination.services.pipeline.permission import product_to_write, row_uuid
from tsunagu.coordination.services.pipeline.recording import common
from tsunagu.coordination.services.pipeline.remind import settle_term
from tsunagu.foundation.era import check_era
from tsunagu.foundation.refusals import BadInput, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.checks import check_word

LONGEST_WHY = 500


@dataclass(frozen=True, slots=True)
class Reached:
    """What was reached when: a stage or a rest on a track, a trial's phase, the last day of a conditional approval."""

    track: Track
    state: str
    on: date
    phase: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A number (jRCT, plan, approval) and a note; a product that is paused or stopped needs the note: why."""

    number: str = ""
    note: str = ""


@transaction.atomic
def record_move(
    actor: Actor, uuid: UUID, reached: Reached, evidence: Evidence, *, request_key: str, now: datetime
) -> tuple[Text, ...]:
    """Record a move of a product, also an earlier one left out so far; return what looks unusual about its evidence."""
    product = product_to_write(actor, uuid)
    if ProductMove.objects.filter(uuid=row_uuid(actor, request_key)).exists():
        return ()
    told = write_move(product, actor, reached, evidence, request_key, tokyo_date(now), now)
    if reached.track == "pmd_act" and reached.state != "conditional":
        settle_term(product, now)
    return told


def write_move(
    product: Product,
    actor: Actor,
    reached: Reached,
    evidence: Evidence,
    request_key: str,
    today: date,
    now: datetime,
) -> tuple[Text, ...]:
    """Check a move against the course of the product and write it; return doubts about its evidence."""
    number, note = evidence.number.strip(), evidence.note.strip()
    _check(reached, number, note)
    check_moves([*moves_of(product), _move(reached)], today)
    said = common(product, actor, request_key, now)
    told = {"readers": readers_told(product, said["readers"])}
    move = ProductMove.objects.create(
        **said | told, is_open=product.is_open, on=reached.on, track=reached.track, state=reached.state,
        phase=reached.phase, until=reached.until,
    )  # fmt: skip
    ProductEvidence.objects.create(
        **said | {"uuid": row_uuid(actor, f"{request_key}/evidence")}, move=move, number=number, note=note
    )
    return doubts(reached.state, number, reached.on, reached.until)


def moves_of(product: Product, *, without: int | None = None) -> list[Move]:
    """Return the moves of a product that count, in the order of time."""
    rows = ProductMove.objects.filter(product=product, withdrawn_at__isnull=True).exclude(pk=without or 0)
    return [as_move(row) for row in rows.order_by("on", "id")]


def _move(reached: Reached) -> Move:
    return Move(reached.on, reached.track, reached.state, reached.phase, reached.until)


def _check(reached: Reached, number: str, note: str) -> None:
    check_word(reached.track, TRACKS, "state")
    check_word(reached.state, STATES, "state")
    if reached.state in STAGES:
        check_word(reached.track, (track_of(reached.state),), "state")
    check_era([reached.on], "on")
    check_era([reached.until], "until")
    check_word(reached.phase, PHASES, "phase", may_be_empty=reached.state != "trial")
    if reached.phase and reached.state != "trial":
        raise BadInput("phase", Text("相は治験だけに入力できます。", "Only a trial has a phase."), "phase")
    check_term(reached.state, reached.on, reached.until)
    check_length(number, LONGEST_NUMBER, "number")
    check_length(note, LONGEST_NOTE, "note")
    if reached.state in RESTS and not note:
        raise BadInput(
            "why",
            Text(
                "中断・中止・終了の理由や結果を入力してください。",
                "Say why it is paused or stopped, or how it ended.",
            ),
            "note",
        )


@transaction.atomic
def withdraw_move(actor: Actor, uuid: UUID, move: UUID, why: str, now: datetime) -> None:
    """Withdraw a move that was recorded by mistake; it stays in the history with the reason."""
    product = product_to_write(actor, uuid)
    row = ProductMove.objects.filter(product=product, uuid=move).first()
    if row is None:
        raise NotFound("move", Text("この記録はありません。", "There is no such entry."))
    if row.withdrawn_at is not None:
        return
    check_length(why, LONGEST_WHY, "why", may_be_empty=False)
    left = moves_of(product, without=row.pk)
    if standing(left) is None:
        raise Refused(
            "last_move",
            Text(
                "段階の記録が一つもなくなるため取り消せません。正しい記録を先に追加してください。",
                "Without it the product has no stage at all. Record the right one first.",
            ),
            "why",
        )
    _check_still_fits(left, tokyo_date(now))
    ProductMove.objects.filter(pk=row.pk).update(withdrawn_at=now)
    ProductEvidence.objects.filter(move=row).update(why_withdrawn=why.strip(), withdrawn_by=actor.person_uuid)


def _check_still_fits(left: list[Move], today: date) -> None:
    try:
        check_moves(left, today)
    except BadInput as refused:
        raise Refused(
            "move_needed",
            Text(
                f"後の記録が成り立たなくなるため取り消せません。先に後の記録を取り消してください。（{refused.reason.ja}）",
                f"Later entries need it: withdraw those first. ({refused.reason.en})",
            ),
            "why",
        ) from refused

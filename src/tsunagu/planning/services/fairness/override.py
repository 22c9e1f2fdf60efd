"""Overrides: a named person asks for one with a reason, a second agrees; both, and its end, are kept."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import NotAllowed, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.fairness.overriding import check_override
from tsunagu.planning.models import AllocationClaim, AllocationOverride
from tsunagu.planning.services.fairness.rows import NO_CLAIM


@dataclass(frozen=True, slots=True)
class Wanted:
    """An override as it is asked for."""

    kind: str
    reason: str
    until: date


@transaction.atomic
def ask_override(actor: Actor, claim: UUID, wanted: Wanted, now: datetime) -> UUID:
    """Keep an override that waits for a second person; the same again from the same person is one act."""
    _check_person(actor)
    row = _claim(actor, claim)
    check_override(wanted.kind, wanted.reason, wanted.until, tokyo_date(now))
    standing = AllocationOverride.objects.filter(claim=row, withdrawn_at__isnull=True).first()
    if standing is not None:
        same = (standing.kind, standing.reason, standing.until, standing.person)
        if same == (wanted.kind, wanted.reason.strip(), wanted.until, actor.person_uuid):
            return standing.uuid
        raise Refused("override_stands", STANDS)
    made = AllocationOverride.objects.create(
        member_id=row.member_id, claim=row, kind=wanted.kind, reason=wanted.reason.strip(), until=wanted.until,
        person=actor.person_uuid, at=now,
    )  # fmt: skip
    return made.uuid


@transaction.atomic
def agree_override(actor: Actor, override: UUID, now: datetime) -> None:
    """Let an override count: by another person than who asked for it. The same again is one act."""
    _check_person(actor)
    row = _override(actor, override)
    if row.second_person == actor.person_uuid:
        return
    if row.person == actor.person_uuid:
        raise NotAllowed("two_people", TWO_PEOPLE)
    if row.agreed_at is not None or row.withdrawn_at is not None:
        raise Refused("override_state", DONE)
    row.second_person, row.agreed_at = actor.person_uuid, now
    row.save(update_fields=["second_person", "agreed_at"])


@transaction.atomic
def withdraw_override(actor: Actor, override: UUID, now: datetime) -> None:
    """End an override; it stays in the log. The same again changes nothing."""
    _check_person(actor)
    row = _override(actor, override)
    if row.withdrawn_at is None:
        row.withdrawn_by, row.withdrawn_at = actor.person_uuid, now
        row.save(update_fields=["withdrawn_by", "withdrawn_at"])


def _check_person(actor: Actor) -> None:
    if not (actor.holds("physician") or (actor.is_coordinator and not actor.is_reader)):
        raise NotAllowed("role", ONLY_THESE)


def _claim(actor: Actor, uuid: UUID) -> AllocationClaim:
    """Return a claim of the actor's hospital, or for the coordinator any, whose round still takes inputs."""
    row = AllocationClaim.objects.select_related("round").filter(uuid=uuid).first()
    if row is None or not (actor.is_coordinator or row.member_id == actor.member_id):
        raise NotFound("claim", NO_CLAIM)
    if row.round.state != "draft":
        raise Refused("round_state", CLOSED)
    return row


def _override(actor: Actor, uuid: UUID) -> AllocationOverride:
    row = (
        AllocationOverride.objects.select_for_update(of=("self",))
        .select_related("claim")
        .filter(uuid=uuid)
        .first()
    )
    if row is None:
        raise NotFound("override", Text("この個別判断は登録されていません。", "There is no such override."))
    _claim(actor, row.claim.uuid)
    return row


ONLY_THESE = Text(
    "個別判断を扱えるのは、その病院の医師と調整担当だけです。",
    "Only physicians of the hospital and the coordinator handle overrides.",
)
TWO_PEOPLE = Text(
    "申し出た人とは別の人が同意してください。", "Another person than the one who asked must agree."
)
STANDS = Text(
    "この相談には、すでに個別判断があります。先に取り下げてください。",
    "There is an override of this request already. Withdraw it first.",
)
DONE = Text(
    "この個別判断は、すでに同意または取下げ済みです。", "This override is agreed or withdrawn already."
)
CLOSED = Text(
    "この回の入力受付は終わっているため、個別判断は変えられません。", "Inputs of this round are closed."
)

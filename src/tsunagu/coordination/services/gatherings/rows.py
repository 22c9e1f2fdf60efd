"""The rows that verbs of gatherings work on: a gathering as its organiser sees it, or locked as the desk holds it.

The desk 受付 is the network's own hand: whoever registers can't read who else did, but his place follows from it. So
places are given in a scope that sees every registration, for one gathering under a lock, and only the outcome is told.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from tsunagu.coordination.models import Gathering
from tsunagu.coordination.queries.gatherings import NO_GATHERING
from tsunagu.foundation.refusals import NotAllowed, NotFound
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor


def may_organise(actor: Actor, member_id: int) -> bool:
    """Say whether the actor keeps the gatherings of a member: its own people, and the coordinator."""
    return not actor.is_reader and (actor.is_coordinator or actor.member_id == member_id)


def organised(actor: Actor, uuid: UUID, *, locked: bool = False) -> Gathering:
    """Return a gathering that the actor organises; refuse one that isn't there, or that is others'."""
    rows = Gathering.objects.select_related("member")
    rows = rows.select_for_update(of=("self",)) if locked and not actor.is_reader else rows
    row = rows.filter(uuid=uuid).first()
    if row is None and Gathering.objects.filter(uuid=uuid).exists():
        raise NotAllowed("organiser", ONLY_ORGANISER)
    if row is None:
        raise NotFound("gathering", NO_GATHERING)
    if not may_organise(actor, row.member_id):
        raise NotAllowed("organiser", ONLY_ORGANISER)
    return row


@contextmanager
def desk(uuid: UUID) -> Iterator[Gathering]:
    """Hold the desk of a gathering that the scope in force sees: nobody else gives places meanwhile."""
    if not Gathering.objects.filter(uuid=uuid).exists():
        raise NotFound("gathering", NO_GATHERING)
    with acting(Scope("worker")):
        yield Gathering.objects.select_for_update(of=("self",)).select_related("member").get(uuid=uuid)


ONLY_ORGANISER = Text(
    "この操作ができるのは、主催する会員の担当者と調整担当だけです。主催者に依頼してください。",
    "Only people of the organising member and the coordinator may do this. Ask the organiser.",
)

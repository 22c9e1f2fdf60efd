"""A person chooses what is mailed, and how; the coordinator settles what could not be delivered."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.domain.letters import URGENCIES, WAYS
from tsunagu.notices.models import Letter, MailPreference, MailTrouble
from tsunagu.notices.services.send_letter import forget_outside_letters


@transaction.atomic
def choose_mail(actor: Actor, ways: Mapping[int, str], now: datetime) -> None:
    """Keep how the person wants notices of each urgency; the same again changes nothing."""
    if set(ways) != set(URGENCIES) or not set(ways.values()) <= set(WAYS):
        raise BadInput("mail_ways", UNKNOWN)
    for urgency, way in ways.items():
        MailPreference.objects.update_or_create(
            member_id=actor.member_id, person_id=actor.person_id, urgency=urgency,
            defaults={"way": way, "at": now},
        )  # fmt: skip


@transaction.atomic
def try_again(actor: Actor, trouble: UUID, now: datetime) -> None:
    """Send a letter that was given up from its first try; the coordinator has had the address corrected.

    The letter itself belongs to its reader, so it is set to waiting by a worker.
    """
    letter = _end_trouble(actor, trouble, now)
    with acting(Scope("worker")):
        Letter.objects.filter(pk=letter, state="failed").update(state="waiting", tries=0, try_at=now)


@transaction.atomic
def settle_trouble(actor: Actor, trouble: UUID, now: datetime) -> None:
    """Take a trouble off the list: the person was told in another way. A letter to someone outside is forgotten."""
    letter = _end_trouble(actor, trouble, now)
    with acting(Scope("worker")):
        forget_outside_letters(Letter.objects.filter(pk=letter, state="failed"))


def _end_trouble(actor: Actor, trouble: UUID, now: datetime) -> int:
    """End a trouble and return the row of its letter."""
    check_may_look(actor)
    row = MailTrouble.objects.filter(uuid=trouble).first()
    if row is None:
        raise NotFound("letter", NO_LETTER)
    MailTrouble.objects.filter(pk=row.pk).update(ended_at=now, address="")
    return row.letter_id


def check_may_look(actor: Actor) -> None:
    """Refuse everybody but the network's coordinator."""
    if not (actor.is_coordinator and actor.holds("coordinator")):
        raise NotAllowed("mail_troubles", ONLY_COORDINATOR)


UNKNOWN = Text("受取方法は一覧から選んでください。", "Choose how to get them from the list.")
NO_LETTER = Text("このメールの記録はありません。", "There is no record of this letter.")
ONLY_COORDINATOR = Text(
    "送信できなかったメールを確認できるのは、ネットワークの調整担当だけです。",
    "Only the network's coordinator looks at letters that could not be sent.",
)

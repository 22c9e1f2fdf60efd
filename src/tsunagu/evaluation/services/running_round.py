"""What each service of a round begins with: the round locked, its laboratories locked, who may run it."""

from datetime import datetime
from uuid import UUID

from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.evaluation.models import Round, RoundLaboratory
from tsunagu.evaluation.queries.rounds import NO_SUCH_ROUND, Part, is_organiser, parts_of, round_by_number
from tsunagu.evaluation.services.plan_round import check_organiser
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.notices.services.notify import notify

ROUND, LABORATORY = "evaluation.Round", "evaluation.RoundLaboratory"


def organised(actor: Actor, number: str) -> tuple[Round, list[Part]]:
    """Lock a round and its laboratories for who organises it; for others there is no such round."""
    check_organiser(actor)
    view = round_by_number(number)
    if not is_organiser(view, actor.member_uuid):
        raise NotFound("no_such_round", NO_SUCH_ROUND)
    open_if_party([view.uuid])
    found = Round.objects.select_for_update().get(chain=view.uuid)
    lock_laboratories([part.chain for part in parts_of([view.uuid])])
    return found, parts_of([view.uuid])


def lock_laboratories(chains: list[UUID]) -> None:
    """Lock laboratories' rows in order: who reports and who analyses wait for each other here."""
    rows = RoundLaboratory.objects.select_for_update().filter(chain__in=chains).order_by("chain")
    list(rows.values_list("chain"))


def signer_of(actor: Actor) -> Signer:
    """Return the actor as the ledger names him."""
    return Signer(actor.person_uuid, actor.member_uuid)


def tell(
    part: Part, role: str, kind: str, text: Text, now: datetime, number: str, due_at: datetime | None = None
) -> None:
    """Write a notice about a round into a laboratory's inbox."""
    notify(
        member_by_uuid(part.member).id, role, kind, text, subject=part.chain, now=now, chain=part.chain,
        link=f"/evaluation/rounds/{number}/", due_at=due_at,
    )  # fmt: skip

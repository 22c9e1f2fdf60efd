"""Answer a look-back for one's member, and complete it when it has been answered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.reasons import check_reason
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.look_back import ANSWERERS, FINAL, check_answer, check_conclusion
from tsunagu.journeys.models import LookBack, LookBackPart
from tsunagu.journeys.queries.look_backs import NO_SUCH, look_back_of, parts_of
from tsunagu.journeys.services.open_look_back import LONGEST, LOOK_BACK, PART, part_chain
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.notices.services.mark_done import settle
from tsunagu.notices.services.notify import notify

ANSWERED, COMPLETED, CLOSED = "look_back_answered", "look_back_completed", "look_back_closed"


def answer_look_back(
    actor: Actor, number: str, answer: str, text: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Say what was found of one's own part; until the look-back is completed a new answer follows the old one."""
    check_role(actor, *sorted(ANSWERERS))
    said = check_reason(text, LONGEST)
    with transaction.atomic():
        chain = part_chain(look_back_of(number, actor.member_uuid), actor.member_uuid)
        open_if_party([chain])
        row = LookBackPart.objects.select_for_update().filter(chain=chain).first()
        if row is None:
            raise NotFound("no_such_look_back", NO_SUCH)
        signer = Signer(actor.person_uuid, actor.member_uuid)
        if done := already_done(chain, request_key, ANSWERED, signer):
            return done
        check_answer(answer, row.state)
        effects = Effects()
        effects.change(
            PART, chain, state="answered", answer=answer, text=said, answered_at=now,
            answered_by=actor.person_uuid,
        )  # fmt: skip
        act = Act(ANSWERED, chain, now, {"answer": answer, "text": said}, effects)
        receipt = append(signer, [act], Signature("answered a look-back"), now, request_key)
        if answer in FINAL:
            settle(chain, now, kinds=["look_back"], person_id=actor.person_id)
        _tell_opener(actor, row, answer, now)
        return receipt


def complete_look_back(
    actor: Actor, number: str, conclusion: str, now: datetime, despite: bool = False,
    request_key: str | None = None,
) -> Receipt:  # fmt: skip
    """The quality unit of the opener concludes; every member that was asked reads the conclusion in its own part."""
    check_role(actor, "quality")
    said = check_reason(conclusion, LONGEST)
    with transaction.atomic():
        chain = look_back_of(number, actor.member_uuid)
        row = None
        if chain in open_if_party([chain]):
            row = LookBack.objects.select_for_update().filter(chain=chain).first()
        if row is None:
            raise NotFound("no_such_look_back", NO_SUCH)
        signer = Signer(actor.person_uuid, actor.member_uuid)
        if done := already_done(chain, request_key, COMPLETED, signer):
            return done
        parts = parts_of(chain)
        _lock([part.chain for part in parts])
        answers = [part.answer for part in parts_of(chain)]
        check_conclusion(row.state, answers, despite)
        effects = Effects()
        effects.change(
            LOOK_BACK, chain, state="completed", conclusion=said, concluded_at=now,
            concluded_by=actor.person_uuid,
        )  # fmt: skip
        facts = {"conclusion": said, "missing": sum(1 for one in answers if one not in FINAL)}
        acts = [Act(COMPLETED, chain, now, facts, effects)]
        acts += [_closed(part.chain, said, now) for part in parts]
        return append(signer, acts, Signature("completed a look-back"), now, request_key)


def settle_look_back(chain: UUID, now: datetime) -> int:
    """Take what a completed look-back asked out of every inbox; return how many notices there were.

    Run in the worker's scope.
    """
    return sum(settle(part.chain, now) for part in parts_of(chain))


def _lock(chains: list[UUID]) -> None:
    """Lock the members' parts in order: who answers and who completes wait for each other here."""
    rows = LookBackPart.objects.select_for_update().filter(chain__in=chains).order_by("chain")
    list(rows.values_list("chain"))


def _closed(chain: UUID, said: str, now: datetime) -> Act:
    effects = Effects()
    effects.change(PART, chain, state="closed", conclusion=said, concluded_at=now)
    return Act(CLOSED, chain, now, {"conclusion": said}, effects)


def _tell_opener(actor: Actor, row: LookBackPart, answer: str, now: datetime) -> None:
    if row.opener == actor.member_uuid:
        return
    kind = "look_back" if answer == "positive" else "information"
    notify(
        member_by_uuid(row.opener).id, "quality", kind,
        Text(
            f"遡及調査 {row.number}：{actor.member_name.ja}から回答がありました。",
            f"Look-back {row.number}: {actor.member_name.en} has answered.",
        ),
        subject=row.chain, now=now, chain=row.chain, link=f"/look-backs/{row.number}/",
    )  # fmt: skip

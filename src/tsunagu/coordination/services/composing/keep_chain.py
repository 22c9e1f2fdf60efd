"""Keep a proposal as it was composed, and say later whether it is still true."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.composing.problem import Criteria, Problem
from tsunagu.coordination.domain.composing.record import (
    chain_data,
    chain_from,
    names_data,
    request_data,
    request_from,
)
from tsunagu.coordination.domain.composing.shape import shape_of
from tsunagu.coordination.domain.composing.sketch import capabilities_of
from tsunagu.coordination.domain.composing.verify import Checked, Verifier
from tsunagu.coordination.models import ChainProposal
from tsunagu.coordination.queries.composing.network import network_on
from tsunagu.coordination.queries.composing.proposals import Kept
from tsunagu.coordination.services.composing.compose import Composed
from tsunagu.foundation.refusals import BadInput, NotAllowed
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

LONGEST_TITLE = 120


def check_may_keep(actor: Actor) -> None:
    """Refuse who only reads."""
    if actor.is_reader:
        raise NotAllowed("reader", ONLY_READS)


@transaction.atomic
def keep_chain(
    actor: Actor, composed: Composed, title: str, asked: dict[str, Any], *, request_key: str, now: datetime
) -> UUID:
    """Keep what was composed and return its uuid; the same request key is the same act.

    ``asked`` is what was filled in, so that it can be asked again.
    """
    check_may_keep(actor)
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise BadInput("title", TITLE, "title")
    row, _ = ChainProposal.objects.get_or_create(
        member_id=actor.member_id,
        request_key=request_key,
        defaults={
            "person": actor.person_uuid,
            "title": title.strip(),
            "question": {"request": request_data(composed.problem.request), "asked": asked},
            "answer": answer_of(composed),
            "made_at": now,
        },
    )
    return row.uuid


def answer_of(composed: Composed) -> dict[str, Any]:
    """Return what was composed as plain data."""
    chains = []
    for one in composed.proposals:
        checked = one.checked
        assert checked.criteria is not None  # noqa: S101 - a chain that doesn't hold is not proposed
        chains.append(
            chain_data(one.chain, checked.criteria, checked.spread_hours, list(checked.seconds or ()))
        )
    return {
        "chains": chains,
        "names": names_data(composed.network, [one.chain for one in composed.proposals]),
        "missing": [
            {"sentences": [text.as_dict() for text in one.sentences], "opens": one.opens}
            for one in composed.missing
        ],
        "wish": composed.wish,
        "facts_on": composed.facts_on.isoformat(),
        "is_complete": composed.front.is_complete and composed.front.is_whole,
        "sees_all": composed.viewer is None,
    }


@dataclass(frozen=True)
class Rechecked:
    """A chain that was kept: its figures then, and what the checker says by the facts of today."""

    then: Criteria
    now: Checked


def recheck(actor: Actor, kept: Kept, today: date) -> list[Rechecked]:
    """Return whether each chain of a proposal still holds; one whose start has passed is looked at as begun today."""
    request = request_from(kept.question["request"])
    request = replace(request, starts_on=max(request.starts_on, today))
    network = network_on(request.starts_on, actor, capabilities_of(request.steps))
    verifier = Verifier(Problem(request, network), shape_of(request))
    found = []
    for data in kept.answer["chains"]:
        chain, then = chain_from(data)
        found.append(Rechecked(then, verifier.check(chain)))
    return found


TITLE = Text(
    f"案の名前を1〜{LONGEST_TITLE}文字で入力してください。",
    f"Give the proposal a name of 1 to {LONGEST_TITLE} characters.",
)
ONLY_READS = Text(
    "閲覧だけの役割では、案を保存・共有できません。担当者に依頼してください。",
    "Who only reads can't keep or show proposals. Ask someone who acts.",
)

"""Open a look-back: find what is reached, freeze it, and ask every member about its own part alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.reasons import check_reason
from tsunagu.custody.queries.chains import parties_among
from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.custody.queries.trace_start import NOTHING, Start, find_start
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.chain import chain_opened, party_joined
from tsunagu.custody.services.numbers import next_lot_number
from tsunagu.foundation.refusals import BadInput, NotFound
from tsunagu.foundation.scope import gate_scope, open_chains
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.look_back import (
    DIRECTIONS,
    OPENERS,
    Direction,
    Reach,
    digest,
    scope_of,
    tally,
    to_check,
)
from tsunagu.journeys.queries.reach import reach_of
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.notices.services.notify import notify

LOOK_BACK, PART, SCOPE = "journeys.LookBack", "journeys.LookBackPart", "journeys.LookBackScope"
OPENED, ASKED, FOUND = "look_back_opened", "look_back_asked", "look_back_found"
KIND, OPENER, MEMBER = "look_back", "opener", "member"
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked back from, by any number it is known by; which way, how far, and why."""

    start: str
    direction: Direction
    reason: str
    with_supplies: bool = False
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class _Opening:
    """A look-back that is about to be written."""

    chain: UUID
    number: str
    wanted: Wanted
    reason: str
    actor: Actor
    now: datetime

    def common(self) -> dict[str, Any]:
        """Return what every part of it says."""
        return {
            "number": self.number,
            "reason": self.reason,
            "opened_at": self.now,
            "is_synthetic": self.wanted.is_synthetic,
        }


def open_look_back(actor: Actor, wanted: Wanted, now: datetime, request_key: str | None = None) -> Receipt:
    """Record a look-back with what it found, signed; each member gets its own part, and a notice of what to do.

    Raises
    ------
    NotFound : nothing is known under the number, or the member has no part in it.
    """
    check_role(actor, *sorted(OPENERS))
    said = check_reason(wanted.reason, LONGEST)
    if wanted.direction not in DIRECTIONS:
        raise BadInput("direction", _DIRECTION, "direction")
    signer = Signer(actor.person_uuid, actor.member_uuid)
    with transaction.atomic():
        chain = uuid5(actor.member_uuid, f"look-back/{request_key}") if request_key else uuid4()
        open_chains([chain])
        if done := already_done(chain, request_key, OPENED, signer):
            return done
        reach = reach_of(_start(wanted.start), wanted.direction, wanted.with_supplies)
        opening = _Opening(chain, next_lot_number("LB", now), wanted, said, actor, now)
        acts = [_opened(opening, reach)]
        for place, member in enumerate(reach.members(), start=1):
            acts += _asked(opening, reach, member, place)
        open_chains([act.chain for act in acts])
        receipt = append(signer, acts, Signature("opened a look-back"), now, request_key)
        for member in reach.members():
            _tell(opening, member, reach.duties_of(member))
        return receipt


def part_chain(look_back: UUID, member: UUID) -> UUID:
    """Return the chain of a member's part in a look-back."""
    return uuid5(look_back, str(member))


def _start(text: str) -> Start:
    """Return where it begins; a member that has no part in any of it is told that there is nothing."""
    found = find_start(text)
    with gate_scope():
        chains = {item.chain for item in items_by_uuid(found.uuids)}
    if not parties_among(chains):
        raise NotFound("nothing_to_trace", NOTHING, "start")
    return found


def _opened(opening: _Opening, reach: Reach) -> Act:
    effects, chain, actor = Effects(), opening.chain, opening.actor
    chain_opened(effects, chain, "lot", opening.number, KIND, opening.now)
    party_joined(effects, chain, actor.member_uuid, OPENER, opening.now)
    whole = reach.whole()
    found_hash, counts = digest(whole), tally(whole) | {"members": len(reach.members())}
    effects.add(
        LOOK_BACK, uuid=chain, chain=chain, direction=opening.wanted.direction,
        start=opening.wanted.start.strip(), with_supplies=opening.wanted.with_supplies, member=actor.member_uuid,
        opened_by=actor.person_uuid, found=scope_of(reach, reach.chains_of(actor.member_uuid)),
        found_hash=found_hash, counts=counts, **opening.common(),
    )  # fmt: skip
    facts = {"number": opening.number, "reason": opening.reason, "found_hash": found_hash, "counts": counts}
    return Act(OPENED, chain, opening.now, facts, effects)


def _asked(opening: _Opening, reach: Reach, member: UUID, place: int) -> list[Act]:
    """Return what a member is asked, in a chain that it shares with the opener, and what was found, in its own."""
    chain, own = part_chain(opening.chain, member), uuid5(opening.chain, f"{member}/found")
    found = scope_of(reach, reach.chains_of(member))
    counts, effects, alone = tally(found) | reach.duties_of(member), Effects(), Effects()
    chain_opened(effects, chain, "lot", f"{opening.number}-{place}", KIND, opening.now)
    party_joined(effects, chain, opening.actor.member_uuid, OPENER, opening.now)
    party_joined(effects, chain, member, MEMBER, opening.now)
    effects.add(
        PART, uuid=chain, chain=chain, look_back=opening.chain, opener=opening.actor.member_uuid, member=member,
        counts=counts, found_hash=digest(found), **opening.common(),
    )  # fmt: skip
    chain_opened(alone, own, "lot", f"{opening.number}-{place}F", KIND, opening.now)
    party_joined(alone, own, member, MEMBER, opening.now)
    alone.add(SCOPE, uuid=own, chain=own, look_back=opening.chain, member=member, found=found)
    return [
        Act(ASKED, chain, opening.now, {"look_back": opening.chain, "counts": counts}, effects),
        Act(FOUND, own, opening.now, {"look_back": opening.chain, "found_hash": digest(found)}, alone),
    ]


def _tell(opening: _Opening, member: UUID, duties: dict[str, int]) -> None:
    task = to_check(duties)
    text = Text(
        f"遡及調査 {opening.number}（{opening.actor.member_name.ja}）：{task.ja}結果を回答してください。",
        f"Look-back {opening.number} ({opening.actor.member_name.en}): {task.en} Then answer.",
    )
    notify(
        member_by_uuid(member).id, "", "look_back", text, subject=part_chain(opening.chain, member),
        now=opening.now, chain=part_chain(opening.chain, member), link=f"/look-backs/{opening.number}/",
        due_at=opening.now,
    )  # fmt: skip


_DIRECTION = Text("調査の向きを選んでください。", "Choose which way to look.")

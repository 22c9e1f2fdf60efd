"""What the stories have in common: a refusal that writes nothing, decisions with their signatures, holds."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest

from tests.support.world import Ready, World
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.services.holds import place_hold
from tsunagu.foundation.refusals import Refused
from tsunagu.journeys.domain.refusal import GatesRefused
from tsunagu.journeys.models import Consent
from tsunagu.journeys.services.decide import Proposal, propose_decision, sign_decision
from tsunagu.journeys.services.record import give_consent, withdraw_consent
from tsunagu.members.domain.actor import Actor

GROUNDS = "記録と安定性の資料を確認し、この現品に限り許容できると判断した。"
LONGEST_SENTENCE = 300
Signatures = Sequence[tuple[Actor, str]]


@contextmanager
def refuses(world: World, *causes: str) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """Assert that the block is refused for these causes and no other, clearly, with nothing written."""
    with world.unchanged(), pytest.raises(Refused) as caught:
        yield caught
    refusal = caught.value
    assert causes_of(refusal) == set(causes)
    for sentence in (refusal.reason.ja, refusal.reason.en):
        assert sentence.strip()
        assert len(sentence) <= LONGEST_SENTENCE
        assert "None" not in sentence
    assert refusal.reason.ja != refusal.reason.en


def causes_of(refusal: Refused) -> set[str]:
    """Return the codes of what stands in the way, without the uuids of single holds and legs."""
    if not isinstance(refusal, GatesRefused):
        return {refusal.code}
    return {_plain(one.cause) for one in refusal.verdicts if not one.passes}


def causes_now(ready: Ready, prefix: str) -> frozenset[str]:
    """Return the full causes that stand in the way now and begin with a prefix, as a decision names them."""
    found = frozenset(
        one.cause for one in ready.verdicts() if not one.passes and one.cause.startswith(prefix)
    )
    assert found, f"nothing about {prefix} stands in the way"
    return found


def _plain(cause: str) -> str:
    head, _, last = cause.rpartition(".")
    try:
        UUID(last)
    except ValueError:
        return cause
    return head


def propose(
    ready: Ready,
    causes: Iterable[str],
    item: UUID | None,
    who: Actor,
    kind: str = "override",
    legal_route: str = "",
) -> UUID:
    """Propose a decision on the causes for one item."""
    proposal = Proposal(ready.chain, ready.step.key, frozenset(causes), item, GROUNDS, kind, legal_route)
    with ready.world.acting(who):
        return propose_decision(who, proposal, ready.at)


def sign(ready: Ready, decision: UUID, signatures: Signatures, agrees: bool = True) -> None:
    """Sign a decision, one person after the other."""
    for who, capacity in signatures:
        ready.world.later(minutes=3)
        with ready.world.acting(who):
            sign_decision(who, ready.chain, decision, capacity, agrees, "", ready.at)


def decide(ready: Ready, causes: Iterable[str], item: UUID | None, signatures: Signatures) -> UUID:
    """Propose and sign an override."""
    decision = propose(ready, causes, item, signatures[0][0])
    sign(ready, decision, signatures)
    return decision


def quality_and_physician(ready: Ready, quality: str, hospital: str) -> Signatures:
    """Return the two who sign for what can't be replaced."""
    world = ready.world
    return (world.actor(quality, "quality"), "quality"), (world.actor(hospital, "physician"), "physician")


def hold(
    world: World, item: UUID, member: str | UUID, *roles: str, reason: str = "培地の品質情報を確認中"
) -> None:
    """Let someone of a member place a hold."""
    who = world.actor(member, *roles)
    with world.acting(who):
        place_hold(
            Signer(who.person_uuid, who.member_uuid),
            item,
            reason,
            world.now,
            deadline=world.now + timedelta(days=3),
        )


def withdraw(world: World, chain: UUID, purpose: str, who: Actor) -> None:
    """Let the hospital note that a consent was withdrawn."""
    with world.acting(who):
        from tsunagu.custody.queries.chains import open_or_refuse

        open_or_refuse(chain)
        consent = Consent.objects.get(chain=chain, purpose=purpose, withdrawn_at=None)
        withdraw_consent(who, chain, consent.uuid, world.now)


def consent(world: World, chain: UUID, purpose: str, who: Actor, item: UUID | None = None) -> None:
    """Let the hospital note a consent."""
    with world.acting(who):
        give_consent(who, chain, purpose, "1.0", world.now, item=item)

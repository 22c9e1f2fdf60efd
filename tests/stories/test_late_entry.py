"""A late entry: the time that someone types defeats no limit on his word alone; two people sign for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.stories.acts import GROUNDS, Signatures, quality_and_physician, refuses, sign
from tests.support.pages import signed_in
from tests.support.world import Ready, World
from tsunagu.custody.services.replay import rebuild, verify
from tsunagu.foundation.refusals import Refused
from tsunagu.journeys.domain.verdicts import Verdict
from tsunagu.journeys.domain.work import Work
from tsunagu.journeys.services.decide import Proposal, propose_decision
from tsunagu.journeys.services.perform import preview

ROUTE = "auto-car-t-fresh-trial"
CLINIC, MAKER, SPONSOR = "haneda-clinic", "tonomachi-cells", "sakura-cart"
HOUR = timedelta(hours=1)
PAPER = "投与記録 26-31、外来棚2"


def set_the_stage(world: World) -> None:
    """A bag at the bedside, and fresh cells in front of the manufacturer's first step."""
    beginning = world.now
    for name, step in (("bag", "administer"), ("fresh", "transduce")):
        world.now = beginning
        world.order(ROUTE, name=name)
        world.run_until(world.chains[name], step)


def late_cause(at: datetime) -> str:
    """The cause of a verdict on an entry as done at this time."""
    return f"time.late_entry.{at.astimezone(UTC):%Y%m%dT%H%M}"


@pytest.fixture
def bag(world: World) -> Ready:
    """The infusion, two hours after the bag has expired."""
    ready = world.run_until(world.chains["bag"], "administer")
    assert ready.item.expires_at
    world.now = ready.item.expires_at + 2 * HOUR
    return ready


def as_done(ready: Ready, at: datetime) -> Work:
    """Return the work as if it had been done at this time, on paper."""
    return ready.work(happened_at=at, evidence=PAPER)


def decided(ready: Ready, at: datetime, signatures: Signatures) -> UUID:
    """Propose a decision on the late entry, and sign it."""
    who = signatures[0][0]
    causes = frozenset({late_cause(at)})
    proposal = Proposal(ready.chain, ready.step.key, causes, ready.item.uuid, GROUNDS, happened_at=at)
    with ready.world.acting(who):
        decision = propose_decision(who, proposal, ready.at)
    sign(ready, decision, signatures)
    return decision


def test_an_expired_bag_is_not_given_by_dating_it_back(bag: Ready) -> None:
    assert bag.item.expires_at
    at = bag.item.expires_at - HOUR
    for act in (bag.check, bag.perform):
        with refuses(bag.world, late_cause(at)):
            act(as_done(bag, at))


def test_what_really_happened_before_is_recorded_with_two_signatures(bag: Ready) -> None:
    assert bag.item.expires_at
    world, at = bag.world, bag.item.expires_at - HOUR
    quality, physician = quality_and_physician(bag, SPONSOR, CLINIC)
    decided(bag, at, [quality])
    with refuses(world, late_cause(at)):
        bag.check(as_done(bag, at))
    decided(bag, at, [quality, physician])
    with refuses(world, late_cause(at - HOUR)):  # the decision is about that time alone
        bag.check(as_done(bag, at - HOUR))
    bag.check(as_done(bag, at))
    world.later(minutes=2)
    bag.perform(as_done(bag, at))
    assert world.row(bag.chain, "administer").ended_at == at
    assert world.item(bag.item.uuid).state == "administered"
    rebuild()
    assert verify().wrong == ()


def test_a_window_is_not_met_by_dating_the_beginning_back(world: World) -> None:
    ready = world.run_until(world.chains["fresh"], "transduce", "start")
    ended = world.row(ready.chain, "collect").ended_at
    assert ended
    world.now = ended + 60 * HOUR
    at = ended + 47 * HOUR
    with refuses(world, late_cause(at)):
        ready.start(as_done(ready, at))
    decided(ready, at, quality_and_physician(ready, MAKER, CLINIC))
    ready.start(as_done(ready, at))
    assert world.row(ready.chain, "transduce").started_at == at


def test_a_late_entry_within_all_limits_needs_no_decision(world: World) -> None:
    ready = world.run_until(world.chains["fresh"], "transduce", "start")
    at = world.now
    world.later(hours=2)
    ready.start(as_done(ready, at))
    assert world.row(ready.chain, "transduce").started_at == at


def test_the_refused_entry_leads_to_the_decision_on_it(world: World) -> None:
    ready = world.run_until(world.chains["fresh"], "transduce", "start")
    ended = world.row(ready.chain, "collect").ended_at
    assert ended
    world.now = ended + 60 * HOUR
    typed = (ended + 56 * HOUR).strftime("%Y-%m-%dT%H:%M")  # 47 hours after, as Tokyo writes it
    journey = f"/journeys/{ready.running.journey.number}"
    data = {
        "key": "late", "step": "transduce", "item_0": ready.item.label, "line_clearance": "on",
        "happened_at": typed, "evidence": PAPER,
    }  # fmt: skip
    with world.unchanged():
        refused = signed_in(world, ready.who).post(f"{journey}/start/", data).content.decode()
    link = f"step=transduce&amp;happened_at={typed.replace(':', '%3A')}"
    assert link in refused
    quality = signed_in(world, world.actor(MAKER, "quality"))
    form = quality.get(f"{journey}/propose/?{link.replace('&amp;', '&')}").content.decode()
    cause = f"{late_cause(ended + 47 * HOUR)}|{ready.item.uuid}"
    assert f'value="{cause}"' in form
    sent = quality.post(
        f"{journey}/propose/",
        {"key": "p", "step": "transduce", "happened_at": typed, "causes": [cause], "grounds": GROUNDS},
    )
    assert sent.status_code == 302


def test_what_needed_a_decision_before_the_act_gets_none_after_it(world: World) -> None:
    """Cells that were already too old at the time that was typed: nobody signs for that in vain."""
    fresh = world.run_until(world.chains["fresh"], "transduce")
    collected = world.row(fresh.chain, "collect").ended_at
    assert collected
    world.now, at = collected + 51 * HOUR, collected + 49 * HOUR
    quality = world.actor(MAKER, "quality")
    cause = "time.window.collect"
    proposal = Proposal(fresh.chain, "transduce", frozenset({cause}), None, GROUNDS, happened_at=at)
    items = {one.item for one in fresh_verdicts(fresh, at) if one.cause == cause}
    with world.unchanged(), world.acting(quality), pytest.raises(Refused, match="decision_too_late"):
        propose_decision(quality, replace(proposal, item=items.pop()), world.now)


def fresh_verdicts(ready: Ready, at: datetime) -> tuple[Verdict, ...]:
    with ready.world.acting(ready.who) as who:
        return preview(who, ready.chain, ready.step.key, ready.world.now, at)

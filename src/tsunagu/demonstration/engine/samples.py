"""Samples kept in the demonstration, and one look-back under way: invented, and said to be synthetic."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.chains import open_mine
from tsunagu.custody.queries.items import items_of_chain
from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.engine.outlook import Move
from tsunagu.evaluation.domain.samples import HANDLING, Taking
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.queries.look_backs import look_backs
from tsunagu.journeys.queries.rows import journeys_of
from tsunagu.journeys.services.open_look_back import Wanted, open_look_back
from tsunagu.journeys.services.run_look_back import answer_look_back
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.journeys.services.take_samples import take_samples
from tsunagu.members.domain.actor import Actor

MOST_LOTS = 6
LOOKED_BACK = "allo-bm-msc-gvhd-production"
RESERVE = Taking("retest", 2, "0.5", "mL", "vapour", "LN2-3-02")
RETAINED = Taking("retained", 2, "1", "mL", "vapour", "LN2-3-01")
DONOR = Taking("donor", 1, "2", "mL", "dry_ice", "DF-1-04")
REASON = "ドナーの追加検査でHBV（NAT）が陽性。同じドナーの細胞を使ったロットと症例を調べる（合成データ）"


def keep_samples(now: datetime) -> None:
    """Take samples of the lots that stand on a shelf, and open a look-back on one of them."""
    taken = [chain for chain in _lots() if _keep(chain, now - timedelta(days=3))]
    if taken:
        _look_back(taken[0], now - timedelta(days=1))


def keep_donor_sample(running: Running, move: Move, at: datetime) -> None:
    """Let the donor's site keep a sample of what it has just collected for a lot."""
    if (
        move.kind != "perform"
        or running.case is not None
        or running.route.step(move.step).action != "collect"
    ):
        return
    with acting(Scope("worker")):
        donations = [one for one in items_of_chain(running.chain) if one.kind == "donation"]
    for one in donations[:1]:
        _take(one, DONOR, at)


def _lots() -> list[UUID]:
    """Return the newest lots that were made, that of the look-back first."""
    with acting(Scope("worker")):
        found = [one for one in journeys_of(open_mine("lot", 5_000)) if one.state == "completed"]
    found.sort(key=lambda one: one.route != LOOKED_BACK)
    return [one.chain for one in found][:MOST_LOTS]


def _keep(chain: UUID, at: datetime) -> bool:
    """Let whoever holds pieces of the lot keep samples of three of them; return whether anything was kept."""
    with acting(Scope("worker")):
        here = [item for item in items_of_chain(chain) if item.state == "in_use" and item.kind != "sample"]
    wanted = (RETAINED, RESERVE)
    taken = [_take(piece, taking, at) for piece, taking in zip(here[-2:], wanted, strict=False)]
    return any(taken)


def _take(item: ItemView, taking: Taking, at: datetime) -> bool:
    drawn = "" if item.quantity is None else "1e6" if item.unit == "cells" else "1"
    who = hands.actor(item.holder, *sorted(HANDLING), now=at)
    try:
        with hands.working(who):
            take_samples(who, item.chain, item.uuid, replace(taking, drawn=drawn), at)
    except Refused:
        return False  # no consent to keep these cells, or a hold on them: as a gate would have it in life
    return True


def _look_back(chain: UUID, at: datetime) -> None:
    """Let the maker of a lot open a look-back on it, and the first who is asked answer."""
    with acting(Scope("worker")):
        running = load_running(chain)
    maker = running.maker
    if maker is None:
        return
    who = hands.actor(maker, "quality", now=at)
    with hands.working(who):
        wanted = Wanted(running.journey.number, "forward", REASON, is_synthetic=True)
        open_look_back(who, wanted, at)
        found = look_backs(maker)[0]
    others = [part.member for part in found.parts if part.member != maker]
    for place, member in enumerate(others[:2]):
        _answer(found.head.number, member, place, at + timedelta(hours=5 + 3 * place))


def _answer(number: str, member: UUID, place: int, at: datetime) -> None:
    try:
        who: Actor = hands.actor(member, "quality", "physician", "procurement", now=at)
    except hands.NobodyThere:
        return
    answer, text = (
        ("going_on", "参考品の検査を依頼した（合成データ）"),
        ("negative", "参考品をHBV-NATで検査し陰性（合成データ）"),
    )[place]
    with hands.working(who):
        answer_look_back(who, number, answer, text, at)

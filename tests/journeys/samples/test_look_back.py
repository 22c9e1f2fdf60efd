"""A look-back over a lot with two recipients: both ways, everyone his own part, answered and completed."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.samples.deeds import bag, samples, take
from tests.stories.test_late_positive import set_the_stage
from tests.support.world import World
from tsunagu.custody.models import LedgerRow
from tsunagu.custody.queries.chains import open_mine
from tsunagu.custody.services.replay import rebuild, verify
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.look_back import digest
from tsunagu.journeys.models import LookBack, LookBackPart, LookBackScope
from tsunagu.journeys.queries.look_backs import Seen, look_backs, seen
from tsunagu.journeys.services.open_look_back import Wanted, open_look_back
from tsunagu.journeys.services.run_look_back import answer_look_back, complete_look_back, settle_look_back
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.models import Notice

__all__ = ["set_the_stage"]
WHY = "ドナーの追加検査で陽性（合成データ）"


def number(world: World, name: str) -> str:
    return world.running(world.chains[name]).journey.number


def hospital(world: World, name: str, *roles: str) -> Actor:
    case = world.running(world.chains[name]).case
    assert case is not None
    return world.actor(case.hospital, *(roles or ("physician",)))


def donor_site(world: World) -> Actor:
    return world.actor(world.row(world.chains["lot"], "collect").member, "quality", "physician")


def maker(world: World) -> Actor:
    return world.actor(world.row(world.chains["lot"], "bank").member, "quality")


def opened(world: World, who: Actor, start: str, key: str | None = None, **more: Any) -> str:
    with world.acting(who):
        receipt = open_look_back(
            who, Wanted(start, more.pop("direction", "forward"), WHY, **more), world.now, key
        )
    with acting(Scope("auditor")):
        found = LookBack.objects.get(chain=receipt.chain).number
    world.later(minutes=5)
    return found


def looked_at(world: World, who: Actor, look_back: str) -> Seen:
    with world.acting(who):
        return seen(look_back, who.member_uuid)


def numbers(found: Seen) -> set[str]:
    return {one["number"] for one in found.found["chains"]}


def answers(
    world: World, who: Actor, look_back: str, answer: str = "negative", text: str = "参考品を検査し陰性"
) -> None:
    with world.acting(who):
        answer_look_back(who, look_back, answer, text, world.now)
    world.later(minutes=1)


def refuses(world: World, code: str, act: Callable[[], object], kind: type[Refused] = Refused) -> None:
    with world.unchanged(), pytest.raises(kind) as caught:
        act()
    assert caught.value.code == code


def test_forward_from_the_donation_every_hospital_sees_its_own_case_alone(world: World) -> None:
    take(world, bag(world))
    donation = next(one for one in world.items(world.chains["lot"], "", "") if one.kind == "donation")
    found = opened(world, maker(world), donation.label)
    hers, his = number(world, "hers"), number(world, "his")
    lot = number(world, "lot")
    for name, own, other in (("hers", hers, his), ("his", his, hers)):
        view = looked_at(world, hospital(world, name), found)
        assert view.opened is None
        assert own in numbers(view)
        assert other not in numbers(view)
        assert view.parts == []
        assert view.found["others"] >= 1
    view = looked_at(world, maker(world), found)
    assert view.opened is not None
    assert lot in numbers(view)
    assert view.opened.counts["cases"] == 2
    kept = [one for chain in view.found["chains"] for one in chain["samples"]]
    assert {one["uuid"] for one in kept} == {str(one.uuid) for one in samples(world, world.chains["lot"])}


def test_no_row_of_the_ledger_tells_a_hospital_of_another_ones_case(world: World) -> None:
    found = opened(world, maker(world), number(world, "lot"))
    hers, his = number(world, "hers"), number(world, "his")
    for name, other in (("hers", his), ("his", hers)):
        with world.acting(hospital(world, name)):
            open_mine()
            bodies = [
                bytes(row.body).decode() for row in LedgerRow.objects.filter(name__startswith="look_back")
            ]
            rows = [str(one) for one in LookBackScope.objects.values_list("found", flat=True)]
        assert len(rows) == 1
        assert bodies
        assert not any(other in text for text in (*bodies, *rows))
    with world.acting(maker(world)):
        open_mine()
        mine = [bytes(row.body).decode() for row in LedgerRow.objects.filter(name__startswith="look_back")]
        member = maker(world).member_uuid
        assert set(LookBackScope.objects.values_list("member", flat=True)) == {member}
    parties = {one for one in (hers, his) if any(one in text for text in mine)}
    known = numbers(looked_at(world, maker(world), found))
    assert parties <= known


def test_backward_from_a_case_the_other_recipient_is_found(world: World) -> None:
    found = opened(world, hospital(world, "hers"), number(world, "hers"), direction="both")
    mine = looked_at(world, hospital(world, "hers"), found)
    assert mine.opened is not None
    assert mine.opened.counts["cases"] == 2
    assert number(world, "his") not in numbers(mine)
    theirs = looked_at(world, hospital(world, "his"), found)
    assert number(world, "his") in numbers(theirs)
    assert number(world, "hers") not in numbers(theirs)
    giver = looked_at(world, donor_site(world), found)
    assert any(one["is_origin"] for one in giver.found["chains"])


def test_what_was_found_is_frozen_with_its_hash(world: World) -> None:
    found = opened(world, maker(world), number(world, "lot"))
    before = looked_at(world, maker(world), found)
    take(world, bag(world))
    after = looked_at(world, maker(world), found)
    assert after.found == before.found
    assert after.own is not None
    assert digest(after.found) == after.own.found_hash
    assert after.opened is not None
    assert after.opened.found_hash != after.own.found_hash


def test_everyone_concerned_is_told_once_what_to_check(world: World) -> None:
    who = maker(world)
    first = opened(world, who, number(world, "lot"), key="tap")
    with world.unchanged():
        assert opened(world, who, number(world, "lot"), key="tap") == first
    with acting(Scope("worker")):
        parts = list(LookBackPart.objects.all())
        told = {one.member.uuid: one for one in Notice.objects.filter(kind="look_back")}
    assert {one.member for one in parts} == set(told)
    note = told[hospital(world, "hers").member_uuid]
    assert "投与した患者さんの状態" in note.text_ja
    assert number(world, "his") not in note.text_ja
    couriers = {
        row.member for row in world.running(world.chains["hers"]).rows.values() if row.action == "transport"
    }
    assert couriers
    assert not couriers & set(told)


def test_it_is_answered_and_completed_by_quality(world: World) -> None:
    who = maker(world)
    found = opened(world, who, number(world, "lot"))
    answers(world, hospital(world, "hers"), found, "going_on", "検査を依頼した")
    answers(world, hospital(world, "hers"), found)

    def completes(person: Actor, despite: bool = False) -> None:
        with world.acting(person):
            complete_look_back(person, found, "感染は確認されなかった", world.now, despite)

    refuses(world, "answers_missing", lambda: completes(who))
    physician = hospital(world, "hers")
    refuses(world, "role", lambda: completes(physician), NotAllowed)
    completes(who, True)
    view = looked_at(world, hospital(world, "his"), found)
    assert view.own is not None
    assert (view.own.state, view.own.conclusion) == ("closed", "感染は確認されなかった")
    refuses(world, "look_back_completed", lambda: answers(world, hospital(world, "his"), found))
    refuses(world, "look_back_completed", lambda: completes(who, True))
    with acting(Scope("worker")):
        asked = Notice.objects.filter(kind="look_back", done_at=None)
        assert asked.exists()
        look_back = LookBack.objects.get(number=found).chain
        assert settle_look_back(look_back, world.now) > 0
        assert settle_look_back(look_back, world.now) == 0
        assert not asked.exists()
    rows = rebuild()
    assert rows["journeys.LookBackPart"] == len(looked_at(world, who, found).parts)
    assert verify().wrong == ()


def test_who_has_no_part_knows_of_nothing(world: World) -> None:
    found = opened(world, maker(world), number(world, "lot"))
    outsider = world.actor("tonomachi-cells", "quality")
    with world.acting(outsider):
        assert look_backs(outsider.member_uuid) == []
    with pytest.raises(NotFound):
        looked_at(world, outsider, found)
    refuses(world, "no_such_look_back", lambda: answers(world, outsider, found), NotFound)
    refuses(world, "nothing_to_trace", lambda: opened(world, outsider, number(world, "lot")), NotFound)


def test_who_may_open_and_answer(world: World) -> None:
    operator = world.actor(maker(world).member_uuid, "operator")
    refuses(world, "role", lambda: opened(world, operator, number(world, "lot")), NotAllowed)
    found = opened(world, maker(world), number(world, "lot"))
    refuses(world, "role", lambda: answers(world, operator, found), NotAllowed)
    refuses(world, "answer", lambda: answers(world, maker(world), found, "perhaps"), BadInput)
    refuses(world, "reason_needed", lambda: answers(world, maker(world), found, text=" "), BadInput)


@pytest.mark.parametrize("start", ["", "x" * 201, "a\x00b", "NaN", "no such number"])
def test_a_start_that_is_nothing_is_refused(world: World, start: str) -> None:
    with world.unchanged(), pytest.raises(Refused):
        opened(world, maker(world), start)

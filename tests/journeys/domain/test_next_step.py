"""The one act that may follow a scan."""

from dataclasses import replace
from uuid import UUID

import pytest

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.next_step import HandOverOpen, Situation, StepAhead, decide

CLINIC, COURIER, MAKER = UUID(int=1), UUID(int=2), UUID(int=3)
NAMES = {CLINIC: Text("病院", "Clinic"), COURIER: Text("輸送", "Courier"), MAKER: Text("製造", "Maker")}


def step(action: str, member: UUID, **more: object) -> StepAhead:
    name = Text(f"工程{action}", action)
    return StepAhead(UUID(int=9), "CHA999926000001", action, name, action, member, NAMES[member], **more)  # type: ignore[arg-type]


def at(member: UUID, holder: UUID, *steps: StepAhead, **more: object) -> Situation:
    return Situation(member, holder, NAMES[holder], steps=steps, **more)  # type: ignore[arg-type]


def hand_over(state: str, giver: UUID, receiver: UUID, other: UUID) -> HandOverOpen:
    return HandOverOpen(UUID(int=7), giver, receiver, NAMES[other], state)


FEED = step("tend", MAKER, feeding=True)
CARRY, JUDGE, GROW = step("transport", COURIER), step("accept", MAKER), step("process", MAKER)
WAITING = replace(JUDGE, waits_for=CARRY.name, waits_for_member=NAMES[COURIER])
GIVEN = hand_over("given", CLINIC, COURIER, COURIER)


@pytest.mark.parametrize(
    ("facts", "kind", "other"),
    [
        (at(CLINIC, CLINIC, CARRY, WAITING), "give", COURIER),
        (at(COURIER, CLINIC, CARRY, WAITING), "receive", CLINIC),
        (at(MAKER, CLINIC, CARRY, WAITING), "nothing", None),
        (at(CLINIC, CLINIC, CARRY, WAITING, hand_over=GIVEN), "nothing", None),
        (at(COURIER, CLINIC, CARRY, WAITING, hand_over=hand_over("given", CLINIC, COURIER, CLINIC)), "receive", CLINIC),
        (at(MAKER, CLINIC, CARRY, WAITING, hand_over=GIVEN), "nothing", None),
        (at(COURIER, COURIER, CARRY, WAITING), "start", None),
        (at(COURIER, COURIER, replace(CARRY, state="started"), WAITING), "perform", None),
        (at(COURIER, COURIER, JUDGE, GROW), "give", MAKER),
        (at(MAKER, COURIER, JUDGE, GROW), "receive", COURIER),
        (at(MAKER, MAKER, JUDGE, GROW, acceptance="pending"), "perform", None),
        (at(MAKER, MAKER, GROW, acceptance="pending"), "judge", None),
        (at(MAKER, MAKER, GROW, acceptance="refused"), "nothing", None),
        (
            at(MAKER, MAKER, GROW, acceptance="refused", came_from=COURIER, came_from_name=NAMES[COURIER]),
            "give_back",
            COURIER,
        ),
        (at(MAKER, MAKER, replace(GROW, state="started", signatures=2)), "check", None),
        (at(MAKER, MAKER, replace(GROW, state="started", signatures=2, checked_by_me=True)), "nothing", None),
        (at(MAKER, MAKER, replace(GROW, state="started", signatures=2, checked_by_other=True)), "perform", None),
        (at(MAKER, MAKER, replace(GROW, waits_for=Text("前", "before"))), "nothing", None),
        (at(MAKER, MAKER), "nothing", None),
        (at(MAKER, MAKER, GROW, item_state="used"), "nothing", None),
        (at(MAKER, MAKER, GROW, journey_state="cancelled"), "nothing", None),
        (at(MAKER, MAKER, GROW, FEED, journey_state="failed"), "start", None),
        (at(MAKER, MAKER, GROW, replace(FEED, state="started"), journey_state="cancelled"), "perform", None),
        (at(MAKER, MAKER, GROW, is_reader=True), "nothing", None),
        (at(CLINIC, CLINIC, CARRY, is_held=True), "nothing", None),
        (at(CLINIC, CLINIC, step("release", MAKER)), "nothing", None),
        (at(CLINIC, CLINIC, step("release", CLINIC)), "nothing", None),
        (at(CLINIC, CLINIC, step("allocate", CLINIC)), "perform", None),
        (
            at(CLINIC, COURIER, CARRY, hand_over=hand_over("received_unsigned", CLINIC, COURIER, COURIER)),
            "sign_as_giver",
            COURIER,
        ),
    ],
)  # fmt: skip
def test_the_one_next_act(facts: Situation, kind: str, other: UUID | None) -> None:
    act = decide(facts)
    assert (act.kind, act.other) == (kind, other)
    assert act.reason.ja
    assert act.reason.en
    assert act.is_something == (kind != "nothing")


def test_an_own_step_that_is_ready_comes_before_one_that_waits() -> None:
    early = replace(step("process", MAKER), waits_for=Text("前", "before"))
    ready = replace(step("tend", MAKER), state="started")
    assert decide(at(MAKER, MAKER, early, ready)).step == ready


def test_a_missing_signature_comes_before_everything() -> None:
    """Even of a thing that is used up by now."""
    facts = at(
        CLINIC, MAKER, item_state="used", hand_over=hand_over("received_unsigned", CLINIC, MAKER, MAKER)
    )
    assert decide(facts).kind == "sign_as_giver"


def test_stock_waits_for_a_case() -> None:
    act = decide(at(MAKER, MAKER, journey_state="completed", is_stock=True))
    assert act.kind == "nothing"
    assert "割当て" in act.reason.ja


def test_the_receiver_waits_for_the_carriers_record() -> None:
    facts = at(
        CLINIC, CLINIC, replace(CARRY, state="started"), came_from=COURIER, came_from_name=NAMES[COURIER]
    )
    assert decide(facts).kind == "nothing"

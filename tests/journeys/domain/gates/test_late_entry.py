"""A late entry is judged at the time typed and at that of its entry."""

from dataclasses import replace
from typing import Any

import pytest

from tests.journeys.domain.gates.cast import BAG, HOUR, NOW, SIGNED, decision, facts, item, step
from tsunagu.journeys.domain.gates import judge, may_proceed
from tsunagu.journeys.domain.gates.facts import StepFacts
from tsunagu.journeys.domain.verdicts import Verdict

CLAIMED = NOW - 3 * HOUR
CAUSE = "time.late_entry.20261125T2200"


def at_both(**changes: Any) -> tuple[StepFacts, StepFacts]:
    entered = facts(**changes)
    return replace(entered, now=CLAIMED), entered


def late(claimed: StepFacts, entered: StepFacts) -> list[Verdict]:
    return [one for one in judge(claimed, entered) if one.cause == CAUSE]


def test_what_expired_between_needs_a_decision_on_that_time() -> None:
    claimed, entered = at_both(items=(item(expires_at=NOW - HOUR),))
    assert may_proceed(judge(claimed))
    (asked,) = late(claimed, entered)
    assert (asked.outcome.value, asked.item, asked.overridable) == ("decide", BAG, True)
    assert asked.signers == ("quality", "physician")
    signed = replace(entered, decisions=(decision(asked),))
    assert may_proceed(judge(claimed, signed))
    assert late(claimed, signed)[0].warning


@pytest.mark.parametrize("signatures", [(), SIGNED[:1], SIGNED[1:]])
def test_one_signature_is_not_enough(signatures: tuple[Any, ...]) -> None:
    claimed, entered = at_both(items=(item(expires_at=NOW - HOUR),))
    (asked,) = late(claimed, entered)
    signed = replace(entered, decisions=(decision(asked, signatures=signatures),))
    assert not may_proceed(judge(claimed, signed))


def test_what_passes_at_both_times_asks_for_nothing() -> None:
    assert judge(*at_both()) == judge(at_both()[0])


def test_what_fails_at_both_times_is_told_once_by_its_own_gate() -> None:
    claimed, entered = at_both(items=(item(expires_at=CLAIMED - HOUR),))
    assert not late(claimed, entered)
    assert not may_proceed(judge(claimed, entered))


def test_a_feeding_entered_late_is_not_stopped() -> None:
    feeding = step("tend", feeding=True)
    claimed, entered = at_both(step=feeding, items=(item(expires_at=NOW - HOUR, kind="intermediate"),))
    assert may_proceed(judge(claimed, entered))

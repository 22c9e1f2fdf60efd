"""States of samples, how much may be taken, and who may end one, without a database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from tsunagu.evaluation.domain.samples import (
    ASKING,
    EARLY,
    KEPT,
    PRODUCTS,
    PROTECTED,
    PURPOSES,
    STATES,
    Kept,
    Taking,
    check_may_answer,
    check_may_ask,
    check_may_end,
    check_reserve_of,
    check_taking,
    is_guarded,
    left_after,
    sample_state,
    use_of,
)
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LATER, BEFORE = NOW + timedelta(days=1), NOW - timedelta(days=1)
ASKER, OTHER = UUID(int=1), UUID(int=2)


def kept(**changes: object) -> Kept:
    known: dict[str, object] = {
        "label": "S1",
        "purpose": "retained",
        "item_state": "in_use",
        "keep_until": LATER,
    }
    return Kept(**(known | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("item_state", "keep_until", "asked", "state"),
    [
        ("in_use", LATER, "", "kept"),
        ("in_use", None, "", "kept"),
        ("in_use", NOW, "", "due"),
        ("in_use", BEFORE, "", "due"),
        ("in_use", LATER, "use", "asked"),
        ("used", LATER, "", "used"),
        ("administered", LATER, "", "used"),
        ("destroyed", BEFORE, "", "destroyed"),
    ],
)
def test_the_state_follows_from_item_clock_and_what_is_asked(
    item_state: str, keep_until: datetime | None, asked: str, state: str
) -> None:
    assert sample_state(item_state, keep_until, asked, NOW) == state
    assert state in STATES


def test_the_tables_of_words_fit_each_other() -> None:
    assert set(PRODUCTS) == set(PURPOSES)
    assert PROTECTED < KEPT < set(PURPOSES)
    assert ASKING[""] == set(EARLY)
    assert all(ASKING[what] == {""} for what in EARLY)


@pytest.mark.parametrize(
    ("purpose", "keep_until", "guarded"),
    [("retained", LATER, True), ("donor", LATER, True), ("retained", NOW, False), ("retained", None, True),
     ("retest", LATER, False), ("test", None, False)],
)  # fmt: skip
def test_what_is_kept_for_later_is_guarded_until_its_time(
    purpose: str, keep_until: datetime | None, guarded: bool
) -> None:
    assert is_guarded(kept(purpose=purpose, keep_until=keep_until), NOW) is guarded


def test_who_may_end_ask_and_answer() -> None:
    with pytest.raises(NotAllowed):
        check_may_end(kept(keep_until=BEFORE), frozenset({"courier"}), NOW)
    with pytest.raises(Refused):
        check_may_end(kept(), frozenset({"quality"}), NOW)
    check_may_end(kept(keep_until=BEFORE), frozenset({"storage"}), NOW)
    check_may_ask(kept(), "use", frozenset({"storage"}), NOW)
    with pytest.raises(BadInput):
        check_may_ask(kept(), "eat", frozenset({"storage"}), NOW)
    asked = kept(asked="use", asked_by=ASKER)
    check_may_answer(asked, OTHER, frozenset({"quality"}))
    for person, roles in ((ASKER, {"quality"}), (OTHER, {"qc"})):
        with pytest.raises(NotAllowed):
            check_may_answer(asked, person, frozenset(roles))
    with pytest.raises(Refused):
        check_may_answer(kept(), OTHER, frozenset({"quality"}))


def test_a_reserve_is_of_the_same_thing_and_still_there() -> None:
    check_reserve_of(kept(purpose="retest"), True)
    for one, is_same in (
        (kept(), True),
        (kept(purpose="retest"), False),
        (kept(purpose="retest", item_state="used"), True),
    ):
        with pytest.raises(Refused):
            check_reserve_of(one, is_same)


@pytest.mark.parametrize(
    ("had", "unit", "amount", "of", "containers", "drawn", "left"),
    [
        (10.0, "mL", "0.1", "mL", 3, "", "9.7"),
        (10.0, "mL", "500", "uL", 2, "", "9"),
        (0.3, "mL", "0.1", "mL", 3, "", "0"),
        (7.2e7, "cells", "1", "mL", 1, "1.2e7", "60000000"),
        (None, "", "1", "mL", 1, "", None),
    ],
)
def test_what_is_left_is_exact_and_never_below_zero(
    had: float | None, unit: str, amount: str, of: str, containers: int, drawn: str, left: str | None
) -> None:
    taking = Taking("test", containers, amount, of, drawn=drawn)
    found = left_after(had, unit, taking, check_taking(taking))
    assert found == (None if left is None else Decimal(left))


@pytest.mark.parametrize(
    ("unit", "amount", "of", "drawn", "code"),
    [
        ("mL", "3.4", "mL", "", "more_than_there_is"),
        ("mL", "1", "mg", "", "drawn_needed"),
        ("cells", "1", "mL", "", "drawn_needed"),
        ("mL", "1", "mL", "10.1", "more_than_there_is"),
        ("mL", "1", "mL", "-1", "amount"),
    ],
)
def test_what_can_not_be_taken(unit: str, amount: str, of: str, drawn: str, code: str) -> None:
    taking = Taking("test", 3, amount, of, drawn=drawn)
    with pytest.raises(BadInput) as caught:
        left_after(10.0, unit, taking, check_taking(taking))
    assert caught.value.code == code


def test_a_use_leaves_the_rest_or_nothing() -> None:
    assert use_of(1.0, "0.9") == Decimal("0.1")
    assert use_of(1.0, "1") is None
    assert use_of(1.0, " ") is None
    assert use_of(None, "1") is None
    with pytest.raises(BadInput):
        use_of(1.0, "1.1")

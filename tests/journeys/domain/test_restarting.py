"""Which things a new attempt leaves behind."""

from uuid import UUID

import pytest

from tsunagu.journeys.domain.restarting import is_superseded, may_begin_at


def test_what_an_earlier_attempt_made_is_superseded() -> None:
    assert is_superseded(1, 2)
    assert is_superseded(2, 3)


def test_what_the_attempt_that_counts_made_is_not() -> None:
    assert not is_superseded(1, 1)
    assert not is_superseded(2, 2)


def test_a_thing_that_no_known_step_made_is_not() -> None:
    assert not is_superseded(1, None)


HOSPITAL, MAKER, COURIER = UUID(int=1), UUID(int=2), UUID(int=3)


@pytest.mark.parametrize(
    ("action", "member", "may"),
    [
        ("collect", HOSPITAL, True),
        ("process", HOSPITAL, True),
        ("prepare", HOSPITAL, True),
        ("process", MAKER, True),
        ("tend", MAKER, True),
        ("collect", MAKER, False),
        ("prepare", MAKER, False),
        ("process", COURIER, False),
        ("collect", COURIER, False),
        ("release", HOSPITAL, False),
        ("test", MAKER, False),
        ("transport", HOSPITAL, False),
    ],
)
def test_who_begins_a_case_again_and_where(action: str, member: UUID, may: bool) -> None:
    assert may_begin_at(action, member, HOSPITAL, MAKER) is may


@pytest.mark.parametrize(("member", "may"), [(MAKER, True), (HOSPITAL, False), (COURIER, False)])
def test_a_lot_is_begun_again_by_its_maker(member: UUID, may: bool) -> None:
    assert may_begin_at("collect", member, None, MAKER) is may

"""Many want the same hour in the same moment: one gets each unit, and the others are told that it is taken."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.coordination.sharing.support import TUESDAY, an_offer, booked, counts
from tests.members.conftest import Cast
from tests.members.conftest import cast as entered
from tests.support.at_once import at_once
from tsunagu.foundation.refusals import Refused


@pytest.fixture
def real_cast(fresh_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The cast on a database of the test's own."""
    with django_db_blocker.unblock():
        yield entered.__wrapped__(None)  # type: ignore[attr-defined]


@pytest.mark.parametrize("capacity", [1, 3])
def test_each_unit_is_taken_once(real_cast: Cast, capacity: int) -> None:
    offer = an_offer(real_cast, capacity=capacity)

    def tried() -> str:
        try:
            booked(real_cast, real_cast.stranger, offer, TUESDAY)
        except Refused as refused:
            return refused.code
        return "booked"

    found = at_once(*[tried] * 6)
    assert (found.count("booked"), found.count("taken")) == (capacity, 6 - capacity)
    assert counts() == (capacity, capacity)


def test_one_request_sent_twice_at_once_is_one_booking(real_cast: Cast) -> None:
    offer = an_offer(real_cast, capacity=3)
    found = at_once(*[lambda: booked(real_cast, real_cast.stranger, offer, key="same")] * 3)
    assert len(set(found)) == 1
    assert counts() == (1, 1)

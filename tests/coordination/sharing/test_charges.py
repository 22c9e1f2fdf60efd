"""What shared use costs: the tariff of the booking, actual use, the month that a use belongs to, tax."""

from datetime import datetime, timedelta

import pytest

from tests.coordination.sharing.support import HOUR, NOW, TUESDAY, an_offer, booked, card, row, terms
from tests.members.conftest import Cast
from tsunagu.coordination.domain.sharing.charges import Line, totals
from tsunagu.coordination.queries.sharing import month_lines
from tsunagu.coordination.services.sharing.answer import cancel, note_use
from tsunagu.coordination.services.sharing.offer import change_offer
from tsunagu.foundation.refusals import BadInput, NotAllowed
from tsunagu.foundation.scope import acting
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import TOKYO

pytestmark = pytest.mark.django_db


def test_the_tariff_is_that_of_the_booking_and_longer_use_counts(cast: Cast) -> None:
    offer = an_offer(cast)
    made = booked(cast, cast.stranger, offer)
    with acting(cast.scope(cast.operator)):
        change_offer(cast.operator, offer, card(cast), terms(member_yen=9000), NOW)
    until = TUESDAY + 2 * HOUR + timedelta(minutes=1)
    with acting(cast.scope(cast.operator)):
        for ends in (TUESDAY, TUESDAY + timedelta(days=3), NOW - HOUR):
            with pytest.raises(BadInput):
                note_use(cast.operator, made, TUESDAY, ends, until)
        note_use(cast.operator, made, TUESDAY, until, until)
        note_use(cast.operator, made, TUESDAY, until, until)
    assert (row(made).state, row(made).amount) == ("used", 3 * 1005)


def test_shorter_use_costs_what_was_booked(cast: Cast) -> None:
    made = booked(cast, cast.stranger, an_offer(cast))
    with acting(cast.scope(cast.stranger)):
        note_use(cast.stranger, made, TUESDAY, TUESDAY + timedelta(minutes=20), TUESDAY + 3 * HOUR)
    assert (row(made).state, row(made).amount) == ("used", 2 * 1005)


def test_a_month_ends_at_midnight_in_japan(cast: Cast) -> None:
    offer = an_offer(cast, week=((0, 1440),) * 7)
    first = datetime(2026, 12, 1, tzinfo=TOKYO)
    for at in (first - HOUR, first):
        booked(cast, cast.stranger, offer, at, units=1)
    later = first + timedelta(days=40)
    with acting(cast.scope(cast.operator)):
        months = [
            month_lines(cast.maker.id, since, until, later)
            for since, until in (
                (datetime(2026, 11, 1, tzinfo=TOKYO), first), (first, datetime(2027, 1, 1, tzinfo=TOKYO)),
            )
        ]  # fmt: skip
    assert [[one.starts_at for one in lines] for lines in months] == [[first - HOUR], [first]]


def test_the_month_charges_what_was_used_or_is_over_and_no_own_use(cast: Cast) -> None:
    offer = an_offer(cast, capacity=4)
    for actor, guest in ((cast.stranger, ""), (cast.operator, ""), (cast.operator, "大学院生")):
        booked(cast, actor, offer, guest=guest)
    gone = booked(cast, cast.coordinator, offer)
    booked(cast, cast.coordinator, offer, TUESDAY + timedelta(days=1))
    with acting(cast.scope(cast.coordinator)):
        cancel(cast.coordinator, gone, "", NOW)
    month = TUESDAY.replace(day=1, hour=0), (TUESDAY + timedelta(days=31)).replace(day=1, hour=0)
    with acting(cast.scope(cast.operator)):
        lines = month_lines(cast.maker.id, *month, TUESDAY + 3 * HOUR)
    assert {(one.payer, one.amount) for one in lines} == {("outsider", 2010), ("guest:大学院生", 4000)}
    with acting(cast.scope(cast.stranger)):
        assert month_lines(cast.outsider.id, *month, TUESDAY + 3 * HOUR) == []
        with pytest.raises(NotAllowed):
            booked(cast, cast.stranger, offer, TUESDAY + 5 * HOUR, guest="誰か")


def test_tax_is_rounded_once_for_each_payer_and_rate() -> None:
    def line(payer: str, units: int, rate: int = 10) -> Line:
        return Line(payer, Text(payer, payer), TUESDAY, Text("", ""), units, 105, rate, "member")

    found = totals([line("b", 1), line("a", 1), line("a", 1), line("a", 1, 8)])
    assert [(one.payer_name.ja, one.net, one.tax, one.gross) for one in found] == [
        ("a", 105, 8, 113), ("a", 210, 21, 231), ("b", 105, 10, 115),
    ]  # fmt: skip

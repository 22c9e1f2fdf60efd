"""Booking by the terms: who, when, how long, with which training; conflicts, approval, giving back, charges."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.coordination.sharing.support import (
    HOUR,
    NOW,
    TUESDAY,
    WEEK,
    an_offer,
    booked,
    card,
    counts,
    row,
    terms,
)
from tests.members.conftest import SINCE, Cast
from tsunagu.coordination.domain.sharing.booking import check_time
from tsunagu.coordination.domain.sharing.terms import check_terms, hours_of
from tsunagu.coordination.domain.sharing.week import Taken, grid
from tsunagu.coordination.models import SharedOffer, SharedTime
from tsunagu.coordination.queries.sharing import booking, offers, own_bookings, taken
from tsunagu.coordination.services.sharing.answer import answer, cancel, note_use
from tsunagu.coordination.services.sharing.book import Wish, book
from tsunagu.coordination.services.sharing.lapse import lapse
from tsunagu.coordination.services.sharing.offer import change_offer, make_offer, withdraw_offer
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import TOKYO
from tsunagu.members.domain.roles import READING_ROLES
from tsunagu.members.services.add_agreement import add_agreement
from tsunagu.members.services.record_training import record_training
from tsunagu.notices.models import Notice
from tsunagu.notices.queries import waiting_for

pytestmark = pytest.mark.django_db


def test_a_time_is_booked_once_and_the_owner_is_told(cast: Cast) -> None:
    offer = an_offer(cast)
    made = booked(cast, cast.stranger, offer, key="one")
    assert booked(cast, cast.stranger, offer, key="one") == made
    assert counts() == (1, 1)
    found = row(made)
    assert (found.state, found.ends_at, found.amount, found.charge_class) == (
        "booked", TUESDAY + 2 * HOUR, 2010, "member",
    )  # fmt: skip
    with acting(Scope("auditor")):
        assert list(Notice.objects.values_list("member_id", "kind")) == [(cast.maker.id, "shared_booked")]


@pytest.mark.parametrize(
    ("starts", "units"),
    [(TUESDAY, 1), (TUESDAY - HOUR, 2), (TUESDAY + HOUR, 3), (TUESDAY + 2 * HOUR, 1), (TUESDAY - HOUR, 1)],
)
def test_a_taken_time_and_its_cleaning_are_refused(cast: Cast, starts: Any, units: int) -> None:
    offer = an_offer(cast, buffer_minutes=30)
    booked(cast, cast.stranger, offer)
    with pytest.raises(Refused) as refused:
        booked(cast, cast.coordinator, offer, starts, units)
    assert refused.value.code == "taken"
    assert counts() == (1, 1)


def test_several_at_the_same_time_and_no_more(cast: Cast) -> None:
    offer = an_offer(cast, capacity=2)
    for _ in range(2):
        booked(cast, cast.stranger, offer)
    with pytest.raises(Refused):
        booked(cast, cast.stranger, offer)
    booked(cast, cast.stranger, offer, TUESDAY + 2 * HOUR)
    assert counts() == (3, 3)


def test_a_lowered_capacity_counts_what_was_booked_before(cast: Cast) -> None:
    """Of three units two stay: the one that is booked on the third takes one of them."""
    offer = an_offer(cast, capacity=3)
    first = [booked(cast, cast.stranger, offer) for _ in range(3)]
    with acting(cast.scope(cast.stranger)):
        for uuid in first[:2]:
            cancel(cast.stranger, uuid, "", NOW)
    with acting(cast.scope(cast.operator)):
        change_offer(cast.operator, offer, card(cast), terms(capacity=2), NOW)
    booked(cast, cast.stranger, offer)
    with pytest.raises(Refused) as refused:
        booked(cast, cast.stranger, offer)
    assert refused.value.code == "taken"
    assert counts() == (4, 2)


def test_the_database_itself_refuses_what_overlaps(cast: Cast) -> None:
    an_offer(cast)
    with acting(Scope("worker")):
        offer = SharedOffer.objects.get()
        one = {"offer": offer, "member_id": offer.member_id, "lane": 1}

        def take(starts: Any, ends: Any, **more: Any) -> None:
            booking = __import__("uuid").uuid4()
            SharedTime.objects.create(
                **(one | {"booking": booking, "starts_at": starts, "ends_at": ends} | more)
            )

        take(TUESDAY, TUESDAY + HOUR)
        take(TUESDAY + HOUR, TUESDAY + 2 * HOUR)
        take(TUESDAY, TUESDAY + HOUR, lane=2)
        with pytest.raises(IntegrityError, match="coordination_shared_time_alone"), transaction.atomic():
            take(TUESDAY + HOUR / 2, TUESDAY + HOUR)


@pytest.mark.parametrize(
    ("starts", "units", "changes", "code"),
    [
        (TUESDAY.replace(day=23), 1, {}, "closed"),
        (TUESDAY.replace(day=28), 1, {}, "closed"),
        (TUESDAY.replace(hour=8), 1, {}, "closed"),
        (TUESDAY.replace(hour=17), 2, {}, "closed"),
        (TUESDAY.replace(minute=30), 1, {}, "closed"),
        (NOW - HOUR, 1, {}, "too_soon"),
        (TUESDAY, 1, {"notice_hours": 24 * 5}, "too_soon"),
        (TUESDAY, 1, {"horizon_days": 3}, "too_far"),
        (TUESDAY, 9, {}, "units"),
        (TUESDAY, 1, {"least_units": 2}, "units"),
        (TUESDAY, 0, {}, "units"),
    ],
)
def test_outside_its_terms_nothing_is_booked(
    cast: Cast, starts: Any, units: int, changes: dict[str, Any], code: str
) -> None:
    offer = an_offer(cast, **changes)
    with pytest.raises(Refused) as refused:
        booked(cast, cast.stranger, offer, starts, units)
    assert refused.value.code == code
    assert counts() == (0, 0)


def test_every_time_that_the_week_shows_as_free_can_be_booked(cast: Cast) -> None:
    """Days that open at other times stand on their own grid: 09:00, and 09:30 on Tuesdays."""
    week = ((540, 720), (570, 750), None, None, None, None, None)
    said = terms(week=week, buffer_minutes=0)
    monday = TUESDAY.date() + timedelta(days=6)
    days = [monday + timedelta(days=number) for number in range(7)]
    rows = grid(said, days, [], NOW, TOKYO, set())
    free = [cell.starts_at for _, cells in rows for cell in cells if cell.state == "free"]
    assert [f"{at:%a %H:%M}" for at in sorted(free)] == [
        "Mon 09:00", "Mon 10:00", "Mon 11:00", "Tue 09:30", "Tue 10:30", "Tue 11:30",
    ]  # fmt: skip
    for at in free:
        check_time(said, at, 1, NOW, TOKYO, set())


def test_a_time_too_short_for_the_shortest_booking_is_not_shown_as_free() -> None:
    """Two hours at least; of two devices one is taken from 10:00, the other from 11:00, and both from 15:00."""
    said = terms(least_units=2, capacity=2, buffer_minutes=0)
    held = [
        Taken(TUESDAY, TUESDAY + HOUR, 1, False),
        Taken(TUESDAY + HOUR, TUESDAY + 2 * HOUR, 2, False),
        *(Taken(TUESDAY + 5 * HOUR, TUESDAY + 6 * HOUR, lane, False) for lane in (1, 2)),
    ]
    rows = grid(said, [TUESDAY.date()], held, NOW, TOKYO, set())
    shown = {step // 60: cells[0].state for step, cells in rows}
    assert shown == {
        9: "free", 10: "short", 11: "free", 12: "free", 13: "free", 14: "short", 15: "taken", 16: "free", 17: "short",
    }  # fmt: skip


def test_open_on_holidays_is_open_on_holidays(cast: Cast) -> None:
    booked(cast, cast.stranger, an_offer(cast, on_holidays=True), TUESDAY.replace(day=23))


def test_without_valid_training_it_is_refused_with_how_to_get_it(cast: Cast) -> None:
    offer = an_offer(
        cast, subject="flow-cytometer", how_to_train=Text("毎月第1月曜の講習を受講", "Course each month")
    )
    with acting(cast.scope(cast.coordinator)):
        record_training(
            cast.stranger.person_uuid, cast.outsider.uuid, "flow-cytometer", valid_from=SINCE,
            valid_until=SINCE + timedelta(days=30),
        )  # fmt: skip
    with pytest.raises(NotAllowed) as refused:
        booked(cast, cast.stranger, offer)
    assert refused.value.code == "training"
    assert "第1月曜" in refused.value.reason.ja
    assert counts() == (0, 0)
    with acting(cast.scope(cast.coordinator)):
        record_training(
            cast.stranger.person_uuid, cast.outsider.uuid, "flow-cytometer", valid_from=NOW.date()
        )
    booked(cast, cast.stranger, offer)


def test_only_members_under_agreement_or_named_book_what_is_for_them(cast: Cast) -> None:
    agreed, named = (
        an_offer(cast, who="agreement"),
        an_offer(cast, who="named", named=frozenset({cast.hub.uuid})),
    )
    for offer in (agreed, named):
        with pytest.raises(NotAllowed):
            booked(cast, cast.stranger, offer)
        booked(cast, cast.operator, offer)
    with acting(cast.scope(cast.coordinator)):
        add_agreement("quality", [cast.maker.uuid, cast.outsider.uuid], valid_from=SINCE)
    booked(cast, cast.stranger, agreed, TUESDAY + 4 * HOUR)
    booked(cast, cast.coordinator, named, TUESDAY + 4 * HOUR)


def test_approval_holds_the_time_and_declining_frees_it(cast: Cast) -> None:
    offer = an_offer(cast, needs_approval=True)
    made = booked(cast, cast.stranger, offer)
    assert row(made).state == "asked"
    with pytest.raises(Refused):
        booked(cast, cast.coordinator, offer)
    with acting(cast.scope(cast.stranger)), pytest.raises(NotAllowed):
        answer(cast.stranger, made, approves=True, note="", now=NOW)
    with acting(cast.scope(cast.operator)):
        with pytest.raises(BadInput):
            answer(cast.operator, made, approves=False, note=" ", now=NOW)
        answer(cast.operator, made, approves=False, note="点検のため", now=NOW)
        answer(cast.operator, made, approves=False, note="点検のため", now=NOW)
        with pytest.raises(Refused):
            answer(cast.operator, made, approves=True, note="", now=NOW)
    assert counts() == (1, 0)
    other = booked(cast, cast.stranger, offer)
    with acting(cast.scope(cast.operator)):
        answer(cast.operator, other, approves=True, note="", now=NOW)
    assert (row(made).state, row(other).state) == ("declined", "booked")
    with acting(Scope("auditor")):
        told = list(Notice.objects.filter(kind="shared_answered").values_list("person_id", flat=True))
        assert told == [cast.stranger.person_id] * 2
        assert not Notice.objects.filter(kind="shared_asked", done_at__isnull=True).exists()


def test_a_booker_is_told_of_a_yes_and_of_the_taking_back_after_it(cast: Cast) -> None:
    made = booked(cast, cast.stranger, an_offer(cast, needs_approval=True))
    with acting(cast.scope(cast.operator)):
        answer(cast.operator, made, approves=True, note="", now=NOW)
        cancel(cast.operator, made, "故障", NOW)
    with acting(cast.scope(cast.stranger)):
        yes, back = sorted(one.text.ja for one in waiting_for(cast.stranger))
    assert "承認されました" in yes
    assert "提供者が予約を取り消しました。（故障）" in back


def test_what_nobody_approved_until_it_began_comes_to_nothing(cast: Cast) -> None:
    offer = an_offer(cast, needs_approval=True)
    made, other = booked(cast, cast.stranger, offer), booked(cast, cast.operator, offer, TUESDAY + 4 * HOUR)
    with acting(cast.scope(cast.operator)):
        (duty,) = waiting_for(cast.operator)
        assert (duty.kind, duty.due_at) == ("shared_asked", TUESDAY)
    assert lapse(TUESDAY - timedelta(minutes=1)) == 0
    assert [lapse(TUESDAY) for _ in range(2)] == [1, 0]
    assert (row(made).state, row(other).state) == ("declined", "booked")
    assert counts() == (2, 1)
    with acting(cast.scope(cast.stranger)):
        (told,) = waiting_for(cast.stranger)
        assert "承認されないまま" in told.text.ja
    with acting(cast.scope(cast.operator)):
        assert waiting_for(cast.operator) == []


def test_giving_back_frees_the_time_and_is_too_late_shortly_before(cast: Cast) -> None:
    offer = an_offer(cast)
    made = booked(cast, cast.stranger, offer)
    with acting(cast.scope(cast.stranger)), pytest.raises(Refused) as late:
        cancel(cast.stranger, made, "", TUESDAY - 23 * HOUR)
    assert late.value.code == "too_late"
    assert counts() == (1, 1)
    in_time = booked(cast, cast.stranger, offer, TUESDAY + 4 * HOUR)
    with acting(cast.scope(cast.stranger)):
        cancel(cast.stranger, in_time, "", TUESDAY + 4 * HOUR - timedelta(hours=24))
    assert counts() == (2, 1)
    with acting(cast.scope(cast.operator)):
        with pytest.raises(BadInput):
            cancel(cast.operator, made, "", TUESDAY - HOUR)
        cancel(cast.operator, made, "故障", TUESDAY - HOUR)
        cancel(cast.operator, made, "故障", TUESDAY - HOUR)
    assert counts() == (2, 0)
    booked(cast, cast.coordinator, offer)


def test_what_nobody_has_approved_is_given_back_until_it_begins(cast: Cast) -> None:
    asked = booked(cast, cast.stranger, an_offer(cast, needs_approval=True))
    with acting(cast.scope(cast.stranger)):
        with pytest.raises(Refused):
            cancel(cast.stranger, asked, "", TUESDAY + timedelta(minutes=1))
        cancel(cast.stranger, asked, "", TUESDAY - HOUR)
    assert counts() == (1, 0)


def test_others_see_that_it_is_taken_and_never_by_whom(cast: Cast) -> None:
    offer = an_offer(cast)
    made = booked(cast, cast.stranger, offer, purpose="秘密の試料")
    span = TUESDAY - HOUR, TUESDAY + HOUR
    with acting(cast.scope(cast.quality)):
        assert booking(made).purpose == "秘密の試料"
    third = cast.coordinator
    with acting(Scope("member", member=cast.partner.uuid, member_id=cast.partner.id)):
        (offered,) = offers()
        (seen,) = taken(offered.id, *span, cast.partner.id)
        assert (seen.is_own, own_bookings(cast.outsider.id)) == (False, [])
        for act in (booking, lambda uuid: cancel(third, uuid, "x", NOW)):
            with pytest.raises(NotFound):
                act(made)
    with acting(cast.scope(cast.stranger)):
        assert taken(offered.id, *span, cast.outsider.id)[0].is_own
    with acting(Scope("public")):
        assert not SharedTime.objects.exists()
    assert row(made).state == "booked"


def test_who_only_reads_neither_notes_the_use_nor_gives_back(cast: Cast) -> None:
    made = booked(cast, cast.stranger, an_offer(cast))
    reader = replace(cast.stranger, roles=READING_ROLES)
    with acting(cast.scope(cast.stranger)):
        for act in (
            lambda: note_use(reader, made, TUESDAY, TUESDAY + HOUR, TUESDAY + 3 * HOUR),
            lambda: cancel(reader, made, "", NOW),
            lambda: book(reader, row(made).offer.uuid, Wish(TUESDAY + 4 * HOUR, 1), "k", NOW),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert (row(made).state, row(made).used_from, counts()) == ("booked", None, (1, 1))


def test_who_does_not_own_it_does_not_keep_it(cast: Cast) -> None:
    offer = an_offer(cast)
    with acting(cast.scope(cast.stranger)):
        for act in (
            lambda: change_offer(cast.stranger, offer, card(cast), terms(member_yen=0), NOW),
            lambda: withdraw_offer(cast.stranger, offer, NOW),
            lambda: make_offer(cast.stranger, card(cast), terms(), "k", NOW),
        ):
            with pytest.raises(NotAllowed):
                act()
        (seen,) = offers()
        assert seen.terms.member_yen == 1005
    with acting(cast.scope(cast.operator)):
        withdraw_offer(cast.operator, offer, NOW)
    with pytest.raises(NotFound):
        booked(cast, cast.stranger, offer)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"week": (None,) * 7}, "terms_week"),
        ({"unit_minutes": 7}, "terms_unit"),
        ({"least_units": 3, "most_units": 2}, "terms_units"),
        ({"least_units": 10, "most_units": 10}, "terms_units"),
        ({"notice_hours": 24 * 60, "horizon_days": 60}, "terms_notice"),
        ({"capacity": 21}, "terms_capacity"),
        ({"who": "all"}, "terms_who"),
        ({"who": "named"}, "terms_named"),
        ({"subject": "x"}, "terms_training"),
        ({"member_yen": -1}, "terms_charge"),
        ({"tax_percent": 31}, "terms_tax"),
    ],
)
def test_terms_that_cannot_be_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_terms(terms(**changes))
    assert refused.value.code == code


@pytest.mark.parametrize("typed", ["9-18", "18:00-09:00", "09:00-25:00", "09:60-18:00", "x"])
def test_hours_that_cannot_be_read_are_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        hours_of(typed, "day0")
    assert (hours_of(" 09:00 〜 24:00 ", "day0"), hours_of("", "day0"), WEEK[0]) == (
        (540, 1440),
        None,
        (540, 1080),
    )

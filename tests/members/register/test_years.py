"""Membership years: who goes on, who leaves and on which day, by whom it is said, and what comes of it."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from tests.members.conftest import NOW, Cast
from tsunagu.foundation.own_data import read_data
from tsunagu.foundation.problems import SetupProblem
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.register.growth import Stay, months
from tsunagu.members.domain.register.record import Known, Record
from tsunagu.members.domain.register.terms import terms_from
from tsunagu.members.domain.register.years import YearAnswer, in_year
from tsunagu.members.models import Member, Membership
from tsunagu.members.models import YearAnswer as Row
from tsunagu.members.queries.membership import terms, year_line, year_lines
from tsunagu.members.services.answer_year import answer_year

TODAY = date(2026, 11, 22)
LAST = date(2027, 3, 31)


def say(cast: Cast, actor: Actor, answer: str, year: int = 2026, now: datetime = NOW, **more: object) -> bool:
    with acting(cast.scope(actor)):
        return answer_year(actor, cast.maker.uuid, year, answer, now=now, **more)  # type: ignore[arg-type]


def state(cast: Cast, year: int = 2026) -> str:
    with acting(cast.scope(cast.coordinator)):
        line = year_line(cast.maker.uuid, year, TODAY)
    assert line is not None
    return line.state


def test_a_year_runs_from_april_to_march() -> None:
    found = terms()
    assert [found.year_of(day) for day in (date(2026, 3, 31), date(2026, 4, 1), LAST)] == [2025, 2026, 2026]
    assert (found.first_day(2026), found.last_day(2026)) == (date(2026, 4, 1), LAST)
    assert found.year_name(2026).ja == "2026年度"


@pytest.mark.parametrize(
    ("joined", "left", "said", "wanted"),
    [
        (date(2020, 4, 1), None, "", "open"),
        (date(2020, 4, 1), None, "renew", "renewed"),
        (date(2026, 4, 1), None, "", "new"),
        (date(2027, 4, 1), None, "", None),
        (date(2020, 4, 1), date(2026, 3, 31), "", None),
        (date(2020, 4, 1), date(2026, 11, 21), "leave", "left"),
        (date(2020, 4, 1), date(2026, 11, 22), "leave", "leaving"),
        (date(2020, 4, 1), date(2028, 3, 31), "renew", "renewed"),
    ],
)
def test_the_state_of_a_member_in_a_year(
    joined: date, left: date | None, said: str, wanted: str | None
) -> None:
    known = Known(1, UUID(int=1), Record(name_ja="会", joined_on=joined, left_on=left))
    answer = YearAnswer(said, "regular", left) if said else None
    line = in_year(known, answer, terms(), 2026, TODAY)
    assert (line.state if line else None) == wanted


def test_a_member_renews_in_a_class_and_the_same_again_is_one_act(cast: Cast) -> None:
    assert state(cast) == "open"
    with pytest.raises(BadInput, match="Choose a fee class"):
        say(cast, cast.operator, "renew")
    assert say(cast, cast.operator, "renew", fee_class="small")
    assert not say(cast, cast.operator, "renew", fee_class="small")
    assert not say(cast, cast.coordinator, "renew")
    assert say(cast, cast.coordinator, "renew", fee_class="regular")
    with acting(cast.scope(cast.coordinator)):
        assert list(Row.objects.values_list("turn", "fee_class", "person__email")) == [
            (1, "small", "ono@maker.example"), (2, "regular", "aoki@hub.example"),
        ]  # fmt: skip
        line = next(one for one in year_lines(2026, TODAY) if one.known.uuid == cast.maker.uuid)
    assert (line.state, line.yen) == ("renewed", terms().classes["regular"].yen)
    assert state(cast, 2027) == "open"


def test_leaving_has_a_day_and_can_be_taken_back_until_it_is_over(cast: Cast) -> None:
    for day in (None, date(2026, 3, 31), date(2027, 4, 1)):
        with pytest.raises(BadInput, match="between 2026-04-01 and 2027-03-31"):
            say(cast, cast.operator, "leave", leaves_on=day)
    assert say(cast, cast.operator, "leave", leaves_on=LAST)
    assert state(cast) == "leaving"
    assert Member.objects.get(uuid=cast.maker.uuid).left_on == LAST
    assert say(cast, cast.operator, "renew", fee_class="regular")
    assert Member.objects.get(uuid=cast.maker.uuid).left_on is None
    assert say(cast, cast.coordinator, "leave", leaves_on=TODAY)
    tomorrow = NOW + timedelta(days=1)
    with pytest.raises(Refused, match="can't be changed any more"):
        say(cast, cast.operator, "renew", fee_class="regular", now=tomorrow)
    assert Member.objects.get(uuid=cast.maker.uuid).left_on == TODAY


def test_going_on_this_year_leaves_what_was_said_of_the_next(cast: Cast) -> None:
    assert say(cast, cast.operator, "leave", 2027, leaves_on=date(2027, 9, 30))
    assert say(cast, cast.operator, "renew", 2026, fee_class="regular")
    assert Member.objects.get(uuid=cast.maker.uuid).left_on == date(2027, 9, 30)
    assert (state(cast, 2026), state(cast, 2027)) == ("renewed", "leaving")
    assert not say(cast, cast.operator, "renew", 2026, fee_class="regular")
    assert say(cast, cast.operator, "renew", 2027, fee_class="regular")
    assert Member.objects.get(uuid=cast.maker.uuid).left_on is None


@pytest.mark.parametrize("joined", [date(2020, 4, 1), date(2026, 6, 1)])
def test_another_class_from_next_year_leaves_the_fee_of_this_one(cast: Cast, joined: date) -> None:
    with acting(Scope("worker")):
        Member.objects.filter(uuid=cast.maker.uuid).update(joined_on=joined)
        Membership.objects.update_or_create(member_id=cast.maker.id, defaults={"fee_class": "small"})
    before = state(cast)
    assert say(cast, cast.operator, "renew", 2027, fee_class="regular")
    assert not say(cast, cast.operator, "renew", 2027, fee_class="regular")
    with acting(cast.scope(cast.coordinator)):
        fees = [year_line(cast.maker.uuid, year, TODAY) for year in (2026, 2027)]
    assert [one.fee.key for one in fees if one and one.fee] == ["small", "regular"]
    assert state(cast) == {"open": "renewed", "new": "new"}[before]


def test_nobody_else_answers_and_no_other_year_is_answered(cast: Cast) -> None:
    for actor in (cast.stranger,):
        with pytest.raises(NotAllowed):
            say(cast, actor, "renew", fee_class="regular")
    for year in (2025, 2028):
        with pytest.raises(BadInput, match="this membership year and the next"):
            say(cast, cast.operator, "renew", year, fee_class="regular")
    with acting(cast.scope(cast.coordinator)):
        assert not Row.objects.exists()
    assert Member.objects.get(uuid=cast.maker.uuid).left_on is None


def test_an_installation_states_its_own_terms_or_is_told_what_is_wrong(tmp_path: object) -> None:
    from pathlib import Path

    own = Path(f"{tmp_path}") / "membership.yaml"

    def read(text: str) -> object:
        own.write_text(text, encoding="utf-8")
        return read_data("membership.yaml", own, "TSUNAGU_MEMBERSHIP", terms_from, "members")

    own.write_text("year_begins: 1\n", encoding="utf-8")
    found = read_data("membership.yaml", own, "TSUNAGU_MEMBERSHIP", terms_from, "members")
    assert (found.year_begins, list(found.classes)) == (1, list(terms().classes))
    for text, told in (
        ("year_begins: 13", "1 to 12"), ("classes: {}", "one at least"), ("fees: {}", "no fees"),
        ("classes: {a: {ja: 一, en: a, yen: -1, who_ja: 皆, who_en: all}}", "whole number of yen"),
    ):  # fmt: skip
        with pytest.raises(SetupProblem, match=told):
            read(text)


def test_growth_counts_each_month_by_kind_with_who_joined_and_left() -> None:
    stays = [
        Stay("company", date(2016, 10, 1)), Stay("company", date(2016, 10, 15), date(2016, 12, 31)),
        Stay("hospital", date(2016, 12, 1)), Stay("hospital", date(2030, 1, 1)),
    ]  # fmt: skip
    found = months(stays, date(2017, 1, 10))
    assert [(f"{one.first:%Y-%m}", one.total, one.by_kind, one.joined, one.left) for one in found] == [
        ("2016-10", 2, {"company": 2}, 2, 0),
        ("2016-11", 2, {"company": 2}, 0, 0),
        ("2016-12", 2, {"company": 1, "hospital": 1}, 1, 1),
        ("2017-01", 2, {"company": 1, "hospital": 1}, 0, 0),
    ]
    assert months([], date(2017, 1, 1)) == []

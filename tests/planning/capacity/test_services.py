"""Publishing, exceptions, withdrawing and files: who may, what is kept, and that the same again changes nothing."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.members.conftest import NOW, TODAY
from tests.planning.capacity.conftest import ALWAYS, DAY_SHIFT, SHIFT, SINCE, SUITE, Works
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import NoScope, Scope, acting
from tsunagu.foundation.written.sheets import as_book, as_csv
from tsunagu.planning.domain.capacity import CalendarException, Pattern, Published
from tsunagu.planning.domain.capacity.writing import sheet
from tsunagu.planning.domain.problem import Span
from tsunagu.planning.models import CapacityChange, CapacityException, CapacityPattern, Resource
from tsunagu.planning.queries.capacity import problem_resources, resource, resources
from tsunagu.planning.queries.changes import changes_of
from tsunagu.planning.services import (
    add_exceptions,
    import_capacity,
    look_at_file,
    publish_resource,
    remove_exception,
    withdraw_resource,
)

NEW_YEAR = CalendarException(date(2026, 12, 29), date(2027, 1, 3), reason="holiday", note="年末年始")


def rows() -> tuple[int, ...]:
    """How many rows there are of each kind, changes included."""
    with acting(Scope("auditor")):
        counted = (Resource, CapacityPattern, CapacityException, CapacityChange)
        return tuple(model._default_manager.count() for model in counted)


def test_what_is_published_is_read_by_every_member(works: Works) -> None:
    for actor in (works.cast.operator, works.cast.stranger, works.cast.coordinator):
        with acting(works.cast.scope(actor)):
            found = {one.card.key: one for one in resources()}
        assert found["suite"].published.patterns == (ALWAYS,)
        assert found["suite"].card == SUITE
        assert (found["suite"].member, found["suite"].published.site) == (works.cast.maker.uuid, "works")


def test_strangers_auditors_and_nobody_change_nothing(works: Works) -> None:
    before, cast = rows(), works.cast
    tries = (
        lambda: publish_resource(cast.site, SUITE, [], NOW),
        lambda: add_exceptions([works.suite], NEW_YEAR, NOW),
        lambda: withdraw_resource(works.suite, TODAY, NOW),
        lambda: look_at_file(cast.maker.uuid, b"x", NOW),
    )
    auditor = Scope("auditor", member=cast.maker.uuid, member_id=cast.maker.id)
    for scope in (cast.scope(cast.stranger), auditor):
        for attempt in tries:
            with acting(scope), pytest.raises(NotAllowed):
                attempt()
    with pytest.raises(NoScope):
        publish_resource(cast.site, SUITE, [], NOW)
    assert rows() == before


def test_the_coordinator_keeps_it_on_behalf_and_it_is_told_who_did(works: Works) -> None:
    with acting(works.cast.scope(works.cast.coordinator)):
        assert add_exceptions([works.suite], NEW_YEAR, NOW) == 1
        latest = changes_of(works.suite)[0]
    assert (latest.verb, latest.person.en) == ("exceptions", "aoki")
    assert [line.sign for line in latest.lines] == ["added"]
    assert "年末年始" in latest.lines[0].text.ja


def test_changes_are_for_the_member_and_the_coordinator(works: Works) -> None:
    for actor, sees in ((works.cast.operator, 1), (works.cast.coordinator, 1), (works.cast.stranger, 0)):
        with acting(works.cast.scope(actor)):
            assert len(changes_of(works.suite)) == sees


def test_the_same_again_changes_nothing(works: Works) -> None:
    with acting(works.cast.scope(works.cast.operator)):
        assert add_exceptions([works.suite, works.shift], NEW_YEAR, NOW) == 2
        before = rows()
        assert publish_resource(works.cast.site, SUITE, [ALWAYS, ALWAYS], NOW) == works.suite
        assert add_exceptions([works.shift, works.suite], NEW_YEAR, NOW) == 0
    assert rows() == before


def test_publishing_again_replaces_the_week_and_keeps_exceptions(works: Works) -> None:
    fewer = replace(ALWAYS, capacity=1)
    with acting(works.cast.scope(works.cast.operator)):
        add_exceptions([works.suite], NEW_YEAR, NOW)
        publish_resource(works.cast.site, replace(SUITE, qualified_until=date(2027, 3, 31)), [fewer], NOW)
        found = resource(works.suite)
    assert found.published.patterns == (fewer,)
    assert found.published.exceptions == (NEW_YEAR,)
    assert found.last_day == date(2027, 3, 31)


def test_a_new_one_needs_a_new_key(works: Works) -> None:
    before = rows()
    with acting(works.cast.scope(works.cast.operator)), pytest.raises(Refused) as refused:
        publish_resource(works.cast.site, replace(SHIFT, key="suite"), [], NOW, is_new=True)
    assert refused.value.field == "key"
    assert rows() == before


def test_an_exception_for_the_same_days_is_replaced_and_can_be_taken_back(works: Works) -> None:
    with acting(works.cast.scope(works.cast.operator)):
        add_exceptions([works.suite], NEW_YEAR, NOW)
        add_exceptions([works.suite], replace(NEW_YEAR, capacity=1), NOW)
        found = resource(works.suite)
        assert [one.capacity for one in found.published.exceptions] == [1]
        assert remove_exception(found.exception_ids[0], NOW) == works.suite
        assert resource(works.suite).published.exceptions == ()
        with pytest.raises(NotFound):
            remove_exception(found.exception_ids[0], NOW)
        assert [line.sign for line in changes_of(works.suite)[0].lines] == ["removed"]


def test_an_exception_is_set_for_all_or_for_none(works: Works) -> None:
    before = rows()
    with acting(works.cast.scope(works.cast.operator)):
        with pytest.raises(NotFound):
            add_exceptions([works.suite, uuid4()], NEW_YEAR, NOW)
        with pytest.raises(BadInput) as refused:
            add_exceptions([], NEW_YEAR, NOW)
    assert refused.value.field == "resources"
    assert rows() == before


def test_what_is_withdrawn_is_closed_from_that_day_and_comes_back(works: Works) -> None:
    on = date(2026, 11, 25)
    with acting(works.cast.scope(works.cast.operator)):
        with pytest.raises(BadInput):
            withdraw_resource(works.suite, date(1, 1, 1), NOW)
        withdraw_resource(works.suite, on, NOW)
        withdraw_resource(works.suite, on, NOW)
        assert [day.total for day in resource(works.suite).days(TODAY, 4, ())] == [48, 48, 48, 0]
        assert {one.card.key for one in resources(since=on)} == {"operators"}
        assert [one.verb for one in changes_of(works.suite)] == ["withdrawn", "published"]
        publish_resource(works.cast.site, SUITE, [ALWAYS], NOW)
        assert resource(works.suite).withdrawn_on is None


def test_an_old_file_does_not_publish_again_what_was_withdrawn(works: Works) -> None:
    content = as_csv(sheet(_published(works), "ja"))
    with acting(works.cast.scope(works.cast.operator)):
        withdraw_resource(works.suite, TODAY + timedelta(days=30), NOW)
        assert take(works, content) == 0, "withdrawn later on, and so it stays"
        changed = content.decode("utf-8-sig").replace("0,24,2", "0,24,1").encode()
        assert take(works, changed) == 1
        assert resource(works.suite).withdrawn_on == TODAY + timedelta(days=30)
        withdraw_resource(works.suite, TODAY, NOW)
        before = rows()
        assert [one.column for one in look_at_file(works.cast.maker.uuid, content, NOW).faults] == [
            "resource"
        ]
        with pytest.raises(BadInput, match="withdrawn"):
            take(works, content)
    assert rows() == before


def test_a_planning_problem_takes_all_of_it(works: Works) -> None:
    monday = date(2026, 11, 23)  # a public holiday
    with acting(works.cast.scope(works.cast.operator)):
        add_exceptions([works.suite], CalendarException(date(2026, 11, 24), date(2026, 11, 24)), NOW)
        found = {one.key: one for one in problem_resources(monday, 3)}
    assert found["works/suite"].open == (Span(0, 24, 2), Span(48, 72, 2))
    assert found["works/operators"].open == (Span(33, 41, 3), Span(57, 65, 3))
    assert (found["works/suite"].kind, found["works/suite"].place) == ("clean_room", "works")


def test_how_many_patterns_and_exceptions_a_resource_may_have(works: Works) -> None:
    before = rows()
    week = [replace(DAY_SHIFT, valid_from=SINCE + timedelta(days=n)) for n in range(61)]
    with acting(works.cast.scope(works.cast.operator)), pytest.raises(Refused, match="at most 60"):
        publish_resource(works.cast.site, SHIFT, week, NOW)
    assert rows() == before


def take(works: Works, content: bytes) -> int:
    found = look_at_file(works.cast.maker.uuid, content, NOW)
    return import_capacity(works.cast.maker.uuid, content, found.digest, NOW)


def test_a_file_is_taken_over_once_however_often_it_comes(works: Works) -> None:
    with acting(works.cast.scope(works.cast.operator)):
        add_exceptions([works.suite], NEW_YEAR, NOW)
        unit = [one.published for one in resources(works.cast.maker.uuid)]
        before = rows()
        for language in ("ja", "en"):
            written = sheet(unit, language)
            for content in (as_csv(written), as_book(("枠", written))):
                assert take(works, content) == 0
        assert rows() == before
        text = as_csv(sheet(unit, "ja")).decode("utf-8-sig").replace("9,17,3", "8,20,4")
        assert take(works, text.encode("cp932")) == 1
        assert take(works, text.encode("cp932")) == 0
        assert resource(works.shift).published.patterns == (Pattern(frozenset(range(5)), 8, 20, 4, SINCE),)
        assert changes_of(works.shift)[0].verb == "imported"


def test_nothing_is_taken_over_where_a_row_is_wrong(works: Works) -> None:
    before = rows()
    text = (
        "拠点キー,資源キー,行の種類,種別,名称（日本語）,曜日,初日,開始（時）,終了（時）,枠数\n"
        "works,new-room,週間,細胞加工室（患者1名ずつ）,新しい部屋,月,2026-04-01,9,17,1\n"
        "works,bad-room,週間,細胞加工室（患者1名ずつ）,部屋,月,0001-01-01,9,17,1\n"
    ).encode("cp932")
    with acting(works.cast.scope(works.cast.operator)):
        found = look_at_file(works.cast.maker.uuid, text, NOW)
        assert [(one.row, one.column) for one in found.faults] == [(3, "first")]
        with pytest.raises(BadInput, match="1900"):
            import_capacity(works.cast.maker.uuid, text, found.digest, NOW)
    assert rows() == before


def test_only_what_was_shown_is_taken_over(works: Works) -> None:
    content = as_csv(sheet([replace(one, patterns=()) for one in _published(works)], "ja")).replace(
        "細胞加工室,".encode(), "加工室,".encode()
    )
    with acting(works.cast.scope(works.cast.operator)):
        shown = look_at_file(works.cast.maker.uuid, content, NOW)
        assert [one.state for one in shown.differences] == ["changed", "same"]
        add_exceptions([works.suite], NEW_YEAR, NOW)
        before = rows()
        with pytest.raises(Refused, match="changed since"):
            import_capacity(works.cast.maker.uuid, content, shown.digest, NOW)
    assert rows() == before


def _published(works: Works) -> list[Published]:
    with acting(works.cast.scope(works.cast.operator)):
        return [one.published for one in resources(works.cast.maker.uuid)]


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"x" * (2**20 + 1), b"<html>"]
)
def test_files_that_are_no_tables(works: Works, content: bytes) -> None:
    with acting(works.cast.scope(works.cast.operator)), pytest.raises(BadInput) as refused:
        look_at_file(works.cast.maker.uuid, content, NOW)
    assert refused.value.field == "file"


def test_another_members_site_can_not_be_named(works: Works) -> None:
    content = as_csv(sheet(_published(works), "ja"))
    with acting(works.cast.scope(works.cast.stranger)):
        found = look_at_file(works.cast.outsider.uuid, content, NOW)
    assert {one.column for one in found.faults} == {"site"}
    assert "works" in found.faults[0].sentence.en

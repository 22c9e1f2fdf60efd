"""The brake on forms for passers-by: what a machine does is refused, and how many come in ends at a ceiling."""

from datetime import UTC, datetime, timedelta

import pytest

from tsunagu.foundation.brake import Ceiling, check_ceiling, check_filled_in
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.web.open_forms import OpenForm, opened_at, opened_mark

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "trap", "said"),
    [(60, "spam", "taken for"), (1, "", "faster"), (90_000, "", "too long"), (None, "", "too long")],
)
def test_what_a_machine_does_is_refused(seconds: int | None, trap: str, said: str) -> None:
    opened = None if seconds is None else NOW - timedelta(seconds=seconds)
    with pytest.raises(BadInput, match=said):
        check_filled_in(opened, trap, NOW)


def test_a_person_passes() -> None:
    check_filled_in(NOW - timedelta(seconds=4), " ", NOW)
    check_filled_in(NOW - timedelta(hours=24), "", NOW)


def test_as_many_as_may_come_and_no_more() -> None:
    check_ceiling(Ceiling(3), 2)
    for came in (3, 4):
        with pytest.raises(Refused) as refused:
            check_ceiling(Ceiling(3), came)
        assert "事務局へお電話ください" in refused.value.reason.ja


def test_a_form_open_for_too_long_is_sent_once_more_and_then_passes() -> None:
    stale = OpenForm({"opened": opened_mark(NOW - timedelta(days=2)), "homepage": ""}, now=NOW)
    assert not stale.is_valid()
    again = OpenForm({"opened": stale["opened"].value(), "homepage": ""}, now=NOW + timedelta(seconds=5))
    assert again.is_valid()
    assert opened_at("made up") is None


def test_the_trap_is_seen_by_machines_alone() -> None:
    form = OpenForm(now=NOW)
    assert [field.name for field in form.visible_fields()] == []
    written = str(form["homepage"])
    assert 'type="text"' in written, "machines leave hidden fields out"
    assert 'aria-hidden="true"' in written
    assert 'tabindex="-1"' in written

"""Days and times: read where the order of day and month is certain, refused where it isn't."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.evaluation.domain.files.moments import JAPAN, read_moment
from tsunagu.foundation.refusals import BadInput


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-26 15:05",
        "2026/11/26 15:05:00",
        "2026.11.26 15:05",
        "２０２６／１１／２６　１５：０５",
        "2026年11月26日 15時05分",
        "2026年11月26日(木) 午後3時5分",
        "2026/11/26 3:05:00 PM",
        "2026-11-26T06:05:00Z",
        "2026-11-26T15:05:00.000+09:00",
        "2026-11-26T01:05:00-0500",
    ],
)
def test_one_moment_in_the_ways_that_instruments_write_it(text: str) -> None:
    assert read_moment(text) == datetime(2026, 11, 26, 6, 5, tzinfo=UTC)


def test_a_day_is_its_midnight_in_japan() -> None:
    assert read_moment("2026/11/26") == datetime(2026, 11, 26, tzinfo=JAPAN)
    assert read_moment("2026/11/26 12:00 AM") == datetime(2026, 11, 26, tzinfo=JAPAN)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("11/12/2026", "time_order"),
        ("26.11.2026 10:00", "time_order"),
        ("26/11/12", "time_order"),
        ("2026-02-30", "time_unreadable"),
        ("2026-11-26 24:00", "time_unreadable"),
        ("2026-11-26 13:00 PM", "time_unreadable"),
        ("1899-12-31", "time_unreadable"),
        ("10:00", "time_unreadable"),
        ("x" * 10_000, "time_unreadable"),
    ],
)
def test_what_is_uncertain_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_moment(text)
    assert refused.value.code == code
    assert "2026-11-26 10:00" in refused.value.reason.ja
    assert len(refused.value.reason.ja) < 120


@given(st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)))  # noqa: DTZ001 - the file names no zone
def test_what_is_written_is_read_back(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert read_moment(whole.isoformat(sep=" ")) == whole.replace(tzinfo=JAPAN)


@given(st.text(max_size=40) | st.text("0123456789-/:年月日時分 TZ+午前PM", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert read_moment(text).tzinfo is not None
    except BadInput as refused:
        assert refused.code.startswith("time_")  # noqa: PT017 - both outcomes are right

"""Which donor tests count, and what they say of the donor."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tsunagu.foundation.refusals import BadInput
from tsunagu.journeys.domain.screening import Sample, check_sample, eligibility, screened

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def sample(marker: str = "HIV", state: Any = "negative", days_ago: float = 3, **changes: Any) -> Sample:
    at = NOW - days_ago * DAY
    return Sample(marker, state, at, changes.pop("reported_at", at + DAY), **changes)


def states(*samples: Sample, required: tuple[str, ...] = ("HIV",)) -> dict[str, str]:
    return {test.name.en: test.state for test in screened(samples, required, NOW)}


@pytest.mark.parametrize(
    ("samples", "state"),
    [
        ((), "missing"),
        ((sample("CMV"),), "missing"),
        ((sample(),), "negative"),
        ((sample(days_ago=-1),), "missing"),
        ((sample(state="positive", days_ago=-1),), "positive"),
        ((sample(state="pending"), sample(days_ago=2)), "negative"),
        ((sample(days_ago=3), sample(state="pending", days_ago=2)), "pending"),
        ((sample(state="pending"), sample(reported_at=NOW)), "negative"),
        ((sample(state="positive", days_ago=9), sample()), "positive"),
        ((sample(state="positive"), sample(days_ago=9)), "positive"),
        ((sample(state="positive", days_ago=9, is_set_aside=True), sample()), "negative"),
        ((sample(state="positive", is_set_aside=True),), "missing"),
        ((sample(state="positive", is_set_aside=True), sample(state="positive", days_ago=1)), "positive"),
    ],
)
def test_the_test_that_counts(samples: tuple[Sample, ...], state: str) -> None:
    assert states(*samples)["HIV"] == state


def test_a_retest_long_after_the_donation_leaves_its_window_kept() -> None:
    at_donation = sample(days_ago=40, window_days=30, retest_due=NOW - 5 * DAY)
    retest = sample(days_ago=6, window_days=30)
    (kept,) = screened((at_donation, retest), ("HIV",), NOW, NOW - 41 * DAY)
    assert (kept.sampled_at, kept.retest_due) == (at_donation.sampled_at, None)
    (late,) = screened((retest,), ("HIV",), NOW, NOW - 41 * DAY)
    assert late.sampled_at == retest.sampled_at
    (running,) = screened((at_donation, sample("HIV", "pending", 6)), ("HIV",), NOW, NOW - 41 * DAY)
    assert running.state == "pending"


@pytest.mark.parametrize(
    ("samples", "found"),
    [
        ((), "missing"),
        ((sample("HIV"),), "missing"),
        ((sample("HIV"), sample("HBV")), "eligible"),
        ((sample("HIV"), sample("HBV", "pending")), "pending"),
        ((sample("HIV", "pending"),), "missing"),
        ((sample("HIV", "positive"),), "ineligible"),
        ((sample("HIV"), sample("HBV"), sample("CMV", "positive")), "ineligible"),
    ],
)
def test_a_donor_is_eligible_when_every_required_marker_is_negative(
    samples: tuple[Sample, ...], found: str
) -> None:
    assert eligibility(screened(samples, ("HIV", "HBV"), NOW)) == found


def test_without_any_test_nobody_is_eligible() -> None:
    assert eligibility(()) == "missing"


@pytest.mark.parametrize(
    ("days_ago", "retest_days", "code"),
    [(-0.1, None, "sampled_at"), (2, -3, "retest_due"), (2, -2, "retest_due")],
)
def test_times_of_a_sample(days_ago: float, retest_days: float | None, code: str) -> None:
    retest = None if retest_days is None else NOW + retest_days * DAY
    with pytest.raises(BadInput) as caught:
        check_sample(NOW - days_ago * DAY, retest, NOW)
    assert caught.value.code == code


def test_a_sample_taken_by_now_with_a_later_retest_is_right() -> None:
    check_sample(NOW, NOW + DAY, NOW)
    check_sample(NOW - DAY, None, NOW)

"""One clock: anchored in the database, at a rate, and never backwards."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tsunagu.foundation import clock
from tsunagu.foundation.models import ClockSetting
from tsunagu.foundation.refusals import BadInput, Refused

pytestmark = pytest.mark.django_db
SOON = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    clock.forget()
    latest = clock._latest
    yield
    clock.forget()
    clock._latest = latest


def test_it_shows_the_machines_time_in_utc() -> None:
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=1)
    assert clock.now().tzinfo is UTC
    assert clock.rate() == 1.0


def test_it_runs_at_its_rate_from_its_anchor() -> None:
    clock.set_clock(SOON, 3600.0)
    assert timedelta(0) <= clock.now() - SOON < timedelta(hours=2)
    assert clock.rate() == 3600.0
    row = ClockSetting.objects.get()
    row.anchor_real -= timedelta(seconds=10)
    row.save()
    clock.forget()
    assert timedelta(hours=10) <= clock.now() - SOON < timedelta(hours=12)


def test_the_rate_changes_without_a_jump() -> None:
    clock.set_clock(SOON, 60.0)
    before = clock.now()
    clock.set_clock(clock.now(), 1.0)
    assert timedelta(0) <= clock.now() - before < timedelta(seconds=5)


def test_it_is_not_set_back() -> None:
    clock.set_clock(SOON, 1.0)
    with pytest.raises(BadInput) as refused:
        clock.set_clock(SOON - timedelta(minutes=1), 1.0)
    assert refused.value.code == "clock_backwards"
    assert ClockSetting.objects.get().anchor_shown == SOON


@pytest.mark.parametrize(
    ("shown", "rate"),
    [(SOON, 0.0), (SOON, -1.0), (SOON, 1e9), (SOON, float("nan")), (SOON.replace(tzinfo=None), 1.0)],
)
def test_a_meaningless_setting_is_refused(shown: datetime, rate: float) -> None:
    with pytest.raises(BadInput):
        clock.set_clock(shown, rate)
    assert not ClockSetting.objects.exists()


def test_a_machine_whose_clock_was_set_back_records_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock.now()
    monkeypatch.setattr(clock, "_latest", datetime.now(UTC) + timedelta(minutes=4))
    clock.now()
    monkeypatch.setattr(clock, "_latest", datetime.now(UTC) + timedelta(minutes=6))
    with pytest.raises(Refused) as refused:
        clock.now()
    assert refused.value.code == "clock_backwards"
    assert refused.value.reason.ja

"""Waiting times are data: what is shipped, what an installation says instead, and what it may not say."""

from datetime import timedelta
from pathlib import Path

import pytest

from tsunagu.foundation.problems import SetupProblem
from tsunagu.foundation.refusals import BadInput
from tsunagu.journeys.domain.waiting import NAMES, waiting_times_from
from tsunagu.journeys.queries.waiting import read_waiting_times, waiting_times

WHOLE = dict.fromkeys(NAMES, 5)


def test_what_is_shipped_is_whole() -> None:
    times = waiting_times()
    hours = [
        span / timedelta(hours=1) for span in (times.decision, times.hold_review, times.go_on, times.readings)
    ]
    assert hours == [24, 72, 24, 2]


def test_an_installation_says_only_what_differs(tmp_path: Path) -> None:
    own = tmp_path / "times.yaml"
    own.write_text("hold_review_hours: 48\nreadings_hours: 0.5\n")
    times, shipped = read_waiting_times(own), waiting_times()
    assert (times.hold_review, times.readings) == (timedelta(hours=48), timedelta(minutes=30))
    assert (times.decision, times.go_on) == (shipped.decision, shipped.go_on)


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (["decision_hours"], "no list of names"),
        (None, "no list of names"),
        (WHOLE | {"coffee_hours": 1}, "coffee_hours is none of"),
        (WHOLE | {"readings_hours": 0}, "readings_hours must be hours above 0"),
        (WHOLE | {"readings_hours": -2}, "-2"),
        (WHOLE | {"readings_hours": True}, "True"),
        (WHOLE | {"readings_hours": "2 h"}, "'2 h'"),
        (WHOLE | {"readings_hours": float("nan")}, "nan"),
        (WHOLE | {"readings_hours": 10**9}, "up to 8760"),
        ({"decision_hours": 1}, "go_on_hours, readings_hours is missing"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(layer: object, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        waiting_times_from(layer)
    assert said in caught.value.reason.en
    assert caught.value.reason.ja.startswith("待ち時間の設定：")


@pytest.mark.parametrize("content", [b"readings_hours: -1", b"a: [", b"\xff\xfe\x00", b""])
def test_a_file_that_makes_no_sense_stops_the_start(tmp_path: Path, content: bytes) -> None:
    own = tmp_path / "times.yaml"
    own.write_bytes(content)
    with pytest.raises(SetupProblem) as caught:
        read_waiting_times(own)
    assert str(own) in caught.value.reason.ja
    assert str(own) in caught.value.reason.en


def test_a_file_that_is_gone_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SetupProblem, match=r"gone\.yaml"):
        read_waiting_times(tmp_path / "gone.yaml")

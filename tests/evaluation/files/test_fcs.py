"""Cytometer files: what they say of themselves, events in a rectangle, one sentence for damaged ones."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.files.making import cytometer_file
from tsunagu.evaluation.domain.files.fcs import MOST_EVENTS, Channel, Gate, GateCount, count_events, read_flow
from tsunagu.foundation.refusals import BadInput

EVENTS = [(float(event), float(event % 10)) for event in range(100)]
WORDS = {
    "$CYT": "Synthetic Cytometer", "$CYTSN": "SC-7", "$SMNO": "S-001", "$FIL": "s001.fcs", "$OP": "田中",
    "$DATE": "26-NOV-2026", "$BTIM": "23:59:30", "$ETIM": "00:00:10.50",
}  # fmt: skip


def test_the_keywords_are_read() -> None:
    found = read_flow(cytometer_file(EVENTS, keywords=WORDS))
    assert (found.version, found.sample, found.file_name, found.events) == ("3.1", "S-001", "s001.fcs", 100)
    assert (found.instrument, found.serial, found.operator) == ("Synthetic Cytometer", "SC-7", "田中")
    assert found.began_at == datetime(2026, 11, 26, 14, 59, 30, tzinfo=UTC)
    assert found.ended_at == datetime(2026, 11, 26, 15, 0, 10, tzinfo=UTC)
    assert found.channels == (Channel(1, "FSC-A", "", 1024.0), Channel(2, "FL1-A", "CD90", 1024.0))


@pytest.mark.parametrize(("version", "kind"), [("2.0", "I"), ("3.0", "I"), ("3.0", "F"), ("3.1", "D")])
def test_every_version_and_kind_of_number_gives_the_same_counts(version: str, kind: str) -> None:
    events = [(int(one), int(two)) for one, two in EVENTS] if kind == "I" else EVENTS
    content = cytometer_file(events, version=version, kind=kind)
    assert count_events(content, [Gate("FL1-A", 5, 8)]) == GateCount(30, 100, 0.3)


@pytest.mark.parametrize(
    ("gates", "count"),
    [
        ([], 100),
        ([Gate("FSC-A", 50)], 50),
        ([Gate("FSC-A", maximum=50)], 50),
        ([Gate("CD90", 9)], 10),
        ([Gate("FSC-A", 50, 60), Gate("FL1-A", 5)], 5),
        ([Gate("FSC-A", 1000)], 0),
    ],
)
def test_events_in_all_ranges_are_counted_minimum_included(gates: list[Gate], count: int) -> None:
    assert count_events(cytometer_file(EVENTS), gates) == GateCount(count, 100, count / 100)


def test_logarithmic_channels_and_gains_are_made_linear() -> None:
    words = {"$P1E": "4,1", "$P1R": "1024", "$P2G": "2"}
    content = cytometer_file([(0, 8), (256, 8), (512, 8), (1023, 8)], kind="I", keywords=words)
    assert (
        count_events(content, [Gate("FSC-A", 10, 101)]).count == 2
    )  # 10 and 100: a decade each 256 channels
    assert count_events(content, [Gate("FL1-A", 4, 4.1)]).count == 4


def test_the_span_of_the_time_channel_is_in_seconds() -> None:
    content = cytometer_file(
        [(1, 100), (2, 350)], channels=[("FSC-A", ""), ("Time", "")], keywords={"$TIMESTEP": "0.1"}
    )
    assert read_flow(content).seconds == 25
    assert read_flow(cytometer_file(EVENTS)).seconds is None


@pytest.mark.parametrize(
    ("gate", "code"),
    [
        (Gate("FL9-A", 1), "fcs_channel"),
        (Gate("", 1), "fcs_channel"),
        (Gate("FL1-A", 5, 5), "fcs_gate"),
        (Gate("FL1-A", float("nan")), "fcs_gate"),
    ],
)
def test_a_gate_that_cannot_be_meant_is_refused(gate: Gate, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        count_events(cytometer_file(EVENTS), [gate])
    assert refused.value.code == code


WHOLE = cytometer_file(EVENTS, keywords=WORDS)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (WHOLE[:-1], "fcs_damaged"),
        (WHOLE[:200], "fcs_damaged"),
        (WHOLE[:10], "fcs_damaged"),
        (b"FCS3.1", "fcs_damaged"),
        (b"FCS4.0" + WHOLE[6:], "fcs_version"),
        (b"not one", "fcs_version"),
        (cytometer_file([(float("nan"), 1.0)]), "fcs_damaged"),
        (cytometer_file(EVENTS, keywords={"$TOT": "99"}), "fcs_damaged"),
        (cytometer_file(EVENTS, keywords={"$TOT": str(MOST_EVENTS + 1)}), "fcs_events"),
        (cytometer_file(EVENTS, keywords={"$P2B": "10", "$DATATYPE": "I"}), "fcs_damaged"),
        (cytometer_file(EVENTS, keywords={"$NEXTDATA": "4000"}), "fcs_several"),
        (cytometer_file(EVENTS, keywords={"$BYTEORD": "3,4,1,2"}), "fcs_mode"),
        (cytometer_file(EVENTS, keywords={"$MODE": "U"}), "fcs_mode"),
        (b"FCS3.1" + b" " * 50_000_000, "file_size"),
    ],
)
@pytest.mark.filterwarnings("ignore:Non-standard bit width")
def test_a_damaged_file_is_refused_in_one_sentence(content: bytes, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_flow(content)
    assert (refused.value.code, refused.value.field) == (code, "file")
    assert refused.value.reason.ja.endswith("。")


def test_a_share_of_no_events_is_refused() -> None:
    with pytest.raises(BadInput):
        count_events(cytometer_file([]), [])


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
def test_any_damage_is_read_or_refused(place: int, damage: bytes) -> None:
    try:
        found = read_flow(WHOLE[:place] + damage + WHOLE[place + len(damage) :])
    except BadInput as refused:
        assert refused.field == "file"  # noqa: PT017 - both outcomes are right
    else:
        assert found.events >= 0

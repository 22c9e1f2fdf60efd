"""Logger files: what is read, and what is refused with its line."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.conditions.domain.logger_file import LARGEST_BYTES, MOST_ROWS, Recording, parse
from tsunagu.conditions.domain.readings import Reading
from tsunagu.foundation.refusals import BadInput

FIRST = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


def lines(*rows: str, header: str = "日時,温度(℃)") -> bytes:
    return "\r\n".join([header, *rows]).encode()


def times(recording: Recording) -> list[Reading]:
    return list(recording.readings)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_reads_japanese_files_in_the_encodings_that_loggers_use(encoding: str) -> None:
    content = "日時,温度(℃)\r\n2026/11/26 10:00:00,5.2\r\n2026/11/26 10:05:00,-0.5\r\n".encode(encoding)
    assert times(parse(content)) == [Reading(FIRST, 5.2), Reading(FIRST + timedelta(minutes=5), -0.5)]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Time,Temperature (°C)", "2026-11-26T01:00:00Z,5.2"),
        ("timestamp;temp_c", "2026-11-26 02:00:00+01:00;5,2"),
        ("No.\tDate/Time\tTemp. [C]", "1\t2026-11-26 10:00\t5.2"),
        ("日付,時刻,温度[℃]", "2026年11月26日,10時00分,5.2"),
        ("測定日,測定時刻,庫内温度(℃)", "2026/11/26,10:00:00,5.2"),
        ("日時,温度,単位", "2026-11-26 10:00,5.2,℃"),
        ("日時,温度(℃),湿度（%）", "2026-11-26 10:00,5.2℃,40"),
        ("日時,温度(℃)", "2026-11-26 10:00,5.2"),
        ('"Date time","temperature (degC)"', '"2026-11-26 10:00","+5.2"'),
    ],
)
def test_reads_the_usual_headers(header: str, row: str) -> None:
    assert times(parse(lines(row, header=header))) == [Reading(FIRST, 5.2)]


def test_passes_over_what_loggers_write_before_the_header() -> None:
    content = lines("Serial,TL-0042", "日時,温度(℃)", "2026-11-26 10:00,5.2", header="Model,XYZ")
    assert len(parse(content).readings) == 1


def test_a_disconnected_sensor_is_no_reading() -> None:
    rows = ["2026-11-26 10:00,5.2", "2026-11-26 10:05,----", "2026-11-26 10:10,断線", "2026-11-26 10:15,5.0"]
    recording = parse(lines(*rows))
    assert len(recording.readings) == 2
    assert len(recording.dropouts) == 2


def test_a_gap_is_no_refusal() -> None:
    assert len(parse(lines("2026-11-26 10:00,5.2", "2026-11-28 10:00,5.2")).readings) == 2


GOOD = "2026-11-26 10:00,5.2"


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (lines(GOOD, header="日時,温度（K）"), "logger_unit", "1行目"),
        (lines(GOOD, header="日時,温度（℉）"), "logger_unit", "°F"),
        (lines(GOOD, header="time,temp_f"), "logger_unit", "1行目"),
        (lines(GOOD, header="日時,温度（mV）"), "logger_unit", "mV"),
        (lines(GOOD, "2026-11-26 10:05,41.4 F"), "logger_unit", "3行目"),
        (lines(GOOD + ",℃", "2026-11-26 10:05,278,K", header="日時,温度,単位"), "logger_unit", "3行目"),
        (lines(GOOD, header="日時,温度"), "logger_unit_missing", "単位"),
        (lines(GOOD, header="日時,温度1(℃),温度2(℃)"), "logger_columns", "2つ"),
        (lines(GOOD, GOOD), "logger_order", "3行目"),
        (lines(GOOD, "2026-11-26 09:59,5.2"), "logger_order", "3行目"),
        (lines("2026-11-26 25:00,5.2"), "logger_time", "2行目"),
        (lines("昨日,5.2"), "logger_time", "昨日"),
        (lines("2026-11-26 10:00 +99:99,5.2"), "logger_time", "2行目"),
        (lines("2026-11-26 10:00,五度"), "logger_value", "五度"),
        (lines("2026-11-26 10:00,5.2.1"), "logger_value", "5.2.1"),
        (lines("2026-11-26 10:00," + "x" * 10_000), "logger_value", "2行目"),
        (lines("2026-11-26 10:00,278.35"), "logger_range", "278.35"),
        (lines("2026-11-26 10:00,-300"), "logger_range", "-300"),
        (lines("2026-11-26 10:00,--"), "logger_empty", "1件も"),
        (lines(), "logger_empty", "1件も"),
        (b"", "logger_header", "見出し"),
        (b"hello\nworld", "logger_header", "見出し"),
        (b"PK\x03\x04\x00\x00\x00", "logger_encoding", "CSV"),
        (b"\x81\xff\xff\xff", "logger_encoding", "CSV"),
        (b"x" * (LARGEST_BYTES + 1), "logger_size", "10 MB"),
        (lines(GOOD, '"' + "y" * 200_000), "logger_csv", "CSV"),
        (lines("2027-11-26 10:00,5.2"), "logger_future", "2行目"),
    ],
)
def test_refuses_with_one_sentence_that_names_the_place(content: bytes, code: str, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse(content, now=FIRST + timedelta(days=1))
    assert refused.value.code == code
    assert says in refused.value.reason.ja
    assert refused.value.field == "file"
    assert refused.value.reason.en.endswith(".")
    assert len(refused.value.reason.ja) < 200


def test_refuses_more_rows_than_the_limit() -> None:
    rows = "\n".join(
        f"2026-11-{1 + n // 86400:02} {n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02},5"
        for n in range(MOST_ROWS + 1)
    )
    with pytest.raises(BadInput, match="logger_rows"):
        parse(("time,temp (C)\n" + rows).encode())


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        parse(b"time,temperature (C)\n" + content)
    except BadInput:
        return


@given(
    st.lists(
        st.tuples(st.integers(1, 10**6), st.floats(-196, 60).map(lambda value: round(value, 2))),
        min_size=1,
        max_size=50,
    )
)
def test_what_was_written_is_read_back(steps: list[tuple[int, float]]) -> None:
    at, wanted = FIRST, []
    for seconds, celsius in steps:
        at += timedelta(seconds=seconds)
        wanted.append(Reading(at, celsius))
    rows = [f"{reading.at.isoformat()},{reading.celsius}" for reading in wanted]
    assert times(parse(lines(*rows))) == wanted

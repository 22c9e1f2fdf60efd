"""Files larger than most: read where the caller allows it, faults then told by their path alone."""

import json

import pytest

from tsunagu.foundation.written.cursor import MAX_LIST, Cursor
from tsunagu.foundation.written.faults import FileRefused
from tsunagu.foundation.written.reading import MAX_BYTES, Reading, read_text

LONG = json.dumps({"a": "x" * MAX_BYTES, "b": [1]}, indent=1)


def test_a_caller_may_allow_larger_files() -> None:
    with pytest.raises(FileRefused) as refused:
        read_text(LONG, "json")
    assert "at most 200 kB" in refused.value.reason.en
    with pytest.raises(FileRefused) as refused:
        read_text(LONG, "json", MAX_BYTES + 1)
    assert "at most 200 kB" in refused.value.reason.en
    assert read_text(LONG, "json", 2 * MAX_BYTES).data == json.loads(LONG)


def test_lines_are_known_in_short_json_alone() -> None:
    assert read_text('{\n"a": 1,\n"b": [1]}', "json").line_of("b") == 3
    assert read_text(LONG, "json", 2 * MAX_BYTES).line_of("b") is None


def test_a_key_written_twice_is_a_fault_in_long_files_too() -> None:
    (fault,) = read_text(f'{{"b": {LONG}, "b": 2}}', "json", 2 * MAX_BYTES).errors
    assert (fault.path, fault.line) == ("b", None)


def test_a_caller_may_allow_longer_lists() -> None:
    reading = Reading()
    assert len(list(Cursor(list(range(MAX_LIST + 1)), "many", reading).each())) == MAX_LIST
    assert [fault.path for fault in reading.errors] == ["many"]
    assert "at most 400" in reading.errors[0].reason.en
    reading = Reading()
    assert len(list(Cursor(list(range(MAX_LIST + 1)), "many", reading).each(1_000))) == MAX_LIST + 1
    assert not reading.errors

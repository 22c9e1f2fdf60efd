"""Files are read safely: lines are known, and what could harm the reader is refused in one sentence."""

import json
import time

import pytest
import yaml

from tests.therapies.domain.building import sound
from tsunagu.foundation.written.reading import MAX_BYTES, FileKind, read_text
from tsunagu.therapies.domain import RouteRefused, load_route, parse_route


def refused(text: str, kind: FileKind = "yaml") -> RouteRefused:
    with pytest.raises(RouteRefused) as caught:
        load_route(text, kind)
    return caught.value


def as_yaml() -> str:
    return yaml.safe_dump(json.loads(json.dumps(sound())), allow_unicode=True, sort_keys=False)


def test_yaml_and_json_say_the_same() -> None:
    from_yaml, from_json = load_route(as_yaml(), "yaml"), load_route(json.dumps(sound()), "json")
    assert from_yaml == from_json == parse_route(sound())


def test_a_fault_has_its_line() -> None:
    lines = as_yaml().replace("stage: manufacturing", "stage: kitchen").splitlines()
    error = refused("\n".join(lines)).errors[0]
    assert error.line is not None
    assert "kitchen" in lines[error.line - 1]
    assert error.path == "steps[3].stage"


def test_json_has_lines_too() -> None:
    lines = json.dumps(sound(), indent=2).replace('"hospital"', '"kitchen"', 1).splitlines()
    error = refused("\n".join(lines), "json").errors[0]
    assert error.line is not None
    assert "kitchen" in lines[error.line - 1]


def test_a_word_that_is_wrong_is_told_once() -> None:
    text = as_yaml().replace("\n  band: cold\n", "\n  band: hot\n")
    assert [error.path for error in refused(text).errors if error.path.startswith("steps")] == [
        "steps[2].band"
    ]


def test_a_missing_key_is_shown_at_its_step() -> None:
    lines = as_yaml().replace("  action: administer\n", "").splitlines()
    error = next(
        error for error in refused("\n".join(lines)).errors if "'action' is missing" in error.reason.en
    )
    assert error.line is not None
    assert "key: give" in lines[error.line - 1]


def test_a_key_written_twice_is_told_with_its_line() -> None:
    error = refused("version: 1\n" + as_yaml()).errors[0]
    assert (error.path, error.line is not None) == ("version", True)
    assert any("twice" in error.reason.en for error in refused('{"key": "a", "key": "b"}', "json").errors)


def test_numbers_are_those_of_yaml_1_2() -> None:
    data = read_text("a: 2.0e6\nb: 1e3\nc: yes\nd: 2026-01-01\ne: 010\nf: true\ng: ~\nh: on", "yaml").data
    assert data == {
        "a": 2_000_000.0, "b": 1000.0, "c": "yes", "d": "2026-01-01", "e": 10, "f": True, "g": None, "h": "on"
    }  # fmt: skip


BROKEN = {
    "indentation": "key: a\n  version: [1",
    "tab": "key:\n\t- a",
    "unclosed": '{"a": ',
    "object": "!!python/object/apply:os.system ['true']",
    "tag": "key: !!set {a, b}",
    "two documents": "a: 1\n---\nb: 2",
    "nothing": "",
    "only a comment": "# nothing",
    "a word": "hello",
    "nul": "key: a\x00b",
    "escaped nul": 'key: "a\\0b"',
    "surrogate": "key: \ud800",
    "alias": "a: &x [1]\nb: *x",
    "huge number": "version: " + "9" * 6000,
    "deep": "[" * 5000,
    "deep mapping": "{a: " * 900,
    "key that is a list": "? [a, b]\n: c",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_in_one_sentence(name: str) -> None:
    refusal = refused(BROKEN[name])
    assert refusal.reason.ja
    assert refusal.code == "route_refused"


@pytest.mark.parametrize(
    "text", ["", "[", "[" * 100_000, '{"a": NaN}', "1" * 5000, "null", '{"key": "\\ud800"}']
)
def test_broken_json_is_refused(text: str) -> None:
    assert refused(text, "json").errors


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    began = time.monotonic()
    assert "References" in refused(bomb).reason.en
    assert time.monotonic() - began < 1


def test_a_large_file_is_refused() -> None:
    assert "too large" in refused("a: " + "x" * MAX_BYTES).reason.en
    assert "too large" in refused("あ" * (MAX_BYTES // 2)).reason.en


def test_a_file_full_of_steps_is_refused_quickly() -> None:
    data = sound()
    data["steps"] = [{**data["steps"][0], "key": f"s{n}"} for n in range(300)]
    began = time.monotonic()
    assert any("Too many steps" in error.reason.en for error in refused(json.dumps(data), "json").errors)
    assert time.monotonic() - began < 2

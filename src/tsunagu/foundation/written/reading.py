"""From the text of a file to plain data, with the line of each value, refusing what could harm the reader."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from tsunagu.foundation.text import Text
from tsunagu.foundation.written.faults import Fault, FileRefused

FileKind = Literal["yaml", "json"]
MAX_BYTES = 200_000
MAX_DEPTH = 20
DUPLICATE = Text("同じ項目が二度書かれています。一つにしてください。", "This key is written twice; keep one.")
TOO_DEEP = Text(
    f"入れ子が深すぎます（{MAX_DEPTH} 段まで）。", f"Nested too deeply; at most {MAX_DEPTH} levels are read."
)


@dataclass(slots=True)
class Reading:
    """The data of a file, where each value stands, and the faults met while reading."""

    data: object = None
    lines: dict[str, int] = field(default_factory=dict)
    errors: list[Fault] = field(default_factory=list)

    def line_of(self, path: str) -> int | None:
        """Return the line of a path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = re.sub(r"(\.[^.\[\]]*|\[\d+\])$", "", path) if re.search(r"[.\[]", path) else ""
        return self.lines.get(path)


class _Loader(yaml.SafeLoader):
    """YAML's safe loader with the plain types of YAML 1.2: no dates, no yes/no, exponents without a sign."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Refuse references, which could blow a small file up, and bottomless nesting."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise _refused(
                "",
                Text(
                    "参照（* と &）は使えません。値をそのまま書いてください。",
                    "References (* and &) aren't read; write the value out.",
                ),
                line,
            )
        depth = getattr(self, "depth", 0)
        if depth > MAX_DEPTH:
            raise _refused("", TOO_DEEP, line)
        self.depth = depth + 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth = depth


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)$"),
    list("-+0123456789"),
)


def too_large(limit: int = MAX_BYTES) -> FileRefused:
    """Return the refusal of a file beyond the limit, in bytes."""
    kilobytes = limit // 1000
    return _refused(
        "",
        Text(
            f"ファイルが大きすぎます（{kilobytes} kB まで）。",
            f"The file is too large; at most {kilobytes} kB are read.",
        ),
    )


def read_text(text: str, kind: FileKind, limit: int = MAX_BYTES) -> Reading:
    """Return the data of a YAML or JSON text of at most ``limit`` bytes.

    Raises ``FileRefused`` where the text as a whole can't be read (too large, broken, references). A JSON text above
    ``MAX_BYTES`` is read without the lines of its values: faults name their path alone.
    """
    if len(text.encode("utf-8", "surrogatepass")) > limit:
        raise too_large(limit)
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise _refused(
            "", Text("文字として読めない部分があります。", "Part of the file isn't readable text.")
        )
    try:
        return _read_yaml(text) if kind == "yaml" else _read_json(text)
    except RecursionError as error:
        raise _refused("", TOO_DEEP) from error


def _refused(path: str, reason: Text, line: int | None = None) -> FileRefused:
    return FileRefused([Fault(path or "file", reason, line)])


def _syntax(line: int | None, detail: str) -> FileRefused:
    return _refused(
        "",
        Text(
            "書式に誤りがあり、ここから先を読めません。字下げ・記号・引用符を確かめてください。",
            f"The file can't be read from here on; check indentation, signs and quotes ({detail}).",
        ),
        line,
    )


def _read_yaml(text: str) -> Reading:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _syntax(mark.line + 1 if mark else None, error.problem or "syntax") from error
    except yaml.YAMLError as error:
        raise _syntax(None, "unreadable characters") from error
    finally:
        loader.dispose()
    reading = Reading()
    if node is not None:
        reading.data = _value(node, "", reading)
    return reading


def _value(node: yaml.Node, path: str, reading: Reading) -> object:
    reading.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, reading)
    if isinstance(node, yaml.SequenceNode):
        return [_value(inner, f"{path}[{at}]", reading) for at, inner in enumerate(node.value)]
    return _scalar(node, path, reading)


def _mapping(node: yaml.MappingNode, path: str, reading: Reading) -> dict[str, object]:
    found: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        inner = f"{path}.{key}" if path else key
        line = key_node.start_mark.line + 1
        if key in found:
            reading.errors.append(Fault(inner, DUPLICATE, line))
            continue
        reading.lines[inner] = line
        found[key] = _value(value_node, inner, reading)
    return found


def _scalar(node: yaml.Node, path: str, reading: Reading) -> object:
    text, tag = str(node.value), node.tag.rpartition(":")[2]
    if tag == "null":
        return None
    if tag == "bool":
        return text == "true"
    if tag in ("int", "float"):
        return _number(text, path, reading)
    if tag != "str":
        sorry = Text(
            f"「{node.tag[:40]}」という型は使えません。", f"The type {node.tag[:40]!r} can't be used here."
        )
        reading.errors.append(Fault(path, sorry, node.start_mark.line + 1))
    return text


def _number(text: str, path: str, reading: Reading) -> int | float | None:
    try:
        value = int(text) if re.fullmatch(r"[-+]?\d+", text) else float(text)
        if math.isfinite(value) and abs(value) < 1e18:
            return value
    except (ValueError, OverflowError):
        pass
    sorry = Text("数値が大きすぎて読めません。", "This number is too large to be read.")
    reading.errors.append(Fault(path, sorry, reading.line_of(path)))
    return None


def _read_json(text: str) -> Reading:
    reading = Reading()
    doubled: list[str] = []

    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        data = dict(found)
        if len(data) < len(found):
            doubled.extend(key for key, times in Counter(key for key, _ in found).items() if times > 1)
        return data

    try:
        reading.data = json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        raise _syntax(error.lineno, error.msg) from error
    except ValueError as error:
        raise _syntax(None, "number too long") from error
    reading.lines = _lines_of_json(text)
    reading.errors += [Fault(key[:60], DUPLICATE) for key in doubled]
    for path, value in _leaves(reading.data, "", 0):
        if isinstance(value, float) and not math.isfinite(value):
            sorry = Text("数値ではありません。", "This isn't a number.")
            reading.errors.append(Fault(path, sorry))
    return reading


def _lines_of_json(text: str) -> dict[str, int]:
    """Return the lines of a JSON text read as YAML, which it nearly always is too; else none are known."""
    if len(text) > MAX_BYTES:
        return {}
    try:
        return _read_yaml(text).lines
    except FileRefused:
        return {}


def _leaves(value: object, path: str, depth: int) -> Iterator[tuple[str, object]]:
    if depth > MAX_DEPTH:
        raise _refused(path, TOO_DEEP)
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else str(key), depth + 1)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{at}]", depth + 1)
    else:
        yield path, value

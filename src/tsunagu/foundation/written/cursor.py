"""A place in the data of a written file: reads a value of the wanted shape, or notes the fault."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tsunagu.foundation.text import Text
from tsunagu.foundation.written.faults import Fault
from tsunagu.foundation.written.reading import Reading

KEY_SHAPE = re.compile(r"[a-z][a-z0-9_-]{0,59}\Z")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
MAX_NAME = 60
MAX_FREE = 500
MAX_LIST = 400
UNKNOWN = "unknown"


def quoted(value: object) -> str:
    """Return a short printable form of a value for an error sentence."""
    text = CONTROL.sub("?", str(value))
    return f"{text[:40]}…" if len(text) > 40 else text


@dataclass(frozen=True, slots=True)
class Cursor:
    """One value with its path; the readers below never raise, they note the fault in ``reading``."""

    value: Any
    path: str
    reading: Reading

    def refuse(self, ja: str, en: str) -> None:
        """Note a fault at this place."""
        self.reading.errors.append(Fault(self.path or "file", Text(ja, en), self.reading.line_of(self.path)))

    @property
    def is_absent(self) -> bool:
        """Whether nothing was written here."""
        return self.value is None

    def fields(self, known: Collection[str], required: Collection[str] = ()) -> dict[str, "Cursor"]:
        """Return a cursor for each known key of a mapping; unknown and missing keys are faults."""
        if not isinstance(self.value, Mapping):
            if not self.is_absent or required:
                self.refuse("項目名と値の組で書いてください。", "Write this as keys with values.")
            return {key: self._inner(key, None) for key in known}
        for key in self.value:
            if key not in known:
                self._inner(str(key)[:60], None).refuse(
                    f"「{quoted(key)}」という項目はありません。使える項目：{'、'.join(sorted(known))}",
                    f"There is no key {quoted(key)!r} here. Known keys: {', '.join(sorted(known))}",
                )
        for key in required:
            if self.value.get(key) is None:
                self.refuse(f"「{key}」を書いてください。", f"{key!r} is missing here.")
        return {key: self._inner(key, self.value.get(key)) for key in known}

    def _inner(self, key: str, value: object) -> "Cursor":
        return Cursor(value, f"{self.path}.{key}" if self.path else key, self.reading)

    def entries(self) -> Iterator[tuple[str, "Cursor"]]:
        """Yield key and cursor for each entry of a mapping whose keys the author chooses."""
        if self.is_absent:
            return
        if not isinstance(self.value, Mapping):
            self.refuse("項目名と値の組で書いてください。", "Write this as keys with values.")
            return
        for key, value in self.value.items():
            yield str(key), self._inner(str(key), value)

    def each(self, limit: int = MAX_LIST) -> Iterator["Cursor"]:
        """Yield a cursor for each element of a list of at most ``limit``."""
        if self.is_absent:
            return
        if not isinstance(self.value, (list, tuple)):
            self.refuse(
                "一覧（- で始まる行）で書いてください。", "Write this as a list (lines that begin with -)."
            )
            return
        if len(self.value) > limit:
            self.refuse(f"一覧が長すぎます（{limit} 件まで）。", f"This list is too long; at most {limit}.")
        for at, value in enumerate(self.value[:limit]):
            yield Cursor(value, f"{self.path}[{at}]", self.reading)

    def text(self, limit: int = MAX_NAME, default: str = "") -> str:
        """Read a text of at most ``limit`` characters."""
        if self.is_absent:
            return default
        if not isinstance(self.value, str) or not self.value.strip():
            self.refuse("文字で書いてください。", "Write this as text.")
            return default
        if len(self.value) > limit:
            self.refuse(
                f"長すぎます（{len(self.value)} 文字）。{limit} 文字までにしてください。",
                f"Too long ({len(self.value)} characters); at most {limit}.",
            )
        if CONTROL.search(self.value):
            self.refuse("表示できない文字が含まれています。", "This holds characters that can't be shown.")
        return CONTROL.sub("", self.value[:limit]).strip()

    def key(self) -> str:
        """Read a key: small letters, digits, hyphen, underscore."""
        value = self.text()
        if value and not KEY_SHAPE.match(value):
            self.refuse(
                f"「{quoted(value)}」はキーに使えません。"
                "英小文字で始め、英小文字・数字・-・_ だけにしてください。",
                f"{quoted(value)!r} isn't a key; "
                "begin with a small letter, then small letters, digits, - and _.",
            )
        return value or UNKNOWN

    def bilingual(self) -> Text:
        """Read a name in both languages."""
        found = self.fields(("ja", "en"), ("ja", "en"))
        return Text(found["ja"].text(), found["en"].text())

    def choice(self, known: Mapping[str, Text], default: str = UNKNOWN) -> Any:
        """Read one word of a closed list."""
        if self.is_absent:
            return default
        if isinstance(self.value, str) and self.value in known:
            return self.value
        self.refuse(
            f"「{quoted(self.value)}」は使えません。次のどれかにしてください：{'、'.join(known)}",
            f"{quoted(self.value)!r} isn't known here; use one of: {', '.join(known)}",
        )
        return UNKNOWN

    def maybe_choice(self, known: Mapping[str, Text]) -> Any:
        """Read one word of a closed list, or nothing."""
        found = self.choice(known, "")
        return None if found in ("", UNKNOWN) else found

    def maybe_number(self, least: float, most: float) -> float | None:
        """Read a number between two bounds, or nothing."""
        if self.is_absent:
            return None
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)):
            self.refuse(
                f"数値で書いてください（「{quoted(self.value)}」）。",
                f"Write a number, not {quoted(self.value)!r}.",
            )
            return None
        if not least <= self.value <= most:
            shown = f"{self.value:g}" if abs(self.value) < 1e300 else quoted(self.value)
            self.refuse(
                f"{shown} は範囲外です（{least:g} 以上 {most:g} 以下）。",
                f"{shown} is out of range; from {least:g} to {most:g}.",
            )
            return None
        return float(self.value)

    def number(self, least: float, most: float, default: float = 0.0) -> float:
        """Read a number between two bounds."""
        found = self.maybe_number(least, most)
        return default if found is None else found

    def maybe_integer(self, least: int, most: int) -> int | None:
        """Read a whole number between two bounds, or nothing."""
        found = self.maybe_number(least, most)
        if found is None:
            return None
        if not found.is_integer():
            self.refuse("整数で書いてください。", "Write a whole number.")
        return int(found)

    def integer(self, least: int, most: int, default: int) -> int:
        """Read a whole number between two bounds."""
        found = self.maybe_integer(least, most)
        return default if found is None else found

    def flag(self) -> bool:
        """Read true or false; nothing is false."""
        if not self.is_absent and not isinstance(self.value, bool):
            self.refuse("true か false で書いてください。", "Write true or false.")
        return self.value is True

    def free(self, depth: int = 0) -> Any:
        """Read a free value for facts and assumptions: text, numbers, lists, mappings."""
        if isinstance(self.value, Mapping) and depth < 4:
            if any(len(str(key)) > MAX_NAME or CONTROL.search(str(key)) for key in self.value):
                self.refuse("項目名が長すぎるか、読めません。", "A key here is too long or unreadable.")
                return {}
            return {key: inner.free(depth + 1) for key, inner in self.entries()}
        if isinstance(self.value, (list, tuple)) and depth < 4:
            return [inner.free(depth + 1) for inner in self.each()]
        if isinstance(self.value, str):
            return self.text(MAX_FREE)
        if self.value is None or isinstance(self.value, (bool, int, float)):
            return self.value
        self.refuse("この値は使えません。", "This value can't be used here.")
        return None

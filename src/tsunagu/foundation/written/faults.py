"""What is wrong with a file that people wrote, told one sentence at a time with its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

UNREADABLE = Text("ファイルを読み込めません", "The file can't be taken")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file: where it is (path, line where known) and what to do."""

    path: str
    reason: Text
    line: int | None = None

    @property
    def place(self) -> Text:
        """Where it is, as people look for it."""
        if self.line is None:
            return Text(f"（{self.path}）", f" ({self.path})")
        return Text(f"（{self.line} 行目 {self.path}）", f" (line {self.line}, {self.path})")


class FileRefused(BadInput):
    """A file that can't be taken; ``errors`` holds every fault found, in file order."""

    def __init__(
        self,
        errors: Sequence[Fault],
        code: str = "file_refused",
        what: Text = UNREADABLE,
    ) -> None:
        self.errors = tuple(errors)
        first, more = self.errors[0], len(self.errors) - 1
        more_ja, more_en = (f" ほか {more} 件。", f" And {more} more.") if more else ("", "")
        reason = Text(
            f"{what.ja}{first.place.ja}：{first.reason.ja}{more_ja}",
            f"{what.en}{first.place.en}: {first.reason.en}{more_en}",
        )
        super().__init__(code, reason, field="text")


def in_order(faults: Sequence[Fault]) -> list[Fault]:
    """Return each fault once, in file order."""
    once = {(one.path, one.reason.en): one for one in faults}
    return sorted(once.values(), key=lambda one: one.line or 0)

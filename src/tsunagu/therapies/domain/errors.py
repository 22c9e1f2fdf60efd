"""What is wrong with a route file, told one sentence at a time with its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class RouteError:
    """One fault of a route file: where it is (path, line where known) and what to do."""

    path: str
    reason: Text
    line: int | None = None


class RouteRefused(BadInput):
    """A route file that can't be taken; ``errors`` holds every fault found, in file order."""

    def __init__(self, errors: Sequence[RouteError]) -> None:
        self.errors = tuple(errors)
        first = self.errors[0]
        count = len(self.errors)
        place_ja = f"（{first.line} 行目 {first.path}）" if first.line else f"({first.path})"
        place_en = f" (line {first.line}, {first.path})" if first.line else f" ({first.path})"
        more_ja = f" ほか {count - 1} 件。" if count > 1 else ""
        more_en = f" And {count - 1} more." if count > 1 else ""
        reason = Text(
            f"工程フローを読み込めません{place_ja}：{first.reason.ja}{more_ja}",
            f"The route can't be taken{place_en}: {first.reason.en}{more_en}",
        )
        super().__init__("route_refused", reason, field="text")

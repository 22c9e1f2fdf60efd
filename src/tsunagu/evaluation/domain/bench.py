"""What an analyst hands in at the bench: readings, with what they were made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

LONGEST = 80
MOST_LOTS = 12
MOST_EXAMINED = 1e13


@dataclass(frozen=True, slots=True)
class Bench:
    """One test as it was done.

    Attributes
    ----------
    readings : as typed, one for each replicate. method_version : of the written method.
    instrument, reagent_lots : with what it was measured.
    limit_of_detection : as typed, with its unit. examined : how many cells were looked at.
    tested_at : when it was read, if that is not now.
    interval : of a calculated result; None where the interval is that of the readings' mean.
    """

    readings: tuple[str, ...]
    method_version: str = ""
    instrument: str = ""
    reagent_lots: tuple[str, ...] = ()
    limit_of_detection: str = ""
    examined: float | None = None
    tested_at: datetime | None = None
    interval: tuple[float, float] | None = None


def reagent_lots_in(text: str) -> tuple[str, ...]:
    """Return the lot numbers that were typed, parted by commas, 、 or line ends, each once."""
    for mark in ("、", "，", ";", "\n", "\r"):
        text = text.replace(mark, ",")
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def readings_in(text: str) -> tuple[str, ...]:
    """Return the readings that were typed, one a line."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def check_bench(bench: Bench, now: datetime) -> None:
    """Refuse no reading at all, texts that are too long, a number of cells that can't be, a time to come."""
    if not bench.readings:
        raise BadInput("readings", _READINGS, "readings")
    _check_length((bench.instrument,), "instrument", Text("測定機器", "The instrument"))
    _check_length(
        (bench.limit_of_detection,), "limit_of_detection", Text("検出限界", "The detection limit"), 40
    )
    _check_length(
        (bench.method_version,), "method_version", Text("試験法の版", "The version of the method"), 20
    )
    _check_length(bench.reagent_lots, "reagent_lots", Text("試薬ロット", "A reagent lot"))
    if len(bench.reagent_lots) > MOST_LOTS:
        raise BadInput("reagent_lots", _LOTS, "reagent_lots")
    if bench.examined is not None and not 0 < bench.examined <= MOST_EXAMINED:
        raise BadInput("examined", _EXAMINED, "examined")
    if bench.tested_at is not None and bench.tested_at > now:
        raise BadInput("in_the_future", _FUTURE, "tested_at")


def _check_length(texts: Sequence[str], field: str, name: Text, most: int = LONGEST) -> None:
    if any(len(text) > most for text in texts):
        raise BadInput(
            "too_long",
            Text(f"{name.ja}は{most}文字までです。", f"{name.en} has at most {most} characters."),
            field,
        )


_READINGS = Text("測定値を1つ以上入力してください。", "Type at least one reading.")
_LOTS = Text(f"試薬ロットは{MOST_LOTS}個までです。", f"At most {MOST_LOTS} reagent lots.")
_EXAMINED = Text(
    "調べた細胞数は、0より大きい数を入力してください。", "The number of cells examined must be more than 0."
)
_FUTURE = Text(
    "試験日時がいまより先です。時計を確認してください。",
    "The time of the test lies in the future. Check the clock.",
)

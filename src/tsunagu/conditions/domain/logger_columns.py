"""Where a logger file keeps its time, its temperature and its unit: header variants in Japanese and English."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

MOMENT_NAMES = frozenset(
    {
        "日時",
        "測定日時",
        "記録日時",
        "日付時刻",
        "計測日時",
        "time",
        "timestamp",
        "datetime",
        "date/time",
        "date time",
    }
    | {"date_time", "date & time", "recorded at", "recorded_at"}
)
DATE_NAMES = frozenset({"日付", "測定日", "年月日", "date"})
CLOCK_NAMES = frozenset({"時刻", "測定時刻", "時間", "time"})
UNIT_NAMES = frozenset({"単位", "unit", "units"})
TEMPERATURE = re.compile(r"^(測定)?温度|^庫内温度|^temperature|^temp\b|^temp[._ ]|^temp$|^celsius|^品温")
CELSIUS_UNITS = frozenset({"°c", "c", "degc", "deg c", "celsius", "度", "摂氏"})
WRONG_UNITS = frozenset({"k", "kelvin", "ケルビン", "°k", "f", "°f", "degf", "deg f", "fahrenheit", "華氏"})
_IN_BRACKETS = re.compile(r"[\(\[【〔]\s*([^\)\]】〕]*?)\s*[\)\]】〕]")
_AFTER_NAME = re.compile(r"[_ /](°?c|celsius|degc|°?f|fahrenheit|degf|k|kelvin)$")


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of the columns; ``clock`` where the date stands apart, ``unit`` where each row names its unit."""

    moment: int
    clock: int | None
    temperature: int
    unit: int | None


def find_columns(cells: Sequence[str], line: int) -> Columns | None:
    """Return the columns if this line is a header; refuse one with a wrong unit or several temperatures."""
    names = [cell.strip().strip('"').lower() for cell in cells]
    bare = [_IN_BRACKETS.sub("", name).strip() for name in names]
    temperatures = [place for place, name in enumerate(bare) if TEMPERATURE.match(name)]
    times = _time_columns(bare)
    if not temperatures or times is None:
        return None
    if len(temperatures) > 1:
        raise BadInput(
            "logger_columns",
            Text(
                f"{line}行目:温度の列が{len(temperatures)}つあります。1つの測定点だけを書き出してください。",
                f"Line {line}: there are {len(temperatures)} temperature columns; export one channel only.",
            ),
            field="file",
        )
    unit = unit_in(cells[temperatures[0]].strip())
    check_unit(unit, line)
    unit_column = next((place for place, name in enumerate(bare) if name in UNIT_NAMES), None)
    if not unit and unit_column is None:
        raise BadInput(
            "logger_unit_missing",
            Text(
                f"{line}行目:温度の単位が書かれていません。見出しを「温度(℃)」のようにしてください。",
                f'Line {line}: the unit of the temperature is missing; name the column "temperature (°C)".',
            ),
            field="file",
        )
    return Columns(times[0], times[1], temperatures[0], unit_column)


def _time_columns(names: Sequence[str]) -> tuple[int, int | None] | None:
    date = next((place for place, name in enumerate(names) if name in DATE_NAMES), None)
    clock = next((place for place, name in enumerate(names) if name in CLOCK_NAMES), None)
    if date is not None and clock is not None:
        return date, clock
    moment = next((place for place, name in enumerate(names) if name in MOMENT_NAMES), None)
    return None if moment is None else (moment, None)


def unit_in(name: str) -> str:
    """Return the unit that a column name carries (``温度(℃)``, ``temp_c``), or nothing."""
    bracket = _IN_BRACKETS.search(name)
    if bracket:
        return bracket.group(1).strip()
    if name.lower().endswith("celsius"):
        return "celsius"
    after = _AFTER_NAME.search(name.lower())
    return after.group(1) if after else ""


def check_unit(unit: str, line: int) -> None:
    """Refuse every unit but degrees Celsius, naming the line; nothing is converted silently."""
    if not unit or unit.lower() in CELSIUS_UNITS:
        return
    known = unit.lower() in WRONG_UNITS
    shown = unit[:20]
    raise BadInput(
        "logger_unit",
        Text(
            f"{line}行目:温度の単位が「{shown}」です。摂氏(℃)で書き出したファイルを選んでください。",
            f"Line {line}: the temperature is in {shown!r}; export the file in degrees Celsius."
            if known
            else f"Line {line}: the unit {shown!r} is not known; export the file in degrees Celsius.",
        ),
        field="file",
    )

"""A study's plan as it is kept, the power that it gives, and lots as people type them."""

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any, cast

from tsunagu.evaluation.domain.comparability import Criterion, Lot, Side, StudyPlan
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.statistics.comparability.power import power_of_pairs, power_of_two_samples, sd_of_log
from tsunagu.statistics.estimates import StatisticsRefused

LONGEST_LABEL = 40
_SIDE_WORDS: Mapping[str, Side] = {
    "前": "before", "変更前": "before", "before": "before", "b": "before",
    "後": "after", "変更後": "after", "after": "after", "a": "after",
}  # fmt: skip


def plan_data(plan: StudyPlan) -> dict[str, Any]:
    """Return a plan as JSON values, numbers exact as text; with the power of each criterion."""
    data = {one.name: getattr(plan, one.name) for one in fields(plan) if one.name != "criteria"}
    data["therapies"] = list(plan.therapies)
    data["criteria"] = [_criterion_data(one) | {"power": power_of(one, plan)} for one in plan.criteria]
    return data


def _criterion_data(one: Criterion) -> dict[str, Any]:
    numbers = {name: getattr(one, name) for name in ("lower", "upper", "factor", "share", "sd")}
    return {
        "key": one.key, "ja": one.name.ja, "en": one.name.en, "unit": one.unit, "scale": one.scale,
        "acceptance": one.acceptance, "is_primary": one.is_primary,
        **{name: None if value is None else str(value) for name, value in numbers.items()},
    }  # fmt: skip


def plan_of(data: Mapping[str, Any]) -> StudyPlan:
    """Return the plan that was kept."""
    plain = {one.name: data[one.name] for one in fields(StudyPlan) if one.name != "criteria"}
    plain["therapies"] = tuple(data["therapies"])
    return StudyPlan(**plain, criteria=tuple(_criterion(one) for one in data["criteria"]))


def _criterion(kept: Mapping[str, Any]) -> Criterion:
    plain: dict[str, Any] = {
        name: kept[name] for name in ("key", "unit", "scale", "acceptance", "is_primary")
    }
    for name in ("lower", "upper", "factor", "share", "sd"):
        plain[name] = None if kept[name] is None else Decimal(kept[name])
    return Criterion(name=Text(kept["ja"], kept["en"]), **plain)


def power_of(one: Criterion, plan: StudyPlan) -> float | None:
    """Return the power with the fewest lots allowed if there is no difference; None where no spread is expected.

    A mixed design is planned as independent lots, which asks for more than it needs.
    """
    if one.acceptance != "equivalence" or one.sd is None or one.lower is None or one.upper is None:
        return None
    try:
        lower, upper = _on_scale(one.lower, one.scale), _on_scale(one.upper, one.scale)
        sd = sd_of_log(float(one.sd)) if one.scale == "log" else float(one.sd)
        if plan.design == "pairs":
            found = power_of_pairs(min(plan.least_before, plan.least_after), sd, lower, upper)
        else:
            found = power_of_two_samples(plan.least_after, plan.least_before, sd, lower, upper)
    except StatisticsRefused:
        return None
    return found.value


def _on_scale(margin: Decimal, scale: str) -> float:
    return float(margin.ln()) if scale == "log" else float(margin)


def read_lots(typed: str) -> tuple[Lot, ...]:
    """Return the lots that were typed or pasted, one a line: side, lot number, donor (comma or tab between)."""
    rows = table_of(typed, "lots")
    if rows and _side(rows[0][0]) is None and _is_head(rows[0]):
        rows = rows[1:]
    if not rows:
        raise BadInput("lots", _NO_LOTS, "lots")
    return tuple(_lot(cells) for cells in rows)


def _lot(cells: Sequence[str]) -> Lot:
    line, side = ",".join(cells)[:40], _side(cells[0])
    label, block = ([*cells[1:], "", ""])[:2]
    if side is None:
        raise _wrong(line, _NO_SIDE)
    if not 0 < len(label) <= LONGEST_LABEL or len(block) > LONGEST_LABEL:
        raise _wrong(line, _NO_LABEL)
    return Lot(label, side, block)


def table_of(typed: str, field: str) -> list[list[str]]:
    """Return the cells of a pasted table, tabs or commas between them; refuse what is no table of text."""
    text = unicodedata.normalize("NFKC", typed).replace("、", ",").replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(one) == "Cc" and one not in "\n\t" for one in text):
        raise BadInput(field, _UNPRINTABLE, field)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text else ","))
    except csv.Error as error:
        raise BadInput(field, _NO_TABLE, field) from error
    return [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]


def _side(cell: str) -> Side | None:
    return _SIDE_WORDS.get(cell.lower())


def _is_head(cells: Sequence[str]) -> bool:
    words = {cell.lower() for cell in cells}
    return bool(words & {"ロット", "ロット番号", "lot", "lot number", "前後", "side"})


def _wrong(line: str, why: Text) -> BadInput:
    return BadInput("lots", Text(f"「{line}」：{why.ja}", f"{line!r}: {why.en}"), "lots")


def side_of(text: str) -> Side:
    """Return a side that was kept."""
    return cast(Side, text)


_NO_SIDE = Text("行の先頭に「前」または「後」を入力してください。", "begin the line with before or after.")
_NO_LABEL = Text(
    f"ロット番号とドナーは、それぞれ{LONGEST_LABEL}文字以内で入力してください。",
    f"a lot number and a donor have at most {LONGEST_LABEL} characters each; the number is needed.",
)
_NO_LOTS = Text(
    "ロットを1行に1つ、「前,ロット番号,ドナー」の形で入力してください。",
    "Type one lot a line: before or after, lot number, donor.",
)
_UNPRINTABLE = Text(
    "表示できない文字が含まれています。入力し直してください。",
    "The text holds characters that can't be shown. Type it again.",
)
_NO_TABLE = Text(
    "表として読み取れません。行ごとに、コンマまたはタブで区切ってください。",
    "This can't be read as a table. Part the cells of each line by commas or tabs.",
)

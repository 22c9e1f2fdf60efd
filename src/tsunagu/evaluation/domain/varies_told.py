"""The factors by which results are split, their names, and what is said where one can't be estimated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tsunagu.foundation.text import Text
from tsunagu.statistics.estimates import Caution

FACTORS: Mapping[str, Text] = {
    "donor": Text("提供者", "Donor"),
    "site": Text("拠点", "Site"),
    "operator": Text("作業者", "Operator"),
    "instrument": Text("測定機器", "Instrument"),
    "reagent_lot": Text("試薬ロット", "Reagent lot"),
    "day": Text("試験日", "Day"),
}
"""In this order they are shown; of two that can't be told apart the later one is left out."""
WITHIN: Mapping[str, str] = {"operator": "site", "instrument": "site", "day": "site"}
"""Factors whose levels belong to one site: that they lie within it is meant so."""
ERROR = Text("残り", "Rest")
"""What no factor explains: the sample, repetition and all that is not named."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor with the number of its levels in the data."""

    key: str
    name: Text
    levels: int


def why_not(factor: Factor, column: Sequence[str]) -> Text | None:
    """Say why a factor can't be estimated from its level of each result, and what would help; None where it can."""
    if not factor.levels:
        return Text("記録がありません。", "It is not recorded.")
    if len(set(column)) < 2:
        return Text("1水準だけです。あと1水準以上必要です。", "One level only; at least one more is needed.")
    if len(set(column)) == len(column):
        return Text(
            "水準ごとに結果が1件しかないため、残りのばらつきと区別できません。同じ水準の結果がもっと必要です。",
            "Each level has one result only, so it can't be told from the rest; more results of the same level are "
            "needed.",
        )
    return None


def unrecorded(factor: Factor, column: Sequence[str]) -> Text | None:
    """Say how many results lack a factor, where others have it: they count as one level of their own."""
    count = sum(1 for level in column if not level)
    if not count:
        return None
    return Text(
        f"「{factor.name.ja}」の記録がない結果{count}件は、まとめて1つの水準として扱っています。",
        f"{count} results without a recorded {factor.name.en.lower()} count as one level of their own.",
    )


def named(caution: Caution) -> Text:
    """Return a caution with the factors called by their names instead of their keys."""
    ja, en = caution.ja, caution.en
    for key, name in (*FACTORS.items(), ("error", ERROR)):
        ja = ja.replace(f"「{key}」", f"「{name.ja}」")
        en = en.replace(repr(key), f"“{name.en.lower()}”")
    return Text(ja, en)

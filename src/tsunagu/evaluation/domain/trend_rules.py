"""Families of rules by which points are held against frozen limits: each rule by its name and what it says."""

from collections.abc import Mapping
from typing import Literal

from tsunagu.foundation.text import Text
from tsunagu.statistics.monitoring.rules import NELSON, WESTERN_ELECTRIC, Rule
from tsunagu.statistics.monitoring.westgard import WestgardRule

Family = Literal["westgard", "western_electric", "nelson"]
FAMILIES: Mapping[Family, Text] = {
    "westgard": Text("ウェストガード・マルチルール", "Westgard multirules"),
    "western_electric": Text("ウェスタン・エレクトリック", "Western Electric"),
    "nelson": Text("ネルソン", "Nelson"),
}
FOR_CONTROLS: tuple[Family, ...] = ("westgard", "western_electric", "nelson")
FOR_PRODUCTS: tuple[Family, ...] = ("western_electric", "nelson")
"""Westgard's rules judge whether the results of a run may be reported: they are for control materials."""

WESTGARD: tuple[WestgardRule, ...] = ("1_2s", "1_3s", "2_2s", "4_1s", "10_x")
WITHIN_RUN: tuple[WestgardRule, ...] = ("R_4s",)
WARNINGS = frozenset({"1_2s"})
"""Rules that ask to look closer and reject nothing (Westgard 1981): shown, but nobody is called."""
SHEWHART: Mapping[Family, tuple[Rule, ...]] = {"western_electric": WESTERN_ELECTRIC, "nelson": NELSON}

_BEYOND_3 = Text("1点が±3SDの外にある", "one point beyond ±3 SD")
_NEAR_2 = Text("3点中2点が同じ側で2SDを超えた", "two of three points beyond 2 SD on one side")
_NEAR_1 = Text("5点中4点が同じ側で1SDを超えた", "four of five points beyond 1 SD on one side")
MEANINGS: Mapping[str, Text] = {
    "1_2s": Text("1点が±2SDの外にある（警告）", "one point beyond ±2 SD (a warning)"),
    "1_3s": _BEYOND_3,
    "2_2s": Text("2点続けて同じ側で2SDを超えた", "two points in a row beyond 2 SD on one side"),
    "R_4s": Text(
        "同じ回の測定値が+2SDと−2SDの両側に外れた", "readings of one run beyond +2 SD and beyond −2 SD"
    ),
    "4_1s": Text("4点続けて同じ側で1SDを超えた", "four points in a row beyond 1 SD on one side"),
    "10_x": Text("10点続けて平均の同じ側にある", "ten points in a row on one side of the mean"),
    "western_electric_1": _BEYOND_3,
    "western_electric_2": _NEAR_2,
    "western_electric_3": _NEAR_1,
    "western_electric_4": Text("8点続けて中心線の同じ側にある", "eight points in a row on one side"),
    "nelson_1": _BEYOND_3,
    "nelson_2": Text("9点続けて中心線の同じ側にある", "nine points in a row on one side"),
    "nelson_3": Text("6点続けて増加または減少した", "six points in a row rising or falling"),
    "nelson_4": Text("14点が交互に増減した", "fourteen points alternating up and down"),
    "nelson_5": _NEAR_2,
    "nelson_6": _NEAR_1,
    "nelson_7": Text("15点続けて±1SDの内にある", "fifteen points in a row within ±1 SD"),
    "nelson_8": Text("8点続けて±1SDの外にある", "eight points in a row outside ±1 SD"),
}
_SHORT = {"western_electric": "WE", "nelson": "N"}


def rule_name(rule: str) -> str:
    """Return the short name that stands at a point: ``1-3s``, ``WE1``, ``N5``."""
    family, _, number = rule.rpartition("_")
    return f"{_SHORT[family]}{number}" if family in _SHORT else rule.replace("_", "-")


def rule_meaning(rule: str) -> Text:
    """Return what a rule says."""
    return MEANINGS.get(rule, Text(rule, rule))


def calls_someone(rule: str) -> bool:
    """Whether a rule that is broken becomes a task: all but warnings."""
    return rule not in WARNINGS

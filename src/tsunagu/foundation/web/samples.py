"""Invented values for the style guide, in both languages."""

import math
from datetime import datetime, timedelta
from itertools import pairwise

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.svg import (
    Band,
    Column,
    Edge,
    GraphEdge,
    GraphNode,
    Leg,
    Moment,
    Node,
    Point,
    Step,
)
from tsunagu.foundation.web.svg.line import State
from tsunagu.foundation.web.times import language

_STEPS: list[tuple[str, str, str, str]] = [
    ("同意・登録", "Consent and registration", "procurement", "11/08"),
    ("アフェレーシス", "Apheresis", "procurement", "11/10 10:20"),
    ("輸送 2–8℃", "Transport 2–8 °C", "transport", "11/10 13:05"),
    ("受入評価", "Incoming tests", "evaluation", "11/10 16:40"),
    ("活性化・導入", "Activation and transduction", "processing", "11/11"),
    ("拡大培養", "Expansion", "manufacturing", "11/12–18"),
    ("出荷試験", "Release tests", "evaluation", "11/19–23"),
    ("凍結保管", "Frozen storage", "storage", "11/19"),
    ("出荷判定", "Release", "evaluation", "11/24"),
    ("輸送 ≤−150℃", "Transport ≤ −150 °C", "transport", "11/25"),
    ("投与", "Infusion", "clinical", "11/27 10:00"),
]
_COLUMNS = [
    ("procurement", "細胞確保", "Procurement", 5), ("processing", "加工", "Processing", 3),
    ("manufacturing", "製造", "Manufacturing", 4), ("evaluation", "評価", "Evaluation", 3),
    ("storage", "保管", "Storage", 3), ("transport", "輸送", "Transport", 4), ("clinical", "臨床", "Clinical", 6),
]  # fmt: skip


def _in(ja: str, en: str) -> str:
    return Text(ja, en).in_language(language())


def steps(count: int = 11) -> list[Step]:
    """Return a line of steps, repeated where more are asked for."""
    found = []
    holder = _in("殿町細胞製造（デモ）", "Tonomachi Cell Works (demo)")
    for i in range(count):
        ja, en, hue, when = _STEPS[i % len(_STEPS)]
        state: State = "done" if i < 6 else "now" if i == 6 else "ahead"
        if count > len(_STEPS) and i == 4:
            state = "failed"
        found.append(Step(_in(ja, en), hue, state, when, holder))
    return found


def bands() -> list[Band]:
    """Return who held it."""
    plant, courier, clinic = (
        _in("殿町細胞製造（デモ）", "Tonomachi Cell Works (demo)"),
        _in("みなと細胞物流", "Minato Cell Logistics"),
        _in("羽田クリニック（デモ）", "Haneda Clinic (demo)"),
    )
    return [
        Band(0, 1.5, clinic, "clinical", when="11/08 – 11/10"), Band(1.5, 2.5, courier, "transport", when="11/10"),
        Band(2.5, 8.6, plant, "manufacturing", when="11/10 –"), Band(8.6, 9.6, courier, "transport", True),
        Band(9.6, 10.4, clinic, "clinical", True),
    ]  # fmt: skip


def legs() -> list[Leg]:
    """Return two legs with readings, one of them over its limit for a while."""
    cold = [5 + 1.4 * math.sin(i / 4) + 4.2 * math.exp(-(((i - 34) / 4) ** 2)) for i in range(61)]
    frozen = [-178 + 3 * math.sin(i / 6) for i in range(80)]
    told = _in("8℃超 11分 / 許容累積 60分　残り 49分", "Above 8 °C for 11 min of 60 min allowed, 49 min left")
    return [
        Leg(1.2, 2.7, cold, 2, 8, "2–8℃", told, "warn"),
        Leg(6.6, 8.8, frozen, None, -150, "≤ −150℃", _in("逸脱なし", "No excursion")),
    ]


def columns() -> list[Column]:
    """Return the columns of the sample network."""
    return [Column(key, _in(ja, en), key) for key, ja, en, _ in _COLUMNS]


def nodes() -> list[Node]:
    """Return places of the sample network."""
    return [
        Node(
            f"{key}{i}",
            key,
            f"{_in(ja, en)} {i + 1}",
            (i * 7 + len(key)) % 9,
            "stop" if key == "transport" and i == 1 else "",
        )
        for key, ja, en, count in _COLUMNS
        for i in range(count)
    ]


def edges() -> list[Edge]:
    """Return currents of the sample network."""
    return [
        Edge(f"{a[0]}{i}", f"{b[0]}{j}", (i * 5 + j * 3) % 7 + 1)
        for a, b in pairwise(_COLUMNS)
        for i in range(a[3])
        for j in range(b[3])
        if (i * 3 + j * 5 + len(a[0])) % 3 == 0
    ]


def strip(at: datetime) -> list[Moment]:
    """Return things that happen in the coming hours."""
    rows = [
        (0.7, "transport", "殿町 → 羽田", "Tonomachi → Haneda"),
        (5, "clinical", "投与 000097", "Infusion 000097"),
        (8, "evaluation", "出荷判定 M26-031", "Release M26-031"),
        (13, "procurement", "採取 000152 仙台", "Collection 000152 Sendai"),
        (19, "manufacturing", "ハーベスト 000121", "Harvest 000121"),
        (24, "transport", "札幌 → 殿町（空路）", "Sapporo → Tonomachi (air)"),
        (31, "clinical", "投与 000104", "Infusion 000104"),
        (36, "evaluation", "無菌 14日 結果", "Sterility day 14"),
        (42, "transport", "殿町 → 郡山", "Tonomachi → Koriyama"),
    ]
    return [
        Moment(at + timedelta(hours=h), _in(ja, en), hue, state="stop" if h == 8 else "")
        for h, hue, ja, en in rows
    ]


def graph_nodes() -> list[GraphNode]:
    """Return things of a sample genealogy."""
    vials = [
        GraphNode(f"v{i}", f"M26-031-{i + 1:02d}", _in("凍結バイアル", "Frozen vial"), "storage")
        for i in range(5)
    ]
    return [
        GraphNode("a", "A9999 26 000123", _in("アフェレーシス", "Apheresis"), "procurement"),
        GraphNode("m", "MED-2231", _in("培地ロット", "Medium lot"), "supply", is_chosen=True),
        GraphNode("b", "BULK-031", _in("拡大培養の中間体", "Expanded intermediate"), "manufacturing"),
        GraphNode("q", "QC-031", _in("試験検体", "Test sample"), "evaluation", "stop"),
        *vials,
        GraphNode(
            "d",
            _in("投与 000148", "Infusion 000148"),
            _in("羽田クリニック（デモ）", "Haneda Clinic (demo)"),
            "clinical",
        ),
    ]


def graph_edges() -> list[GraphEdge]:
    """Return what came of what."""
    made = [GraphEdge("a", "b"), GraphEdge("m", "b"), GraphEdge("b", "q")]
    return [*made, *(GraphEdge("b", f"v{i}") for i in range(5)), GraphEdge("v0", "d"), GraphEdge("v1", "d")]


def points(at: datetime) -> list[Point]:
    """Return readings of a sample logger."""
    return [
        Point(
            at + timedelta(minutes=3 * i), 5 + 1.4 * math.sin(i / 6) + 4.5 * math.exp(-(((i - 60) / 6) ** 2))
        )
        for i in range(120)
    ]

"""The eight stages 工程区分 of the value chain, in their order, with the colour each one is drawn in."""

from dataclasses import dataclass

from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the value chain; ``css`` is the name of its colour variable."""

    key: str
    name: Text
    css: str


STAGES: dict[str, Stage] = {
    key: Stage(key, Text(ja, en), f"--s-{key}")
    for key, ja, en in (
        ("procurement", "細胞確保", "Procurement"),
        ("processing", "加工", "Processing"),
        ("manufacturing", "製造", "Manufacturing"),
        ("evaluation", "評価", "Evaluation"),
        ("storage", "保管", "Storage"),
        ("transport", "輸送", "Transport"),
        ("clinical", "臨床", "Clinical"),
        ("supply", "周辺", "Supply"),
    )
}


def stage_position(key: str) -> int:
    """Return where the stage stands in the chain, counted from 0; unknown stages come last."""
    order = list(STAGES)
    return order.index(key) if key in STAGES else len(order)

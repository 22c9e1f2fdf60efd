"""Which characteristic can be calculated how: methods and units, models, and each kind's criteria of suitability."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tsunagu.foundation.text import Text

Kind = Literal["relative_potency", "standard_curve", "limiting_dilution", "dilution_count"]
KINDS: Mapping[str, Text] = {
    "relative_potency": Text("相対力価（用量反応曲線）", "Relative potency (dose-response)"),
    "standard_curve": Text("検量線による濃度", "Concentration from a standard curve"),
    "limiting_dilution": Text("限界希釈法による頻度", "Frequency by limiting dilution"),
    "dilution_count": Text("希釈系列による細胞数", "Cell count by a dilution series"),
}
MODELS: Mapping[str, Text] = {
    "parallel": Text("平行線法", "Parallel lines"),
    "logistic4": Text("4係数ロジスティック", "Four-parameter logistic"),
    "logistic5": Text("5係数ロジスティック", "Five-parameter logistic"),
    "poisson": Text("シングルヒット（ポアソン）", "Single hit (Poisson)"),
    "proportional": Text("希釈率への比例", "Proportional to the dilution"),
}
MODELS_OF: Mapping[str, tuple[str, ...]] = {
    "relative_potency": ("logistic4", "logistic5", "parallel"),
    "standard_curve": ("logistic4", "logistic5"),
    "limiting_dilution": ("poisson",),
    "dilution_count": ("proportional",),
}
TRANSFORMS: Mapping[str, Text] = {
    "none": Text("なし", "None"),
    "log10": Text("常用対数", "Common logarithm"),
    "sqrt": Text("平方根", "Square root"),
}
BY_METHOD: Mapping[str, tuple[Kind, ...]] = {
    "elisa": ("standard_curve", "relative_potency"),
    "mixed_lymphocyte": ("relative_potency",),
    "limiting_dilution": ("limiting_dilution",),
    "automated_count": ("dilution_count",),
    "microscopy": ("dilution_count",),
}
"""Method of a characteristic -> how its result may be calculated, where its unit allows it."""
_RATIOS = frozenset({"1"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A criterion of suitability of a kind: its key, its name, its usual bounds; one that is required has bounds."""

    key: str
    name: Text
    low: str = ""
    high: str = ""
    is_required: bool = False


SLOPES = Text("傾きの比（検体／標準）", "Ratio of slopes, sample over standard")
SPANS = Text("漸近線の幅の比（検体／標準）", "Ratio of asymptote spans, sample over standard")
RULES: Mapping[str, tuple[Rule, ...]] = {
    "relative_potency": (Rule("slope_ratio", SLOPES, "0.8", "1.25", True), Rule("span_ratio", SPANS)),
    "standard_curve": (
        Rule(
            "recovery", Text("標準・対照の回収率", "Recovery of standards and controls"), "0.8", "1.2", True
        ),
        Rule("linearity", Text("希釈間の比", "Ratio between dilutions"), "0.8", "1.25"),
    ),
    "limiting_dilution": (
        Rule("single_hit_p", Text("シングルヒット検定のp値", "p of the single-hit test"), "0.05", "", True),
    ),
    "dilution_count": (
        Rule("r_squared", Text("比例性の決定係数R²", "R² of proportionality"), "0.95", "", True),
    ),
}
SHARE_RECOVERED = 0.75
"""So many of the standards must be recovered within the bounds (ICH M10, 4.2.4.3: at least 75 %)."""


def rules_of(kind: str, model: str) -> tuple[Rule, ...]:
    """Return the criteria of a kind with a model: lines have no asymptotes."""
    return tuple(one for one in RULES[kind] if not (one.key == "span_ratio" and model == "parallel"))


def kinds_for(method: str, unit: str, expected: str | None) -> tuple[Kind, ...]:
    """Return how a characteristic's result may be calculated: by its method, as far as its unit allows."""
    if expected is not None:
        return ()
    return tuple(one for one in BY_METHOD.get(method, ()) if _fits(one, unit))


def _fits(kind: Kind, unit: str) -> bool:
    if kind in ("relative_potency", "limiting_dilution"):
        return unit in _RATIOS
    if kind == "standard_curve":
        return "/" in unit
    return unit in ("{cells}", "{cells}/mL")

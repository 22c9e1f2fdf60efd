"""What an analyst hands in for a calculation: readings, layout, what is left out, model and criteria, as typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tsunagu.custody.domain.reasons import check_text
from tsunagu.evaluation.domain.assays.kinds import KINDS, MODELS_OF, TRANSFORMS, rules_of
from tsunagu.evaluation.domain.numbers import parse_number
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.statistics.potency.curve_shapes import Family
from tsunagu.statistics.potency.transforms import Transform

FAMILIES: Mapping[str, Family] = {"logistic4": "logistic", "logistic5": "gottschalk_dunn"}
_TRANSFORMS: Mapping[str, Transform] = {"none": "none", "log10": "log10", "sqrt": "sqrt"}
MOST_TEXT, LONGEST_BOUND = 60_000, 40
Bounds = Mapping[str, tuple[float | None, float | None]]


@dataclass(frozen=True, slots=True)
class TypedAssay:
    """One calculation as it is asked for.

    Attributes
    ----------
    readings : a table, or a plate as the reader wrote it; ``layout`` says what its wells hold.
    excluded : one a line, the name of a reading (``B3``, ``4-2``) and the reason.
    sample : which of several samples; empty where there is one.
    factor : potency of the standard, or the volume of the suspension, that the ratio or count is multiplied by.
    bounds : criterion -> lowest and highest as typed; empty ends are open.
    file, sha256 : name and hash of the file that the readings came from, if they did.
    """

    kind: str
    model: str
    readings: str
    layout: str = ""
    excluded: str = ""
    sample: str = ""
    factor: str = "1"
    transform: str = "none"
    bounds: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    file: str = ""
    sha256: str = ""


def tidied(typed: TypedAssay) -> TypedAssay:
    """Return the same with one kind of line end and without blanks around, so that its hash is that of its content."""
    return replace(
        typed,
        readings=_lines(typed.readings),
        layout=_lines(typed.layout),
        excluded=_lines(typed.excluded),
        sample=typed.sample.strip(),
        factor=typed.factor.strip() or "1",
    )


def check_typed(typed: TypedAssay) -> None:
    """Refuse kinds, models and transforms that aren't known, and texts that are too long."""
    if typed.kind not in KINDS or typed.model not in MODELS_OF[typed.kind]:
        raise BadInput("assay_model", _MODEL, "model")
    if typed.transform not in TRANSFORMS:
        raise BadInput("assay_model", _MODEL, "transform")
    for name in ("readings", "layout", "excluded", "sample", "factor"):
        check_text(getattr(typed, name), name, MOST_TEXT)
    for key, ends in typed.bounds.items():
        for text, end in zip(ends, ("low", "high"), strict=True):
            check_text(text, f"{key}_{end}", LONGEST_BOUND)
    if not typed.readings.strip():
        raise BadInput("assay_readings", _NO_READINGS, "readings")


def transform_of(typed: TypedAssay) -> Transform:
    """Return the transform of the responses."""
    return _TRANSFORMS[typed.transform]


def factor_of(typed: TypedAssay) -> float:
    """Return the factor, which must be above 0."""
    return positive(typed.factor, "factor")


def positive(text: str, name: str) -> float:
    """Return a plain number above 0, or refuse it at its field."""
    value = plain_number(text, name)
    if value <= 0:
        raise BadInput(
            "not_positive", Text("0より大きい値を入力してください。", "Type a number above 0."), name
        )
    return value


def plain_number(text: str, name: str) -> float:
    """Return a number without sign of comparison or unit, or refuse it at its field."""
    found = parse_number(text, name)
    if found.comparator or found.rest:
        shown = text.strip()[:30]
        raise BadInput(
            "not_plain",
            Text(
                f"「{shown}」は不等号や単位を付けずに入力してください。",
                f"Type {shown!r} without sign or unit.",
            ),
            name,
        )
    return float(found.number)


def bounds_of(typed: TypedAssay) -> Bounds:
    """Return the bounds of each criterion that has any; one that is required must have one."""
    found: dict[str, tuple[float | None, float | None]] = {}
    for rule in rules_of(typed.kind, typed.model):
        low, high = (
            plain_number(text, f"{rule.key}_{end}") if text.strip() else None
            for text, end in zip(typed.bounds.get(rule.key, ("", "")), ("low", "high"), strict=True)
        )
        if low is not None and high is not None and not low < high:
            raise BadInput("bounds", _ORDER, f"{rule.key}_high")
        needs = [end for end, usual in (("low", rule.low), ("high", rule.high)) if usual and rule.is_required]
        for end in needs:
            if (low if end == "low" else high) is None:
                raise BadInput("bounds_needed", _NEEDED, f"{rule.key}_{end}")
        if low is not None or high is not None:
            found[rule.key] = (low, high)
    return found


def _lines(text: str) -> str:
    return "\n".join(
        line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ).strip("\n")


_MODEL = Text("計算方法を選んでください。", "Choose how it is calculated.")
_NO_READINGS = Text("測定値を入力するか、ファイルを選んでください。", "Type the readings or choose a file.")
_ORDER = Text("上限は下限より大きくしてください。", "The upper bound must be above the lower.")
_NEEDED = Text(
    "成立条件の限界を入力してください。限界のない試験は判定できません。",
    "Set this bound of suitability: without it the run can't be judged.",
)

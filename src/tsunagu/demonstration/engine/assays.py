"""Synthetic readings of assays: dose-response curves of known truth, so that results are calculated like real ones."""

import math
import random

from tsunagu.evaluation.domain.assays.kinds import RULES, Kind, kinds_for
from tsunagu.evaluation.domain.assays.typed import TypedAssay
from tsunagu.therapies.domain.route import Characteristic

LOW, HIGH, SLOPE, NOISE = 0.06, 2.4, 1.25, 0.018
EC50, TOP, LEVELS = 120.0, 2000.0, 8
DILUTIONS = (4.0, 8.0)
CALCULATED: frozenset[Kind] = frozenset({"relative_potency", "standard_curve"})
NAME = "合成データ"
"""The sample on the invented plate: it says that it is synthetic."""


def calculated_kind(one: Characteristic) -> Kind | None:
    """Return how the demonstration's laboratories calculate a characteristic; None where they read it off."""
    return next((kind for kind in kinds_for(one.method, one.unit, one.expected) if kind in CALCULATED), None)


def synthetic_assay(one: Characteristic, kind: Kind, seed: str) -> TypedAssay:
    """Return the readings of an invented plate whose truth lies within the limits; one well has a bubble."""
    chance = random.Random(seed)  # noqa: S311 - synthetic readings
    truth = _truth(one, chance)
    doses = [TOP / 2**step for step in range(LEVELS)]
    rows = {"A": doses, "B": doses}
    wells: dict[str, list[float]] = {
        row: [_response(dose, chance) for dose in found] for row, found in rows.items()
    }
    layout = [f"{row}{at} 標準 {dose:g}" for row in rows for at, dose in enumerate(doses, 1)]
    if kind == "relative_potency":
        for row in ("C", "D"):
            wells[row] = [_response(dose * truth, chance) for dose in doses]
            layout += [f"{row}{at} 検体 {dose:g} {NAME}" for at, dose in enumerate(doses, 1)]
    else:
        wells["C"] = [_response(truth / dilution, chance) for dilution in DILUTIONS for _ in range(3)]
        layout += [
            f"C{place * 3 + 1}:C{place * 3 + 3} 検体 {dilution:g} {NAME}"
            for place, dilution in enumerate(DILUTIONS)
        ]
    wells["H"] = [LOW + chance.gauss(0, NOISE / 2) for _ in range(2)]
    wells["B"][4] *= 1.6
    bounds = {rule.key: (rule.low, rule.high) for rule in RULES[kind]}
    return TypedAssay(
        kind,
        "logistic4",
        _plate(wells),
        "\n".join([*layout, "H1:H2 ブランク"]),
        "B5 気泡（合成データ）",
        bounds=bounds,
    )


def _truth(one: Characteristic, chance: random.Random) -> float:
    low, high = one.minimum, one.maximum
    if low is not None and high is not None:
        return math.exp(math.log(low * high) / 2) * chance.uniform(0.98, 1.04)
    return (low or (high or 2.0) / 3) * chance.uniform(1.3, 2.2)


def _response(dose: float, chance: random.Random) -> float:
    clean = LOW + (HIGH - LOW) / (1 + math.pow(EC50 / dose, SLOPE))
    return clean + chance.gauss(0, NOISE)


def _plate(wells: dict[str, list[float]]) -> str:
    lines = ["吸光度450 nm（合成データ）", "\t".join(["", *(str(at) for at in range(1, 13))])]
    for row in "ABCDEFGH":
        found = wells.get(row, [])
        lines.append("\t".join([row, *(f"{value:.3f}" for value in found)]))
    return "\n".join(lines)

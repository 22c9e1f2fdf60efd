"""What an analyst types in the tests of calculations."""

import math
import random
from dataclasses import dataclass
from typing import Any

from tsunagu.evaluation.domain.assays.typed import TypedAssay

SIMILAR = {"slope_ratio": ("0.8", "1.25")}
RECOVERED = {"recovery": ("0.8", "1.2"), "linearity": ("0.8", "1.25")}
STANDARDS = (3.9, 7.8, 15.6, 31.2, 62.5, 125.0, 250.0, 500.0)


@dataclass(frozen=True)
class Limits:
    """The limits of a characteristic, as far as a calculation asks for them."""

    unit: str = "1"
    minimum: float | None = None
    maximum: float | None = None
    expected: str | None = None


def clean(dose: float, ec50: float = 50.0) -> float:
    """The true response of the invented assay."""
    return 0.05 + 2.0 / (1 + math.pow(ec50 / dose, 1.2))


def lines(
    word: str, doses: tuple[float, ...], shift: float = 1.0, noise: float = 0.01, seed: int = 1
) -> list[str]:
    """Lines of a table: three responses at each dose, of a preparation as potent as ``shift``."""
    chance = random.Random(f"{seed}{word}")
    return [
        " ".join(
            [word, f"{dose:g}", *(f"{clean(dose * shift) + chance.gauss(0, noise):.4f}" for _ in range(3))]
        )
        for dose in doses
    ]


def potency(shift: float = 1.1, model: str = "logistic4", **changes: Any) -> TypedAssay:
    """Standard and sample over the whole curve."""
    table = "\n".join([*lines("標準", STANDARDS), *lines("検体", STANDARDS, shift)])
    return TypedAssay("relative_potency", model, table, **({"bounds": SIMILAR} | changes))


def elisa(*samples: tuple[float, float], **changes: Any) -> TypedAssay:
    """A standard curve, and a sample of a concentration at dilutions: ``(dilution, concentration)``."""
    rows = ["ブランク 0.051 0.049 0.050", *lines("標準", STANDARDS)]
    for dilution, concentration in samples:
        reading = clean(concentration / dilution)
        rows.append(f"検体 {dilution:g} {reading:.4f} {reading + 0.006:.4f} {reading - 0.005:.4f}")
    return TypedAssay("standard_curve", "logistic4", "\n".join(rows), **({"bounds": RECOVERED} | changes))


def near(found: float, wanted: float, share: float) -> bool:
    """Whether a value is near another one."""
    return math.isclose(found, wanted, rel_tol=share)

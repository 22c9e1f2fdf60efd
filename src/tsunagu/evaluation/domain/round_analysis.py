"""The analysis of a round as it is frozen: figures, scores and cautions by code, and what may be told to everyone."""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from scipy.special import stdtrit

from tsunagu.evaluation.domain.round_material import Items, as_texts, cautions_of, judge_material
from tsunagu.evaluation.domain.rounds import Convention, code_place
from tsunagu.statistics.between_laboratories.round import Conventions, RoundResult, analyse
from tsunagu.statistics.estimates import Estimate, StatisticsRefused

STATISTICS_VERSION = "1 (ISO 5725-2:2019, ISO 13528:2015)"
Cells = Mapping[str, Sequence[Decimal]]


@dataclass(frozen=True, slots=True)
class Frozen:
    """An analysis as it is kept: ``data`` by code, ``performance`` without codes, the hash of what went in."""

    data: dict[str, Any]
    performance: dict[str, Any]
    input_hash: str


def freeze(cells: Cells, convention: Convention, measured: Mapping[str, Items] | None = None) -> Frozen:
    """Analyse the readings of a round by code, with what was measured of its material, and freeze the result.

    z' takes the place of z where the assigned value's uncertainty is above 0.3 sigma_pt (ISO 13528:2015 clause
    9.2.1). Refuses (``StatisticsRefused``) fewer than two laboratories.
    """
    order = sorted(cells, key=code_place)
    found = _analysed({code: [float(one) for one in cells[code]] for code in order}, convention)
    material = judge_material(measured or {}, found.sigma_pt)
    told = [*found.cautions, *cautions_of(material)]
    performance = {
        "laboratories": len(order),
        "results": sum(found.counts),
        **_figures(found),
        "material": material,
        "cautions": [{"code": one.code, "ja": one.ja, "en": one.en} for one in told],
    }
    data = {
        **performance,
        "version": STATISTICS_VERSION,
        "score": "z_prime" if _prefers_z_prime(found) else "z",
        "critical": {"h": _critical(found.h), "k": _critical(found.k)},
        "labs": [_laboratory(found, place, cells[code]) for place, code in enumerate(order)],
    }
    return Frozen(data, performance, input_hash(cells, convention, measured or {}))


def input_hash(cells: Cells, convention: Convention, measured: Mapping[str, Items]) -> str:
    """Return the SHA-256 of the readings by code, in order, of the conventions and of the material's readings."""
    said = {
        "cells": {code: [str(one) for one in cells[code]] for code in sorted(cells)},
        "convention": [
            convention.assigned_kind, convention.assigned, convention.uncertainty, convention.sigma_kind,
            convention.sigma,
        ],
        "material": {kind: as_texts(measured[kind]) for kind in sorted(measured)},
    }  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _analysed(cells: Mapping[str, Sequence[float]], chosen: Convention) -> RoundResult:
    given = chosen.assigned_kind == "given"
    asked = Conventions(
        assigned=chosen.assigned if given else None,
        assigned_uncertainty=chosen.uncertainty if given else None,
        sigma_pt=chosen.sigma if chosen.sigma_kind == "given" else None,
    )
    found = analyse(cells, asked)
    if chosen.sigma_kind != "purpose" or found.assigned is None or not chosen.sigma:
        return found
    return analyse(cells, replace(asked, sigma_pt=abs(found.assigned) * chosen.sigma / 100))


def _prefers_z_prime(found: RoundResult) -> bool:
    return found.z_prime is not None and found.z is not None and bool(found.z.cautions)


def _figures(found: RoundResult) -> dict[str, Any]:
    precision = found.precision
    half = None if found.assigned_uncertainty is None else 2 * found.assigned_uncertainty
    return {
        "assigned": {"value": found.assigned, "expanded": half},
        "sigma_pt": found.sigma_pt,
        "s_r": _estimate(precision.s_r if precision else None),
        "s_L": _estimate(precision.s_l if precision else None),
        "s_R": _estimate(precision.s_R if precision else None),
        "mean": _estimate(precision.mean if precision else None),
    }


def _estimate(estimate: Estimate | None) -> dict[str, float | None] | None:
    if estimate is None:
        return None
    return {
        "value": estimate.value,
        "low": _finite(estimate.interval.lower),
        "high": _finite(estimate.interval.upper),
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _critical(found: Any) -> list[float]:
    """Return the largest critical values at 5 % and 1 % (they differ only where cells differ in size)."""
    if found is None:
        return []
    five = [one for one in found.straggler if one is not None]
    one = [value for value in found.outlier if value is not None]
    return [max(five), max(one)] if five and one else []


def _laboratory(found: RoundResult, place: int, readings: Sequence[Decimal]) -> dict[str, Any]:
    mean, count = found.means[place], found.counts[place]
    score = found.z_prime if _prefers_z_prime(found) else found.z
    half = _half_width(found, count)
    squares = math.fsum((float(one) - mean) ** 2 for one in readings)
    return {
        "code": found.names[place],
        "readings": [str(one) for one in readings],
        "mean": mean,
        "s": math.sqrt(squares / (count - 1)) if count > 1 else None,
        "low": None if half is None else mean - half,
        "high": None if half is None else mean + half,
        "h": None if found.h is None else found.h.values[place],
        "h_verdict": None if found.h is None else found.h.verdicts[place],
        "k": None if found.k is None else found.k.values[place],
        "k_verdict": None if found.k is None else found.k.verdicts[place],
        "z": None if score is None else score.values[place],
        "verdict": None if score is None else score.verdicts[place],
    }


def _half_width(found: RoundResult, count: int) -> float | None:
    """Half the 95 % interval of a laboratory's mean under the pooled repeatability (ISO 5725-2:2019 clause 8.4)."""
    degrees = sum(found.counts) - len(found.counts)
    if found.precision is None or degrees < 1:
        return None
    return float(stdtrit(degrees, 0.975)) * found.precision.s_r.value / math.sqrt(count)


__all__ = ["Frozen", "StatisticsRefused", "freeze", "input_hash"]

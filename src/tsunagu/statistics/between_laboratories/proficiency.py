"""Performance scores of laboratories in a proficiency test: z, z', zeta and E_n (ISO 13528, ISO/IEC 17043)."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tsunagu.statistics.checking import Vector, number, same_length, vector
from tsunagu.statistics.estimates import Caution, refuse

SATISFACTORY, QUESTIONABLE, UNSATISFACTORY = "satisfactory", "questionable", "unsatisfactory"
WARNING, ACTION = 2.0, 3.0
NEGLIGIBLE = 0.3
"""Share of sigma_pt up to which the assigned value's uncertainty may be neglected (ISO 13528:2015 clause 9.2.1)."""


@dataclass(frozen=True, slots=True)
class Scores:
    """One kind of score for every laboratory.

    Attributes
    ----------
    kind : ``z``, ``z_prime``, ``zeta`` or ``e_n``.
    values : by laboratory, in the order of the results.
    verdicts : ``satisfactory``, ``questionable`` (a warning signal) or ``unsatisfactory`` (an action signal).
    """

    kind: str
    values: tuple[float, ...]
    verdicts: tuple[str, ...]
    cautions: tuple[Caution, ...] = ()


def z_scores(
    results: ArrayLike, assigned: float, sigma_pt: float, assigned_uncertainty: float = 0.0
) -> Scores:
    """Return z = (x - x_pt) / sigma_pt (ISO 13528:2015 clause 9.4).

    Parameters
    ----------
    results : one per laboratory, in the unit of the assigned value.
    assigned_uncertainty : standard uncertainty of the assigned value; above 0.3 sigma_pt it brings a caution, as
        z' should be used then.

    Up to 2 in size a score is satisfactory, from 3 on unsatisfactory. Refuses a sigma_pt that isn't above 0.
    """
    assigned, sigma_pt = _assigned(assigned), _positive(sigma_pt)
    assigned_uncertainty = _not_negative(assigned_uncertainty)
    cautions = (_uncertain(),) if assigned_uncertainty > NEGLIGIBLE * sigma_pt else ()
    return _graded("z", (vector(results) - assigned) / sigma_pt, cautions)


def z_prime_scores(
    results: ArrayLike, assigned: float, sigma_pt: float, assigned_uncertainty: float
) -> Scores:
    """Return z' = (x - x_pt) / sqrt(sigma_pt² + u²(x_pt)) (ISO 13528:2015 clause 9.5); graded as z."""
    assigned, sigma_pt = _assigned(assigned), _positive(sigma_pt)
    assigned_uncertainty = _not_negative(assigned_uncertainty)
    return _graded("z_prime", (vector(results) - assigned) / math.hypot(sigma_pt, assigned_uncertainty))


def zeta_scores(
    results: ArrayLike, uncertainties: ArrayLike, assigned: float, assigned_uncertainty: float
) -> Scores:
    """Return zeta = (x - x_pt) / sqrt(u²(x) + u²(x_pt)) with standard uncertainties (ISO 13528:2015 clause 9.6).

    Graded as z. Holds where the assigned value doesn't come from the results themselves.
    """
    return _graded("zeta", _by_uncertainty(results, uncertainties, assigned, assigned_uncertainty))


def e_n_scores(results: ArrayLike, expanded: ArrayLike, assigned: float, assigned_expanded: float) -> Scores:
    """Return E_n = (x - x_pt) / sqrt(U²(x) + U²(x_pt)) with expanded uncertainties, k = 2 (ISO 13528:2015, 9.7).

    Satisfactory up to 1 in size, unsatisfactory beyond (ISO/IEC 17043:2010 B.4.1.1).
    """
    values = _by_uncertainty(results, expanded, assigned, assigned_expanded)
    verdicts = tuple(SATISFACTORY if abs(value) <= 1 else UNSATISFACTORY for value in values)
    return Scores("e_n", tuple(values.tolist()), verdicts)


def verdict(score: float) -> str:
    """Return what a z, z' or zeta score means (ISO 13528:2015 clause 9.4.2)."""
    size = abs(score)
    if size <= WARNING:
        return SATISFACTORY
    return QUESTIONABLE if size < ACTION else UNSATISFACTORY


def percent_differences(results: ArrayLike, assigned: float) -> tuple[float, ...]:
    """Return 100 (x - x_pt) / x_pt (ISO 13528:2015 clause 9.3); refuses an assigned value of 0."""
    assigned = _assigned(assigned)
    if assigned == 0:
        refuse(
            "assigned_zero",
            "付与値が0のため、百分率の差を計算できません。",
            "The assigned value is 0, so that there are no percentages of it.",
        )
    return tuple((100 * (vector(results) - assigned) / assigned).tolist())


def _by_uncertainty(results: ArrayLike, own: ArrayLike, assigned: float, of_assigned: float) -> Vector:
    measured, uncertainties = vector(results), vector(own)
    same_length(measured, uncertainties)
    assigned, of_assigned = _assigned(assigned), _not_negative(of_assigned)
    scale = np.hypot(uncertainties, of_assigned)
    if np.any(uncertainties < 0) or np.any(scale == 0):
        refuse(
            "uncertainty",
            "不確かさは0より大きい値で指定してください。",
            "Uncertainties must be above 0.",
        )
    return (measured - assigned) / scale


def _graded(kind: str, values: Vector, cautions: tuple[Caution, ...] = ()) -> Scores:
    listed = tuple(values.tolist())
    return Scores(kind, listed, tuple(map(verdict, listed)), cautions)


def _assigned(value: float) -> float:
    return number(value, "付与値", "assigned value", code="assigned")


def _positive(sigma_pt: float) -> float:
    return number(
        sigma_pt,
        "技能評価のための標準偏差",
        "standard deviation for proficiency assessment",
        above=0,
        code="sigma_pt",
    )


def _not_negative(uncertainty: float) -> float:
    return number(
        uncertainty, "付与値の不確かさ", "assigned value's uncertainty", least=0, code="uncertainty"
    )


def _uncertain() -> Caution:
    return Caution(
        "assigned_value_uncertain",
        "付与値の不確かさが大きいため、zスコアではなくz'スコアで評価してください。",
        "The assigned value is so uncertain that z' should be used instead of z.",
    )

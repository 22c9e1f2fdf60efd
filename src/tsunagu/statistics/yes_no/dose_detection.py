"""Dose and detection: a rising line of an assay that answers yes or no, and how well it fits."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tsunagu.statistics.checking import Vector, same_length, vector
from tsunagu.statistics.counting.checking import positives_among, unknown
from tsunagu.statistics.estimates import refuse
from tsunagu.statistics.yes_no.binary_fit import LINKS, BinaryFit, Link, fit, overlapping

SCALES = ("log10", "ln", "linear")


@dataclass(frozen=True, slots=True, eq=False)
class Assay:
    """A fitted assay: ``x`` is the dose less ``centre`` over ``spread``, ``target`` the predictor asked for."""

    yes: Vector
    tested: Vector
    x: Vector
    centre: float
    spread: float
    link: Link
    target: float
    found: BinaryFit

    @property
    def limit(self) -> float:
        """The limit on the scale of ``x``."""
        intercept, slope = self.found.coefficients
        return float((self.target - intercept) / slope)


def fitted(
    detected: ArrayLike, tested: ArrayLike, dose: ArrayLike, probability: float, link: str, scale: str
) -> Assay:
    """Return the line of an assay, or refuse where it has no finite, rising one."""
    if link not in LINKS:
        unknown("リンク関数", "link", link, LINKS)
    if scale not in SCALES:
        unknown("用量の尺度", "scale", scale, SCALES)
    yes, among, x = _read(detected, tested, dose, scale)
    _refuse_without_overlap(yes, among, x)
    centre, spread = float(np.mean(x)), float(np.ptp(x))
    x = (x - centre) / spread
    start = np.array([LINKS[link].predictor(float(np.sum(yes) / np.sum(among))), 0.0])
    found = fit(yes, among, np.column_stack([np.ones_like(x), x]), LINKS[link], start)
    if found.coefficients[1] <= 0:
        refuse(
            "falling",
            "用量が増えても検出率が上がらないため、検出限界を求められません。",
            "Detection does not rise with the dose, so there is no detection limit.",
        )
    return Assay(yes, among, x, centre, spread, LINKS[link], LINKS[link].predictor(probability), found)


def _read(
    detected: ArrayLike, tested: ArrayLike, dose: ArrayLike, scale: str
) -> tuple[Vector, Vector, Vector]:
    yes, among = positives_among(detected, tested)
    doses = vector(dose)
    same_length(yes, doses)
    yes, among, doses = yes[among > 0], among[among > 0], doses[among > 0]
    if scale != "linear" and np.any(doses <= 0):
        refuse(
            "dose_not_positive",
            "対数尺度では用量0（ブランク）や負の値は使用できません。除外するか、線形尺度を選んでください。",
            "Doses of 0 (blanks) or below have no logarithm; leave them out or use the linear scale.",
        )
    x = doses if scale == "linear" else np.log10(doses) if scale == "log10" else np.log(doses)
    return yes, among, x


def _refuse_without_overlap(yes: Vector, tested: Vector, x: Vector) -> None:
    no_above, yes_above = overlapping(yes, tested, x)
    if not no_above or not yes_above:
        refuse(
            "no_overlap",
            "検出率が0%と100%の中間となる用量が足りず、検出限界を推定できません。中間の用量を追加してください。",
            "Too few doses lie between never and always detected; the slope is not finite. Add doses in between.",
        )


def goodness(assay: Assay) -> tuple[float, int]:
    """Return Pearson's chi-squared over the distinct doses, and its degrees of freedom."""
    intercept, slope = assay.found.coefficients
    doses, where = np.unique(assay.x, return_inverse=True)
    yes, tested = np.bincount(where, assay.yes), np.bincount(where, assay.tested)
    expected = np.exp(assay.link.log_yes(intercept + slope * doses))
    missed = np.exp(assay.link.log_no(intercept + slope * doses))
    spread = tested * expected * missed
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(spread > 0, (yes - tested * expected) ** 2 / spread, 0.0)
    return float(np.sum(parts)), int(doses.size - 2)

"""Answers that are only yes or no: limiting dilution, most probable number, detection limits, rare cells."""

from tsunagu.statistics.yes_no.detection_limit import DetectionLimit, detection_limit
from tsunagu.statistics.yes_no.limiting_dilution import LimitingDilution, limiting_dilution
from tsunagu.statistics.yes_no.most_probable_number import MostProbableNumber, most_probable_number
from tsunagu.statistics.yes_no.rare_cells import (
    Examination,
    Residue,
    cells_to_examine,
    detectable_residue,
    residue_from_found,
)
from tsunagu.statistics.yes_no.single_hit_detection import single_hit_detection_limit

__all__ = [
    "DetectionLimit",
    "Examination",
    "LimitingDilution",
    "MostProbableNumber",
    "Residue",
    "cells_to_examine",
    "detectable_residue",
    "detection_limit",
    "limiting_dilution",
    "most_probable_number",
    "residue_from_found",
    "single_hit_detection_limit",
]

"""Rounds of several laboratories on one material: precision, consistency, outliers, robust values and scores."""

from tsunagu.statistics.between_laboratories.consistency import Indicators, h_critical, mandel_h, mandel_k
from tsunagu.statistics.between_laboratories.homogeneity import Homogeneity, Stability, homogeneity, stability
from tsunagu.statistics.between_laboratories.medians import median_made, median_niqr
from tsunagu.statistics.between_laboratories.outliers import (
    OutlierTest,
    cochran,
    double_grubbs,
    grubbs,
    grubbs_critical,
)
from tsunagu.statistics.between_laboratories.precision import UNROUNDED_LIMIT_FACTOR, Precision, precision
from tsunagu.statistics.between_laboratories.proficiency import (
    Scores,
    e_n_scores,
    percent_differences,
    z_prime_scores,
    z_scores,
    zeta_scores,
)
from tsunagu.statistics.between_laboratories.q_hampel import hampel, q_method, q_repeatability
from tsunagu.statistics.between_laboratories.robust import RobustValue, algorithm_a, algorithm_s
from tsunagu.statistics.between_laboratories.round import Conventions, RoundResult, analyse, analyse_many
from tsunagu.statistics.between_laboratories.several_outliers import (
    ExtremeDeviates,
    TietjenMoore,
    generalized_esd,
    tietjen_moore,
)

__all__ = [
    "Conventions",
    "ExtremeDeviates",
    "Homogeneity",
    "Indicators",
    "OutlierTest",
    "Precision",
    "RobustValue",
    "RoundResult",
    "Scores",
    "Stability",
    "TietjenMoore",
    "UNROUNDED_LIMIT_FACTOR",
    "algorithm_a",
    "algorithm_s",
    "analyse",
    "analyse_many",
    "cochran",
    "double_grubbs",
    "e_n_scores",
    "generalized_esd",
    "grubbs",
    "grubbs_critical",
    "h_critical",
    "hampel",
    "homogeneity",
    "mandel_h",
    "mandel_k",
    "median_made",
    "median_niqr",
    "percent_differences",
    "precision",
    "q_method",
    "q_repeatability",
    "stability",
    "tietjen_moore",
    "z_prime_scores",
    "z_scores",
    "zeta_scores",
]

"""The basic calculations that everything else rests on, right to the last digits also on ill-conditioned numbers."""

from tsunagu.statistics.basics.anova import AnalysisOfVariance, one_way
from tsunagu.statistics.basics.regression import Regression, linear, polynomial
from tsunagu.statistics.basics.summary import Summary, lag1_autocorrelation, mean, summary, variance

__all__ = [
    "AnalysisOfVariance",
    "Regression",
    "Summary",
    "lag1_autocorrelation",
    "linear",
    "mean",
    "one_way",
    "polynomial",
    "summary",
    "variance",
]

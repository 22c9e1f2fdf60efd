"""How long a product keeps: shelf life from several batches (ICH Q1E) and points that leave the trend."""

from tsunagu.statistics.stability.design import study
from tsunagu.statistics.stability.pooling import Pooling, pooling
from tsunagu.statistics.stability.remarks import NONE, SUPPORTED, SUPPORTED_REFRIGERATED, Extrapolation
from tsunagu.statistics.stability.shelf_life import ShelfLife, shelf_life
from tsunagu.statistics.stability.trend import TrendCheck, by_regression, by_time_point

__all__ = [
    "Extrapolation",
    "NONE",
    "Pooling",
    "SUPPORTED",
    "SUPPORTED_REFRIGERATED",
    "ShelfLife",
    "TrendCheck",
    "by_regression",
    "by_time_point",
    "pooling",
    "shelf_life",
    "study",
]

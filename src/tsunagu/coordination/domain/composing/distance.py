"""Straight distances between places."""

from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0


@lru_cache(maxsize=100_000)
def km_between(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Return the whole kilometres between two positions (latitude, longitude in degrees), along a great circle."""
    lat1, lon1, lat2, lon2 = (radians(value) for value in (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return round(2 * EARTH_KM * asin(sqrt(min(1.0, half))))

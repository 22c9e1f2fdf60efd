"""Synthetic logger files: they say in their first line that they are synthetic."""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tsunagu.conditions.domain.bands import BANDS

TOKYO = ZoneInfo("Asia/Tokyo")
INTERVAL = timedelta(minutes=10)
TYPICAL = {"vapour": -168.0, "dry_ice": -74.0, "cold": 4.8, "room": 20.5, "skin": 18.0, "body": 37.0}
SPREAD = {"vapour": 2.5, "dry_ice": 1.8, "cold": 0.5, "room": 0.8, "skin": 1.0, "body": 0.12}


def logger_file(band: str, start: datetime, end: datetime, seed: str, trouble: str = "") -> bytes:
    """Return a CSV of temperatures; ``trouble`` is empty, ``excursion``, ``breach`` or ``gap``."""
    chance = random.Random(seed)  # noqa: S311 - synthetic readings
    lines = ["# 合成データ synthetic data (demonstration)", "日時,温度(℃)"]
    at, drift, middle = start - INTERVAL, 0.0, start + (end - start) / 2
    while at <= end + INTERVAL:
        drift = 0.85 * drift + chance.gauss(0, SPREAD[band] * 0.45)
        celsius = TYPICAL[band] + drift + _peak(band, at, middle, trouble)
        if not (trouble == "gap" and abs(at - middle) < timedelta(minutes=50)):
            lines.append(f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M:%S},{celsius:.2f}")
        at += INTERVAL
    return "\n".join(lines).encode()


def _peak(band: str, at: datetime, middle: datetime, trouble: str) -> float:
    widths = {"excursion": 16.0, "breach": 95.0}
    if trouble not in widths:
        return 0.0
    top = BANDS[band].maximum_celsius or 0.0
    away = abs((at - middle).total_seconds()) / 60 / widths[trouble]
    height = (top - TYPICAL[band]) + (2.2 if trouble == "excursion" else 5.5)
    return height * max(0.0, 1 - away * away)

"""Allocate numbers that are given once: chain of identity, donation, lot."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from tsunagu.identifiers.coi import CoiNumber

FACILITY = "A9999"
"""ISBT 128's example facility; a real network registers its own."""
_TOKYO = ZoneInfo("Asia/Tokyo")


def next_coi(now: datetime) -> str:
    """Return a chain-of-identity number that was never given before (15 characters)."""
    return str(CoiNumber(FACILITY, _year(now), _next("custody_coi")))


def next_din(now: datetime) -> str:
    """Return a donation identification number that was never given before (13 characters)."""
    return f"{FACILITY}{_year(now):02d}{_next('custody_din'):06d}"


def next_lot_number(prefix: str, now: datetime) -> str:
    """Return a lot number such as ``M26-00031``."""
    return f"{prefix}{_year(now):02d}-{_next('custody_lot_number'):05d}"


def _year(now: datetime) -> int:
    return now.astimezone(_TOKYO).year % 100


def _next(sequence: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        return int(cursor.fetchone()[0])
